import type { Node, ParsedJavaScript } from '../../source/javascript.js';
import { LineIndex } from '../../source/line-index.js';
import type { Scopes, Variable } from '../../source/scopes.js';
import { forEachChild } from '../../source/syntax-children.js';
import { loweredBytes } from './lowered-bytes.js';
import { printedBytes, REMOVED, VERBATIM } from './printed-bytes.js';
import type { BundleSettings } from './settings.js';

/** How much a script is in a bundle, as long as none of it is left out. Bytes. */
export interface ScriptSize {
  /** At most: what is printed of it, with what may be put around it. */
  readonly bytes: number;
  /** What being put in a function of its own adds: indentation, names that are declared outside of it. */
  readonly wrapping: number;
  /** It has `import` or `export`; without, it is put in a function. */
  readonly isModule: boolean;
  /** The names that it exports, where another module gives them on with `export *`. */
  readonly exports: number;
  /** Places in it that a source map may name. */
  readonly mappings: number;
  /** The file of its own source map, as written. */
  readonly sourceMap: string | undefined;
}

export interface SizeOptions {
  readonly settings: BundleSettings;
  readonly isTypeScript: boolean;
}

/** Names of a bundle are no longer: thousands of modules share those of the outermost scope. */
const LONGEST_TOP = 3;
const LONGEST_INNER = 2;
/** Around a use of something imported: `(0,a.` and `)`. */
const AROUND_IMPORT = 9;
const AROUND_EXPORT = 14;
const AROUND_COMMENT = 6;
const INDENTATION = 10;
const TYPE_KEYS = ['typeAnnotation', 'typeParameters', 'typeArguments', 'returnType', 'superTypeArguments', 'implements'] as const;
const NO_CODE: ReadonlySet<Node['type']> = new Set<Node['type']>(['TSTypeAliasDeclaration', 'TSInterfaceDeclaration', 'TSDeclareFunction', 'TSIndexSignature', 'TSAbstractMethodDefinition', 'TSAbstractPropertyDefinition', 'TSAbstractAccessorProperty', 'TSClassImplements']);
const MODULE_SYNTAX: ReadonlySet<Node['type']> = new Set<Node['type']>(['ImportDeclaration', 'ExportNamedDeclaration', 'ExportDefaultDeclaration', 'ExportAllDeclaration', 'TSExportAssignment']);

/**
 * The most that esbuild prints of a script: without comments, types and what only lays out the text, with names made short where they are
 * minified, and with what its transformations add. Nothing is taken as unused.
 */
export function sizeOfScript(text: string, parsed: ParsedJavaScript, scopes: Scopes, { settings, isTypeScript }: SizeOptions): ScriptSize {
  const { program } = parsed;
  const mask = new Uint8Array(text.length);
  // Where comments stay as long as nothing is minified: between members, elements and arguments, not between statements.
  const staying = settings.isMinified ? undefined : new Uint8Array(text.length);
  const layout = { mappings: 0, lines: 0, indentation: 0, added: 0 };
  const lines = settings.isMinified ? undefined : new LineIndex(text);
  const comments = parsed.comments();
  for (const { start, end } of comments) mask.fill(REMOVED, start, end);
  const { hashbang } = program;
  if (hashbang) mask.fill(REMOVED, hashbang.start, hashbang.end);

  function visit(node: Node, depth: number): void {
    layout.mappings++;
    if (staying) markComments(node, staying);
    if (isTypeScript && isErased(node)) return void mask.fill(REMOVED, node.start, node.end);
    if (isTypeScript) eraseTypes(node, mask);
    if (isText(node)) mask.fill(VERBATIM, node.start, node.end);
    layout.added += loweredBytes(node, settings);
    const count = lines ? linesOf(node, lines) : 0;
    layout.lines += count;
    // A list that is closed on a line of its own is one line more.
    layout.indentation += count === 0 ? 0 : count * 2 * (depth + 1) + 2 * depth + 1;
    forEachChild(node, (child) => { visit(child, count > 0 ? depth + 1 : depth); });
  }

  visit(program, 0);
  const printed = printedBytes(text, mask, settings) + keptComments(comments, settings, staying);
  const laidOut = settings.isMinified ? 0 : layout.lines + layout.indentation;
  const isModule = program.body.some(({ type }) => MODULE_SYNTAX.has(type));
  return {
    bytes: Math.max(0, printed + laidOut + layout.added + namesBytes(scopes, settings)),
    wrapping: (settings.isMinified ? 0 : 4 * (layout.lines + 2)) + [...(scopes.all[0]?.variables.keys() ?? [])].reduce((sum, name) => sum + 2 + (settings.mangles ? LONGEST_TOP : name.length), 0),
    isModule,
    exports: program.body.reduce((sum, statement) => sum + exportedNames(statement).reduce((total, { start, end }) => total + end - start + AROUND_EXPORT, 0), 0),
    mappings: layout.mappings,
    sourceMap: sourceMapOf(comments),
  };
}

/** Nodes that are about as long as the names that a statement exports. */
function exportedNames(statement: Node): readonly Node[] {
  if (statement.type !== 'ExportNamedDeclaration') return [];
  const { declaration, specifiers } = statement;
  if (declaration?.type === 'VariableDeclaration') return declaration.declarations.map(({ id }) => id);
  const id = declaration && 'id' in declaration ? declaration.id : undefined;
  return [...specifiers.map(({ exported }) => exported), ...(id ? [id] : [])];
}

function isErased(node: Node): boolean {
  if (NO_CODE.has(node.type)) return true;
  if ('declare' in node && node.declare) return true;
  if (node.type === 'ImportDeclaration') return node.importKind === 'type';
  return (node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration') && node.exportKind === 'type';
}

function eraseTypes(node: Node, mask: Uint8Array): void {
  for (const key of TYPE_KEYS) {
    const value: unknown = Reflect.get(node, key);
    for (const one of Array.isArray(value) ? value : [value]) if (isRange(one)) mask.fill(REMOVED, one.start, one.end);
  }
  if (node.type === 'TSTypeAssertion') mask.fill(REMOVED, node.start, node.expression.start);
  if (node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression') mask.fill(REMOVED, node.expression.end, node.end);
}

function isRange(value: unknown): value is { readonly start: number; readonly end: number } {
  return typeof value === 'object' && value !== null && 'start' in value && typeof value.start === 'number' && 'end' in value && typeof value.end === 'number';
}

/** What is printed as it is written. */
function isText(node: Node): boolean {
  return node.type === 'TemplateElement' || node.type === 'JSXText' || (node.type === 'Literal' && (typeof node.value === 'string' || 'regex' in node));
}

/** How many lines the parts of a node are printed on, each of its own; 0 where they stand on one. */
function linesOf(node: Node, lines: LineIndex): number {
  switch (node.type) {
    case 'Program': case 'BlockStatement': case 'StaticBlock': case 'ClassBody': case 'TSModuleBlock':
      return node.body.length;
    case 'SwitchStatement':
      return node.cases.length;
    case 'SwitchCase':
      return node.consequent.length;
    case 'VariableDeclaration':
      return node.declarations.length - 1;
    case 'IfStatement':
      return (node.consequent.type === 'BlockStatement' ? 0 : 1) + (node.alternate && node.alternate.type !== 'BlockStatement' ? 1 : 0);
    case 'ForStatement': case 'ForInStatement': case 'ForOfStatement': case 'WhileStatement':
      return node.body.type === 'BlockStatement' ? 0 : 1;
    case 'ObjectExpression': case 'ObjectPattern':
      return spans(node.start, node.end, lines) ? node.properties.length : 0;
    case 'ArrayExpression': case 'ArrayPattern':
      return spans(node.start, node.end, lines) ? node.elements.length : 0;
    case 'CallExpression': case 'NewExpression':
      return node.arguments.length > 0 && spans(node.callee.end, node.end, lines) ? node.arguments.length : 0;
    case 'ExportNamedDeclaration': case 'ImportDeclaration':
      return node.specifiers.length;
    default:
      return 0;
  }
}

function spans(start: number, end: number, lines: LineIndex): boolean {
  return lines.lineAt(start) !== lines.lineAt(end);
}

function markComments({ type, start, end }: Node, staying: Uint8Array): void {
  if (type === 'BlockStatement' || type === 'StaticBlock' || type === 'SwitchStatement') staying.fill(0, start, end);
  else if (HOLDERS.has(type)) staying.fill(1, start, end);
}

const HOLDERS: ReadonlySet<Node['type']> = new Set<Node['type']>(['ClassBody', 'ObjectExpression', 'ArrayExpression', 'CallExpression', 'NewExpression', 'ConditionalExpression', 'LogicalExpression', 'BinaryExpression', 'AssignmentExpression', 'VariableDeclarator', 'ReturnStatement']);

/** Comments that stay: licences at the end of the bundle, others inside of expressions and classes. Source: esbuild.github.io/api/#legal-comments. */
function keptComments(comments: ReturnType<ParsedJavaScript['comments']>, { keepsLegal }: BundleSettings, staying: Uint8Array | undefined): number {
  return comments.reduce((sum, { value, start }) => {
    const isLegal = keepsLegal && (value.startsWith('!') || value.includes('@license') || value.includes('@preserve'));
    if (!isLegal && staying?.[start] !== 1) return sum;
    return sum + Buffer.byteLength(value) + AROUND_COMMENT + INDENTATION * value.split('\n').length;
  }, 0);
}

function sourceMapOf(comments: ReturnType<ParsedJavaScript['comments']>): string | undefined {
  return comments.flatMap(({ value }) => /^[#@]\s*sourceMappingURL=(\S+)/.exec(value)?.[1] ?? []).at(-1);
}

/** What other names change, and what stands around those that other modules know. */
function namesBytes(scopes: Scopes, settings: BundleSettings): number {
  let bytes = 0;
  for (const scope of scopes.all) {
    const isTop = scope === scopes.all[0];
    for (const variable of scope.variables.values()) bytes += nameBytes(variable, isTop, settings);
  }
  return bytes;
}

function nameBytes({ name, defs, references }: Variable, isTop: boolean, { isMinified, mangles, keepsNames }: BundleSettings): number {
  const [def] = defs;
  // What is written where it is declared is a reference, too.
  const places = new Set([...defs.map((one) => one.name.start), ...references.map(({ identifier }) => identifier.start)]).size;
  if (def?.type === 'ImportBinding') return references.length * (AROUND_IMPORT + (isMinified ? 0 : importedName(def.parent ?? def.node)));
  const kept = keepsNames ? name.length + AROUND_EXPORT : 0;
  if (!mangles) return kept + (isTop ? places : 0);
  // Of the outermost scope all may get longer, which counts where a package was minified before.
  const change = (isTop ? LONGEST_TOP : LONGEST_INNER) - name.length;
  return kept + (isTop || change < 0 ? places * change : 0) + (isTop ? name.length + AROUND_EXPORT : 0);
}

/** `import_client_s3.`: named after the end of the specifier. */
function importedName(parent: Node): number {
  return parent.type === 'ImportDeclaration' ? Math.min(parent.source.value.length, 40) + 8 : 20;
}

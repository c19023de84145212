import type { Node, Program } from '../../source/javascript.js';
import type { Scopes } from '../../source/scopes.js';
import { forEachChild } from '../../source/syntax-children.js';
import { constantOf, isNothing, textOf, truthOf } from './constant.js';
import type { Defines } from './constant.js';
import type { LoadKind } from './resolve-module.js';

/** A module that a script asks a bundler for. */
export interface BundledImport {
  readonly specifier: string;
  readonly kind: LoadKind;
  /** The code gets along without it: no error of the build where it is not found. */
  readonly isOptional: boolean;
  /** `require(…)` or `import(…)`: loaded when the code comes there. */
  readonly isCall: boolean;
  /** `export * from`. */
  readonly isStar: boolean;
  /** How it is read, where the import says so: `with { type: 'json' }`. */
  readonly loader: string | undefined;
  /** Offset of the specifier. */
  readonly at: number;
}

/** An import of what is known at run time only. */
export interface OpenImport {
  readonly at: number;
  readonly end: number;
  /** Relative texts with gaps between: esbuild takes all files whose paths fit. Undefined: it leaves the call as it is. */
  readonly parts: readonly string[] | undefined;
  readonly kind: LoadKind;
}

export interface ScriptImports {
  /** There is JSX in it, which turns into calls. */
  readonly hasJsx: boolean;
  /** It waits while it is loaded, which not all formats can. */
  readonly hasTopLevelAwait: boolean;
  readonly imports: readonly BundledImport[];
  readonly open: readonly OpenImport[];
}

export interface ImportOptions {
  readonly isTypeScript: boolean;
  /** tsconfig: `verbatimModuleSyntax`, `preserveValueImports`, `importsNotUsedAsValues`. */
  readonly keepsUnused: { readonly statements: boolean; readonly values: boolean };
  readonly defines: Defines;
  /** The name that JSX turns into a call of, where the script has JSX. */
  readonly jsxName: string | undefined;
}

interface Place {
  readonly isInFunction: boolean;
  /** In a branch that is never taken. */
  readonly isDead: boolean;
  /** In the body of a `try` of the same function. */
  readonly isTried: boolean;
  /** What goes wrong here is caught: `import(…).catch(…)`. */
  readonly isCaught: boolean;
}

const IN_FUNCTION: Place = { isInFunction: true, isDead: false, isTried: false, isCaught: false };

/** What a script imports, as esbuild finds it: types, unused imports of TypeScript and branches that are never taken do not count. Source: evanw/esbuild internal/js_parser/js_parser.go. */
export function importsOfScript(text: string, program: Program, scopes: Scopes, { isTypeScript, keepsUnused, defines, jsxName }: ImportOptions): ScriptImports {
  const imports: BundledImport[] = [];
  const open: OpenImport[] = [];
  let hasJsx = false;
  let hasTopLevelAwait = false;

  function add(source: Node, kind: LoadKind, loader?: string, isStar = false): void {
    const specifier = textOf(source, scopes, defines);
    if (specifier !== undefined) imports.push({ specifier, kind, isOptional: false, isCall: kind === 'require', isStar, loader, at: source.start });
  }

  /** Each branch of `require(a ? './b' : './c')` counts. */
  function load(source: Node, kind: LoadKind, isOptional: boolean, loader?: string): void {
    if (source.type === 'ConditionalExpression') {
      const truth = truthOf(constantOf(source.test, scopes, defines));
      if (truth !== false) load(source.consequent, kind, isOptional, loader);
      if (truth !== true) load(source.alternate, kind, isOptional, loader);
      return;
    }
    const specifier = textOf(source, scopes, defines);
    if (specifier !== undefined) imports.push({ specifier, kind, isOptional, isCall: true, isStar: false, loader, at: source.start });
    else open.push({ at: source.start, end: source.end, parts: relativeParts(source), kind });
  }

  function isRequire(callee: Node): boolean {
    if (callee.type === 'Identifier') return callee.name === 'require' && !scopes.variableOf(callee);
    if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier' || callee.property.name !== 'require') return false;
    return callee.object.type === 'Identifier' && callee.object.name === 'module' && !scopes.variableOf(callee.object);
  }

  function visitAll(node: Node, place: Place): void {
    forEachChild(node, (child) => { visit(child, place); });
  }

  function visitBranches(test: Node, whenTrue: Node, whenFalse: Node | null, place: Place): void {
    const truth = truthOf(constantOf(test, scopes, defines));
    visit(test, place);
    visit(whenTrue, truth === false ? { ...place, isDead: true } : place);
    if (whenFalse) visit(whenFalse, truth === true ? { ...place, isDead: true } : place);
  }

  function visit(node: Node, place: Place): void {
    if (place.isDead || ('declare' in node && node.declare)) return;
    switch (node.type) {
      case 'ImportDeclaration':
        if (!isDropped(text, node, { isTypeScript, keepsUnused, jsxName }, scopes)) add(node.source, 'import', loaderOf(node.attributes));
        return;
      case 'ExportNamedDeclaration':
        if (node.source && node.exportKind !== 'type') add(node.source, 'import', loaderOf(node.attributes));
        return visitAll(node, place);
      case 'ExportAllDeclaration':
        if (node.exportKind !== 'type') add(node.source, 'import', loaderOf(node.attributes), node.exported === null);
        return;
      case 'TSImportEqualsDeclaration':
        if (node.importKind !== 'type' && node.moduleReference.type === 'TSExternalModuleReference') add(node.moduleReference.expression, 'require');
        return;
      case 'ImportExpression':
        load(node.source, 'import', place.isCaught, node.options ? loaderOfOptions(node.options) : undefined);
        return visitAll(node, { ...place, isCaught: false });
      case 'ForOfStatement':
        hasTopLevelAwait ||= node.await && !place.isInFunction;
        return visitAll(node, place);
      case 'AwaitExpression':
        hasTopLevelAwait ||= !place.isInFunction;
        return visit(node.argument, { ...place, isCaught: place.isTried && node.argument.type === 'ImportExpression' });
      case 'CallExpression':
        if (node.arguments.length === 1 && !node.optional && node.arguments[0] && isRequire(node.callee)) load(node.arguments[0], 'require', place.isTried);
        visit(node.callee, { ...place, isCaught: place.isCaught || catches(node.callee, node.arguments.length) });
        for (const argument of node.arguments) visit(argument, { ...place, isCaught: false });
        return;
      case 'MemberExpression':
        visit(node.object, place);
        if (node.computed) visit(node.property, { ...place, isCaught: false });
        return;
      case 'IfStatement': case 'ConditionalExpression':
        return visitBranches(node.test, node.consequent, node.alternate, { ...place, isCaught: false });
      case 'LogicalExpression':
        visit(node.left, { ...place, isCaught: false });
        return visit(node.right, { ...place, isCaught: false, isDead: isSkipped(node.operator, node.left) });
      case 'JSXElement': case 'JSXFragment':
        hasJsx = true;
        return visitAll(node, place);
      case 'TryStatement':
        visit(node.block, { ...place, isTried: true, isCaught: false });
        if (node.handler) visit(node.handler, { ...place, isDead: node.block.body.length === 0 });
        if (node.finalizer) visit(node.finalizer, place);
        return;
      case 'FunctionDeclaration': case 'FunctionExpression': case 'ArrowFunctionExpression': case 'StaticBlock':
        return visitAll(node, IN_FUNCTION);
      default:
        return visitAll(node, place.isCaught ? { ...place, isCaught: false } : place);
    }
  }

  function isSkipped(operator: string, left: Node): boolean {
    const constant = constantOf(left, scopes, defines);
    if (operator === '??') return isNothing(constant) === false;
    return truthOf(constant) === (operator === '||');
  }

  for (const statement of program.body) visit(statement, { ...IN_FUNCTION, isInFunction: false });
  return { hasJsx, hasTopLevelAwait, imports, open };
}

/** `.catch(…)`, and `.then(…)` with a second argument. */
function catches(callee: Node, count: number): boolean {
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return false;
  return (callee.property.name === 'catch' && count > 0) || (callee.property.name === 'then' && count > 1);
}

type Attributes = Extract<Node, { type: 'ImportDeclaration' }>['attributes'];

function loaderOf(attributes: Attributes): string | undefined {
  const type = attributes.find(({ key }) => (key.type === 'Identifier' ? key.name : key.value) === 'type');
  return type?.value.value;
}

/** `import(…, { with: { type: 'json' } })`. */
function loaderOfOptions(options: Node): string | undefined {
  const attributes = propertyOf(options, 'with');
  const type = attributes && propertyOf(attributes, 'type');
  return type?.type === 'Literal' && typeof type.value === 'string' ? type.value : undefined;
}

function propertyOf(node: Node, name: string): Node | undefined {
  if (node.type !== 'ObjectExpression') return undefined;
  for (const property of node.properties) if (property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === name) return property.value;
  return undefined;
}

/** TypeScript keeps no import whose names are types, or are not used. */
function isDropped(text: string, node: Extract<Node, { type: 'ImportDeclaration' }>, { isTypeScript, keepsUnused, jsxName }: Pick<ImportOptions, 'isTypeScript' | 'keepsUnused' | 'jsxName'>, scopes: Scopes): boolean {
  if (node.importKind === 'type') return true;
  if (!isTypeScript || keepsUnused.statements) return false;
  // `import './setup'` is for its effects, `import {} from './types'` is nothing.
  if (node.specifiers.length === 0) return text.slice(node.start, node.source.start).includes('{');
  return node.specifiers.every((specifier) => {
    if (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type') return true;
    const { name } = specifier.local;
    return !keepsUnused.values && name !== jsxName && scopes.all[0]?.variables.get(name)?.references.length === 0;
  });
}

/** The texts around what is not known, if they begin as a relative path does. */
function relativeParts(source: Node): readonly string[] | undefined {
  const parts: string[] = [''];
  const add = (node: Node): void => {
    if (node.type === 'Literal' && typeof node.value === 'string') parts.push((parts.pop() ?? '') + node.value);
    else if (node.type === 'TemplateLiteral') {
      for (const [index, { value }] of node.quasis.entries()) {
        parts.push((parts.pop() ?? '') + (value.cooked ?? ''));
        const inner = node.expressions[index];
        if (inner) add(inner);
      }
    } else if (node.type === 'BinaryExpression' && node.operator === '+') {
      add(node.left);
      add(node.right);
    } else parts.push('');
  };
  add(source);
  return /^\.\.?\//.test(parts[0] ?? '') ? parts : undefined;
}

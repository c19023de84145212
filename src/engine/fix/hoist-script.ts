import type { Node, Program } from '../../source/javascript.js';
import { isModuleLevel } from '../../source/scopes.js';
import type { ScriptSyntax } from '../../source/read-script.js';
import type { Scope, Scopes, Variable } from '../../source/scopes.js';
import { forEachChild } from '../../source/syntax-children.js';
import { isKept, moveStatement } from './moved-text.js';
import type { TextEdit } from './text-edit.js';

type NodeOf<T extends Node['type']> = Extract<Node, { type: T }>;
type Span = Pick<TextEdit, 'start' | 'end'>;

/**
 * The edits that move the declaration of what is built at a place out of its function, to module level, and that of the document client
 * around it. Undefined where it would not mean the same there, or where the name has another meaning.
 */
export function hoistScript(syntax: ScriptSyntax, text: string, at: Span): readonly TextEdit[] | undefined {
  if (syntax.error) return undefined;
  const { program, scopes } = syntax;
  const around = pathTo(program, at);
  const index = around.findLastIndex(({ type }) => type === 'VariableDeclarator');
  const [declarator, declaration, block, owner] = [around[index], around[index - 1], around[index - 2], around[index - 3]];
  if (declarator?.type !== 'VariableDeclarator' || block?.type !== 'BlockStatement' || !isBody(owner) || isGeneric(around)) return undefined;
  const client = readDeclaration(declaration, scopes);
  if (!client || !isClient(client.init, at, text)) return undefined;
  const next = readDeclaration(block.body[block.body.findIndex((statement) => statement === client.statement) + 1], scopes);
  const wrapping = next && wrappedUse(next.init, client.variable, scopes, text);
  const moved = next && wrapping ? [client, next] : [client];
  if (!moved.every(({ variable, init }) => isOnly(variable, scopes, program, init))) return undefined;
  const statement = { start: client.statement.start, end: (moved[1] ?? client).statement.end };
  const read = readInitializers(moved, scopes);
  const behind = read && insertPlace(program, read, text, statement);
  const uses = moved.flatMap(({ variable }) => variable.references.map(({ identifier }) => identifier)).filter((use) => use !== wrapping);
  if (!behind || !isKept(text, uses) || (read.readsEnvironment && SETS_ENVIRONMENT.test(text))) return undefined;
  return moveStatement(text, { statement, behind }, '//');
}

/** A statement that declares one variable and gives it a value. */
interface Declared {
  readonly statement: Node;
  readonly variable: Variable;
  readonly init: Node;
}

function readDeclaration(statement: Node | undefined, scopes: Scopes): Declared | undefined {
  if (statement?.type !== 'VariableDeclaration' || !['const', 'let', 'var'].includes(statement.kind)) return undefined;
  const [declarator, other] = statement.declarations;
  if (!declarator?.init || declarator.id.type !== 'Identifier' || other) return undefined;
  const { id, init } = declarator;
  const variable = scopes.all.flatMap(({ variables }) => variables.get(id.name) ?? []).find(({ defs }) => defs.some(({ name }) => name === id));
  return variable && { statement, variable, init };
}

/** The name of the client where the statement behind it makes the document client, or the traced one, of it. */
function wrappedUse(init: Node, client: Variable, scopes: Scopes, text: string): Node | undefined {
  if (init.type !== 'CallExpression' || !WRAPPER.test(text.slice(init.callee.start, init.callee.end))) return undefined;
  const [argument] = init.arguments;
  return argument?.type === 'Identifier' && scopes.variableOf(argument) === client ? argument : undefined;
}

/** What the environment holds is not known before this has run. */
const SETS_ENVIRONMENT = /dotenv|process\.env(?:\.\w+|\[[^\]]*\])\s*(?:\?\?|\|\|)?=[^=>]|Object\.assign\(\s*process\.env\b/;

/** The nodes from the program down to the expression at a place. */
function pathTo(program: Program, { start, end }: Span): readonly Node[] {
  const path: Node[] = [program];
  for (let node: Node | undefined = program; node; ) {
    let next: Node | undefined;
    forEachChild(node, (child) => {
      if (child.start <= start && end <= child.end) next = child;
    });
    if (next) path.push(next);
    node = next;
  }
  return path;
}

/** The client itself, or what is made around it; not what it is asked for. The place ends where the arguments begin. */
function isClient(init: Node, at: Span, text: string): boolean {
  if (isCallAt(init, at)) return true;
  return init.type === 'CallExpression' && WRAPPER.test(text.slice(init.callee.start, init.callee.end)) && init.arguments.some((argument) => isCallAt(argument, at));
}

function isCallAt(node: Node, { start, end }: Span): boolean {
  return (node.type === 'NewExpression' || node.type === 'CallExpression') && node.start === start && node.callee.end === end;
}

const WRAPPER = /^DynamoDBDocument(?:Client)?\.from$|(?:^|\.)captureAWS(?:v3)?Client$/;

/** It is always run: not in a branch or a loop. */
function isBody(owner: Node | undefined): boolean {
  return owner !== undefined && ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'TryStatement'].includes(owner.type);
}

/** Its types may be those of a function around it. */
function isGeneric(around: readonly Node[]): boolean {
  return around.some((node) => 'typeParameters' in node && node.typeParameters !== null);
}

/** It gets this value alone, and the name means nothing else where it would stand, or between. */
function isOnly({ name, references, scope, defs }: Variable, scopes: Scopes, program: Program, init: Node): boolean {
  if (defs.length !== 1 || references.some(({ isWrite, writeExpr }) => isWrite && writeExpr !== init)) return false;
  for (let outer: Scope | null = scope.upper; outer; outer = outer.upper) if (outer.variables.has(name)) return false;
  return !usesGlobal(program, name, scopes);
}

function usesGlobal(program: Program, name: string, scopes: Scopes): boolean {
  const declared = new Set(scopes.all.flatMap(({ variables }) => [...variables.values()].flatMap(({ defs }) => defs.map((one) => one.name))));
  let isUsed = false;
  const visit = (node: Node): void => {
    if (node.type === 'Identifier' && node.name === name && !declared.has(node) && !scopes.variableOf(node)) isUsed = true;
    if (node.type === 'MemberExpression' && !node.computed) visit(node.object);
    else if (node.type === 'Property' && !node.computed) visit(node.value);
    else if ((node.type === 'MethodDefinition' || node.type === 'PropertyDefinition') && !node.computed) {
      if (node.value) visit(node.value);
    } else forEachChild(node, visit);
  };
  visit(program);
  return isUsed;
}

interface Initializer {
  /** What they name at module level. */
  readonly names: ReadonlySet<Variable>;
  readonly readsEnvironment: boolean;
}

const PURE_GLOBALS: ReadonlySet<string> = new Set(['Number', 'String', 'Boolean', 'parseInt', 'parseFloat', 'URL']);
const PLAIN: ReadonlySet<Node['type']> = new Set<Node['type']>([
  'ObjectExpression', 'ArrayExpression', 'Literal', 'TemplateLiteral', 'TemplateElement', 'UnaryExpression', 'BinaryExpression', 'LogicalExpression', 'ConditionalExpression', 'SpreadElement', 'ChainExpression',
  'TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'ParenthesizedExpression', 'NewExpression',
]);

/** Undefined unless they are made of literals, reads of the environment, each other and what stands at module level and does not change. */
function readInitializers(moved: readonly Declared[], scopes: Scopes): Initializer | undefined {
  const names = new Set<Variable>();
  let readsEnvironment = false;
  const isFixed = (node: Node, init: Node): boolean => {
    switch (node.type) {
      case 'Identifier': {
        if (node.name === 'undefined') return true;
        const variable = scopes.variableOf(node);
        if (!variable) return PURE_GLOBALS.has(node.name);
        if (moved.some((one) => one.variable === variable)) return true;
        names.add(variable);
        return isModuleLevel(variable) && variable.defs.every(({ type, parent }) => type === 'ImportBinding' || type === 'FunctionName' || type === 'ClassName' || (type === 'Variable' && parent?.type === 'VariableDeclaration' && parent.kind === 'const'));
      }
      case 'MemberExpression': {
        const { object, property, computed } = node;
        if (object.type === 'Identifier' && object.name === 'process' && !scopes.variableOf(object) && !computed && property.type === 'Identifier' && property.name === 'env') return (readsEnvironment = true);
        return isFixed(object, init) && (!computed || isFixed(property, init));
      }
      case 'CallExpression': return isMaker(node, init) && isFixed(node.callee, init) && node.arguments.every((argument) => isFixed(argument, init));
      case 'Property': return !node.computed && node.kind === 'init' && !node.method && isFixed(node.value, init);
      default: return PLAIN.has(node.type) && childrenOf(node).every((child) => isFixed(child, init));
    }
  };
  return moved.every(({ init }) => isFixed(init, init)) ? { names, readsEnvironment } : undefined;
}

/** The call that makes the client, or one that converts a value. What other calls give may differ each time. */
function isMaker({ callee }: NodeOf<'CallExpression'>, init: Node): boolean {
  if (callee.type === 'Identifier' && PURE_GLOBALS.has(callee.name)) return true;
  return 'callee' in init && init.callee === callee && (callee.type === 'Identifier' || callee.type === 'MemberExpression');
}

function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  forEachChild(node, (child) => children.push(child));
  return children;
}

/** Behind the imports, what it names, and what is done to that at module level; before the function that it comes out of. */
function insertPlace({ body }: Program, { names }: Initializer, text: string, from: Span): (Span & { readonly isImport: boolean }) | undefined {
  const own = body.findIndex(({ start, end }) => start <= from.start && from.end <= end);
  const words = [...names].map(({ name }) => name);
  const isNeeded = (statement: Node): boolean => {
    if (isImport(statement) || [...names].some(({ defs }) => defs.some(({ name }) => statement.start <= name.start && name.end <= statement.end))) return true;
    return statement.type === 'ExpressionStatement' && words.some((word) => new RegExp(`\\b${word.replaceAll('$', '\\$')}\\b`).test(text.slice(statement.start, statement.end)));
  };
  const last = body.findLastIndex((statement, index) => index !== own && isNeeded(statement));
  const behind = body[last];
  return behind && last < own ? { start: behind.start, end: behind.end, isImport: isImport(behind) } : undefined;
}

function isImport(statement: Node): boolean {
  if (statement.type === 'ImportDeclaration' || statement.type === 'TSImportEqualsDeclaration') return true;
  return statement.type === 'VariableDeclaration' && statement.declarations.some(({ init }) => init !== null && isRequire(init));
}

function isRequire(node: Node): boolean {
  if (node.type === 'MemberExpression') return isRequire(node.object);
  return node.type === 'CallExpression' && ((node.callee.type === 'Identifier' && node.callee.name === 'require') || isRequire(node.callee));
}

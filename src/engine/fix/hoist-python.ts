import { parsePython, PythonSyntaxError } from '../../source/python.js';
import type { ParsedPython, PythonNode, PythonNodeOf } from '../../source/python.js';
import { forEachPythonChild } from '../../source/python-children.js';
import { bindPython } from '../../source/python-scopes.js';
import type { PythonBinding, PythonScope, PythonScopes } from '../../source/python-scopes.js';
import { keptLast } from '../once.js';
import { isKept, moveStatement } from './moved-text.js';
import type { TextEdit } from './text-edit.js';

type Span = Pick<TextEdit, 'start' | 'end'>;

/** The same as `hoistScript`, for Python. */
export function hoistPython(text: string, at: Span): readonly TextEdit[] | undefined {
  try {
    return hoist(text, at, readPython(text));
  } catch (error) {
    if (error instanceof PythonSyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

interface ReadPython extends ParsedPython {
  readonly scopes: PythonScopes;
}

/** Each fix of a file asks. */
const readPython = keptLast((text): ReadPython => {
  const parsed = parsePython(text);
  return { ...parsed, scopes: bindPython(parsed.module) };
});

function hoist(text: string, at: Span, { module, spanOf, scopes }: ReadPython): readonly TextEdit[] | undefined {
  const around = pathTo(module, at, spanOf);
  const index = around.findLastIndex(({ nodeType }) => nodeType === 'Assign');
  const [statement, owner] = [around[index], around[index - 1]];
  if (statement?.nodeType !== 'Assign' || (owner?.nodeType !== 'FunctionDef' && owner?.nodeType !== 'AsyncFunctionDef') || owner.body.length < 2) return undefined;
  const [target, other] = statement.targets;
  if (statement.value.nodeType !== 'Call' || spanOf(statement.value).start !== at.start || target?.nodeType !== 'Name' || other) return undefined;
  const binding = scopes.bindingOf(target);
  const uses = namesIn(module, target.id);
  if (!binding || !isOnly(binding, scopes, uses, target)) return undefined;
  const names = new Set<PythonBinding>();
  if (!isFixed(statement.value, statement.value, scopes, names)) return undefined;
  const behind = insertPlace(module, names, text, spanOf(statement), spanOf);
  const own = uses.filter((name) => name !== target && scopes.bindingOf(name) === binding).map(spanOf);
  if (!behind || !isKept(text, own) || own.some(({ start }) => /\bwith\s+(?:[\w.]+\()?$/.test(text.slice(Math.max(0, start - 100), start))) || SETS_ENVIRONMENT.test(text)) return undefined;
  return moveStatement(text, { statement: spanOf(statement), behind }, '#');
}

const SETS_ENVIRONMENT = /dotenv|os\.environ\[[^\]]*\]\s*=[^=]|os\.environ\.(?:update|setdefault)\(|os\.putenv\(/;

function pathTo(module: PythonNode, { start, end }: Span, spanOf: ParsedPython['spanOf']): readonly PythonNode[] {
  const path: PythonNode[] = [module];
  for (let node: PythonNode | undefined = module; node; ) {
    let next: PythonNode | undefined;
    forEachPythonChild(node, (child) => {
      const span = spanOf(child);
      if (span.start <= start && end <= span.end) next = child;
    });
    if (next) path.push(next);
    node = next;
  }
  return path;
}

function namesIn(module: PythonNode, id: string): readonly PythonNodeOf<'Name'>[] {
  const found: PythonNodeOf<'Name'>[] = [];
  const visit = (node: PythonNode): void => {
    if (node.nodeType === 'Name' && node.id === id) found.push(node);
    forEachPythonChild(node, visit);
  };
  visit(module);
  return found;
}

/** It gets this value alone, and the name means nothing else where it would stand, or between. */
function isOnly({ name, scope, definitions }: PythonBinding, scopes: PythonScopes, uses: readonly PythonNodeOf<'Name'>[], target: PythonNode): boolean {
  const [only, other] = definitions;
  if (scope.kind !== 'function' || only?.kind !== 'value' || other || only.from !== scope) return false;
  for (let outer: PythonScope | undefined = scope.parent; outer; outer = outer.parent) if (outer.bindings.has(name) || outer.nonlocals.has(name)) return false;
  return uses.every((use) => use === target || scopes.bindingOf(use) !== undefined);
}

const PLAIN: ReadonlySet<PythonNode['nodeType']> = new Set<PythonNode['nodeType']>(['Constant', 'List', 'Tuple', 'Set', 'Dict', 'JoinedStr', 'FormattedValue', 'BoolOp', 'UnaryOp', 'BinOp', 'IfExp', 'Compare', 'Keyword', 'Subscript', 'Attribute', 'Starred']);
const CONVERSIONS: ReadonlySet<string> = new Set(['int', 'str', 'bool', 'float']);

/** Made of literals, reads of the environment and what stands at module level and does not change. */
function isFixed(node: PythonNode, whole: PythonNode, scopes: PythonScopes, names: Set<PythonBinding>): boolean {
  if (node.nodeType === 'Name') {
    const binding = scopes.bindingOf(node);
    if (!binding) return CONVERSIONS.has(node.id);
    names.add(binding);
    const [only, other] = binding.definitions;
    return binding.scope.kind === 'module' && only !== undefined && !other && only.kind !== 'opaque' && only.kind !== 'item' && only.from === binding.scope;
  }
  if (node.nodeType === 'Call' && !isMaker(node, whole, scopes)) return false;
  if (node.nodeType !== 'Call' && !PLAIN.has(node.nodeType)) return false;
  let isWholly = true;
  forEachPythonChild(node, (child) => {
    isWholly &&= isFixed(child, whole, scopes, names);
  });
  return isWholly;
}

/** The calls that make the client, classes, conversions, reads of the environment. What other calls give may differ each time. */
function isMaker({ func }: PythonNodeOf<'Call'>, whole: PythonNode, scopes: PythonScopes): boolean {
  if (func.nodeType === 'Name') return CONVERSIONS.has(func.id) || isImported(func, scopes);
  if (func.nodeType !== 'Attribute') return false;
  let root: PythonNode = func.value;
  while (root.nodeType === 'Attribute' || root.nodeType === 'Call') root = root.nodeType === 'Call' ? root.func : root.value;
  const binding = root.nodeType === 'Name' ? scopes.bindingOf(root) : undefined;
  const from = binding?.definitions[0];
  if (from?.kind !== 'import') return false;
  if (from.specifier === 'os') return /^(?:getenv|get)$/.test(func.attr);
  // `boto3.resource("dynamodb").Table(name)` asks nothing of AWS.
  if (/^boto(?:3|core)(?:\.|$)/.test(from.specifier)) return /^(?:client|resource|[A-Z]\w*)$/.test(func.attr);
  return whole.nodeType === 'Call' && whole.func === func && (func.value.nodeType === 'Name' || func.value.nodeType === 'Attribute');
}

function isImported(name: PythonNodeOf<'Name'>, scopes: PythonScopes): boolean {
  return scopes.bindingOf(name)?.definitions[0]?.kind === 'import';
}

/** Behind the imports, what it names, and what is done to that at module level; before the function that it comes out of. */
function insertPlace(module: PythonNodeOf<'Module'>, names: ReadonlySet<PythonBinding>, text: string, from: Span, spanOf: ParsedPython['spanOf']): (Span & { readonly isImport: boolean }) | undefined {
  const body = module.body.map((node) => ({ ...spanOf(node), node, isImport: node.nodeType === 'Import' || node.nodeType === 'ImportFrom' }));
  const isIn = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;
  const own = body.findIndex((one) => isIn(from, one));
  const definitions = [...names].flatMap(({ definitions: all }) => all.map(({ at }) => spanOf(at)));
  const words = [...names].map(({ name }) => name);
  const last = body.findLastIndex((one, index) => {
    if (index === own) return false;
    if (one.isImport || definitions.some((span) => isIn(span, one))) return true;
    return one.node.nodeType === 'Expr' && words.some((word) => new RegExp(`\\b${word}\\b`).test(text.slice(one.start, one.end)));
  });
  const behind = body[last];
  return behind && last < own ? { start: behind.start, end: behind.end, isImport: behind.isImport } : undefined;
}

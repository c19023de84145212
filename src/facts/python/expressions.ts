import type { PythonExpression, PythonNode, PythonNodeOf } from '../../source/python.js';
import type { PythonScopes } from '../../source/python-scopes.js';
import type { CallExpression, Expression, Span } from '../model.js';
import { opened } from '../opened.js';
import { agreedCall, oneOfSeveral } from './agreed-call.js';
import { caughtType } from './caught-type.js';
import { environmentVariable } from './environment-object.js';
import { formattedParts } from './formatted.js';
import { arithmetic, isNumber } from './numbers.js';
import { isPath, PARSED, type References } from './references.js';
import { argumentOf, calleeName, isNone, returnedValues, stringValue } from './syntax.js';

/** Reads expressions as values, as far as syntax tells. Names are followed to the one value they are given. */
export interface Expressions {
  read(node: PythonExpression): Expression;
  /** The arguments of a call, those with keywords as one object behind the others. */
  readArguments(node: PythonNodeOf<'Call'>): readonly Expression[];
  /** The call that gave what a member is read from, through variables and other members. */
  receiverOf(object: PythonExpression): CallExpression | undefined;
  /** What other modules may ask about a value: the call that made it, a text or a variable of the environment. */
  readValue(node: PythonExpression): Expression | undefined;
}

/** Built-in types of which JSON knows nothing. */
const SETS: ReadonlySet<string> = new Set(['set', 'frozenset']);

/** What a dict gives to be walked over. */
const VIEWS = /^(?:keys|values|items)$/;

const MAX_DEPTH = 5;
const MAX_ITEMS = 60;

export function createExpressions(scopes: PythonScopes, references: References, spanOf: (node: PythonNode) => Span): Expressions {
  const expressions = createDepthCache<Expression>();
  const calls = createDepthCache<CallExpression | undefined>();

  function read(node: PythonExpression, depth = 0): Expression {
    return expressions.get(node, depth, () => readAt(node, depth));
  }

  function readAt(node: PythonExpression, depth: number): Expression {
    const { start, end } = spanOf(node);
    const text = stringValue(node);
    if (text !== undefined) return { kind: 'string', value: text, start, end };
    const value = depth > MAX_DEPTH ? undefined : readValue(node, depth);
    return value ? { ...value, start, end } : { kind: 'unknown', ...functionNamed(node), start, end };
  }

  /** Of `save` in `{"load": save}`. */
  function functionNamed(node: PythonExpression): { readonly function?: number } {
    const named = node.nodeType === 'Name' ? references.toReference(references.denote(node)) : undefined;
    return named?.kind === 'function' ? { function: named.id } : {};
  }

  function readValue(node: PythonExpression, depth: number): Expression | undefined {
    const span = spanOf(node);
    const variable = environmentVariable(node, references);
    if (variable !== undefined) return { kind: 'env', variable, ...defaultOf(node), ...span };
    switch (node.nodeType) {
      case 'Constant': {
        const value: unknown = node.value;
        if (typeof value === 'boolean') return { kind: 'boolean', value, ...span };
        return typeof value === 'number' ? { kind: 'number', value, ...span } : undefined;
      }
      case 'UnaryOp': case 'BinOp': return readOperation(node, depth);
      case 'JoinedStr': return { kind: 'text', parts: node.values.map((part) => readPart(part, depth + 1)), ...span };
      case 'BoolOp': return readAlternatives(node.values, depth);
      // `{1, 2}` is what `set([1, 2])` makes.
      case 'Set': return { ...builtIn('set', node), arguments: [readItems(node, depth)] };
      case 'GeneratorExp': return builtIn('generator', node);
      case 'SetComp': return { ...builtIn('set', node), arguments: [{ kind: 'unknown', ...span }] };
      case 'List': case 'Tuple': return readItems(node, depth);
      case 'ListComp': return { kind: 'list', items: [read(node.elt, depth + 1)], complete: false, ...span };
      case 'Dict': return readDict(node, depth);
      case 'Call': return readCall(node, depth);
      case 'Await': case 'NamedExpr': return read(node.value, depth);
      case 'Name': case 'Attribute': case 'Subscript': return readReference(node, depth);
      default: return undefined;
    }
  }

  function builtIn(type: string, node: PythonNode): CallExpression {
    return { kind: 'call', callee: { kind: 'global', path: [type] }, isNew: false, arguments: [], ...spanOf(node) };
  }

  function readItems(node: PythonNodeOf<'List' | 'Tuple' | 'Set'>, depth: number): Expression {
    const { elts } = node;
    const items = elts.slice(0, MAX_ITEMS);
    const complete = items.length === elts.length && items.every(({ nodeType }) => nodeType !== 'Starred');
    return { kind: 'list', items: items.map((item) => read(item, depth + 1)), complete, ...spanOf(node) };
  }

  /** The texts within an f-string have no quotes of their own. */
  function readPart(part: PythonExpression, depth: number): Expression {
    const text: unknown = part.nodeType === 'Constant' ? part.value : undefined;
    if (typeof text === 'string') return { kind: 'string', value: text, ...spanOf(part) };
    return read(part.nodeType === 'FormattedValue' ? part.value : part, depth);
  }

  function readOperation(node: PythonNodeOf<'UnaryOp' | 'BinOp'>, depth: number): Expression | undefined {
    const value = arithmetic(node);
    const span = spanOf(node);
    if (value !== undefined) return { kind: 'number', value, ...span };
    if (node.nodeType !== 'BinOp') return undefined;
    if (node.op.nodeType === 'Mod') return readFormatted(node, depth);
    if (node.op.nodeType === 'Div') return joinedPath(node, depth);
    if (node.op.nodeType !== 'Add') return undefined;
    const parts = [read(node.left, depth + 1), read(node.right, depth + 1)].flatMap((part) => (part.kind === 'text' ? part.parts : [part]));
    return parts.some(({ kind }) => kind === 'string') ? { kind: 'text', parts, ...span } : undefined;
  }

  /** `"orders-%s" % stage`, `"orders-{}".format(stage)`. */
  function readFormatted(node: PythonNodeOf<'BinOp' | 'Call'>, depth: number): Expression | undefined {
    const span = spanOf(node);
    const parts = formattedParts(node)?.filter((part) => part !== '').map((part): Expression => (typeof part === 'string' ? { kind: 'string', value: part, ...span } : part ? read(part, depth + 1) : { kind: 'unknown', ...span }));
    return parts?.some(({ kind }) => kind === 'string') ? { kind: 'text', parts, ...span } : undefined;
  }

  /** `Path("/tmp") / name` is what `Path("/tmp", name)` makes. */
  function joinedPath(node: PythonNodeOf<'BinOp'>, depth: number): CallExpression | undefined {
    if (depth > 2 * MAX_DEPTH || !isPath(references.denote(node))) return undefined;
    const made = findCall(node.left, depth + 1);
    return made && { ...made, arguments: [...made.arguments, read(node.right, depth + 1)], ...spanOf(node) };
  }

  /** `os.environ.get('X') or 'default'`: the default of a variable matters only where the template does not set it. */
  function readAlternatives(values: readonly PythonExpression[], depth: number): Expression | undefined {
    const [first] = values;
    const value = first && read(first, depth + 1);
    return value?.kind === 'env' ? { ...value, otherwise: values.length === 2 ? (stringValue(values[1]) ?? null) : null } : undefined;
  }

  function readDict(node: PythonNodeOf<'Dict'>, depth: number): Expression {
    const properties = node.keys.flatMap((key, index) => {
      const name = stringValue(key);
      const value = node.values[index];
      return name === undefined || !value || index >= MAX_ITEMS ? [] : [{ name, value: read(value, depth + 1) }];
    });
    return { kind: 'object', properties, complete: properties.length === node.keys.length, ...spanOf(node) };
  }

  function readReference(node: PythonExpression, depth: number): Expression | undefined {
    if (node.nodeType === 'Name' && node.id === '__file__' && !scopes.bindingOf(node)) return { kind: 'here', ...spanOf(node) };
    const values = references.valuesOf(node);
    const [only] = values ?? [];
    if (only && values?.length === 1) {
      const value = read(only, depth + 1);
      return isReadOnce(node) ? value : opened(value);
    }
    const caught = caughtType(node, scopes, references);
    if (caught !== undefined) return builtIn(caught, node);
    const denoted = references.denote(node);
    if (denoted.kind === 'import') return denoted.path.includes('#call') ? undefined : { ...denoted, ...spanOf(node) };
    const reference = references.toReference(denoted);
    return reference.kind === 'parameter' && reference.path.at(-1) !== PARSED && !isCapped(node) ? { ...reference, ...spanOf(node) } : undefined;
  }

  /** Of `timeout` after `timeout = min(timeout, 5)`. */
  function isCapped(node: PythonExpression): boolean {
    const binding = node.nodeType === 'Name' ? scopes.bindingOf(node) : undefined;
    return binding?.definitions.some((one) => one.kind === 'value' && isNumber(one.value)) === true;
  }

  /** A dict that is kept in a name until it is given to a call. */
  function isReadOnce(node: PythonExpression): boolean {
    const binding = node.nodeType === 'Name' ? scopes.bindingOf(node) : undefined;
    return binding !== undefined && scopes.isReadOnce(binding);
  }

  function readCall(node: PythonNodeOf<'Call'>, depth: number): Expression | undefined {
    const denoted = references.denote(node);
    if (denoted.kind === 'parameter') {
      const reference = references.toReference(denoted);
      if (reference.kind === 'parameter' && !reference.path.includes('#call') && reference.path.at(-1) !== PARSED) return { ...reference, ...spanOf(node) };
    }
    if (node.func.nodeType === 'Attribute' && VIEWS.test(node.func.attr) && node.args.length === 0 && references.denote(node.func.value).kind === 'dict') return builtIn(`dict_${node.func.attr}`, node);
    const trimmed = node.func.nodeType === 'Attribute' && node.func.attr === 'strip' && node.args.length === 0 ? read(node.func.value, depth + 1) : undefined;
    if (trimmed?.kind === 'env') return trimmed;
    if (node.func.nodeType === 'Attribute' && node.func.attr === 'format') return readFormatted(node, depth) ?? toCall(node, depth);
    if (node.func.nodeType === 'Name' && node.func.id === 'dict' && node.args.length === 0) return readKeywords(node.keywords, spanOf(node), depth + 1);
    return toCall(node, depth) ?? undefined;
  }

  function toCall(node: PythonNodeOf<'Call'>, depth: number): CallExpression | undefined {
    return calls.get(node, depth, () => toCallAt(node, depth));
  }

  /** What a function of the file returns was made by the call in its `return`. */
  function toCallAt(node: PythonNodeOf<'Call'>, depth: number): CallExpression | undefined {
    const denoted = references.denote(node.func);
    if (denoted.kind === 'function' && depth <= MAX_DEPTH) {
      const made = (returnedValues(denoted.node) ?? []).flatMap((value) => findCall(value, depth + 1) ?? []);
      const [only] = made;
      if (only && made.length === 1) return only;
    }
    const callee = references.toCalled(denoted);
    if (callee.kind === 'unknown' || (callee.kind === 'global' && !SETS.has(callee.path.join('.')))) return undefined;
    const receiver = node.func.nodeType === 'Attribute' ? receiverOf(node.func.value, depth + 1) : undefined;
    return { kind: 'call', callee, isNew: denoted.kind === 'class', ...(receiver ? { receiver } : {}), arguments: readArguments(node, depth + 1), ...spanOf(node) };
  }

  function findCall(node: PythonExpression, depth: number): CallExpression | undefined {
    if (depth > 2 * MAX_DEPTH) return undefined;
    switch (node.nodeType) {
      case 'Call': return toCall(node, depth);
      case 'Await': case 'NamedExpr': return findCall(node.value, depth + 1);
      case 'BoolOp': return onlyCall(node.values, depth);
      case 'BinOp': return node.op.nodeType === 'Div' ? joinedPath(node, depth) : undefined;
      case 'IfExp': return onlyCall([node.body, node.orelse], depth);
      case 'Name': return onlyCall(references.valuesOf(node) ?? [], depth, () => mayBeGiven(node));
      case 'Attribute': return onlyCall(references.valuesOf(node) ?? [], depth, () => true);
      case 'Subscript': return onlyCall([references.entryOf(node)].flatMap((value) => value ?? []), depth, () => true);
      default: return undefined;
    }
  }

  /** `table.meta.client.scan(…)` is called on what the last call before it gave. */
  function receiverOf(object: PythonExpression, depth: number): CallExpression | undefined {
    const made = findCall(object, depth);
    return made ?? (object.nodeType === 'Attribute' && references.denote(object).kind === 'import' ? receiverOf(object.value, depth) : undefined);
  }

  /** Whether a name has something else where a caller gives it, or a loop, or `with`. */
  function mayBeGiven(node: PythonNodeOf<'Name'>): boolean {
    return scopes.bindingOf(node)?.definitions.some(({ kind }) => kind !== 'value') === true;
  }

  /** By values of a name, which each of its uses asks about, and depth. */
  const agreedCalls = new WeakMap<readonly PythonExpression[], Map<number, CallExpression | undefined>>();

  function onlyCall(values: readonly PythonExpression[], depth: number, isOpen = (): boolean => false): CallExpression | undefined {
    const known = agreedCalls.get(values) ?? new Map<number, CallExpression | undefined>();
    agreedCalls.set(values, known);
    if (!known.has(depth)) known.set(depth, commonCall(values.filter((value) => !isNone(value)), depth, isOpen));
    return known.get(depth);
  }

  function commonCall(values: readonly PythonExpression[], depth: number, isOpen: () => boolean): CallExpression | undefined {
    const made = agreedCall(values.flatMap((value) => findCall(value, depth + 1) ?? []));
    return made && (values.length > 1 || isOpen()) ? oneOfSeveral(made) : made;
  }

  function readArguments(node: PythonNodeOf<'Call'>, depth = 0): readonly Expression[] {
    const bound = boundBefore(node.func);
    const given = [...(bound?.args.slice(1) ?? []), ...node.args].map((argument) => read(argument, depth));
    const keywords = [...(bound?.keywords ?? []), ...node.keywords];
    const [first] = node.keywords;
    const last = node.keywords.at(-1);
    if (keywords.length === 0) return given;
    return [...given, readKeywords(keywords, first && last ? { start: spanOf(first).start, end: spanOf(last).end } : spanOf(node), depth)];
  }

  /** `get = partial(requests.get, timeout=3)` denotes the function within, and gives it more than the call does. */
  function boundBefore(called: PythonExpression): PythonNodeOf<'Call'> | undefined {
    const [only, other] = called.nodeType === 'Call' ? [called] : (references.valuesOf(called) ?? []);
    return only?.nodeType === 'Call' && !other && calleeName(only.func) === 'partial' ? only : undefined;
  }

  function readKeywords(keywords: readonly PythonNodeOf<'Keyword'>[], span: Span, depth: number): Expression {
    const spread = keywords.filter(({ arg }) => arg === undefined).map(({ value }) => read(value, depth));
    const own = keywords.flatMap(({ arg, value }) => (arg === undefined ? [] : [{ name: arg, value: read(value, depth) }]));
    const known = spread.flatMap((one) => (one.kind === 'object' ? one.properties : []));
    return { kind: 'object', properties: [...known, ...own], complete: spread.every((one) => one.kind === 'object' && one.complete), ...span };
  }

  function readExported(node: PythonExpression): Expression | undefined {
    const made = findCall(node, 0);
    const value = made ?? read(node);
    return made || value.kind === 'string' || value.kind === 'env' || value.kind === 'text' ? value : undefined;
  }

  return { readValue: readExported, read: (node) => read(node), readArguments: (node) => readArguments(node), receiverOf: (object) => receiverOf(object, 0) };
}

interface DepthCache<T> {
  get(node: PythonNode, depth: number, compute: () => T): T;
}

/** Names lead to the same values again and again: without it the work doubles with each step. */
function createDepthCache<T>(): DepthCache<T> {
  const byNode = new Map<PythonNode, Map<number, { readonly value: T }>>();
  return {
    get(node, depth, compute) {
      const byDepth = byNode.get(node) ?? new Map<number, { readonly value: T }>();
      byNode.set(node, byDepth);
      const done = byDepth.get(depth) ?? { value: compute() };
      byDepth.set(depth, done);
      return done.value;
    },
  };
}

/** What `os.environ.get('X', 'orders')` gives where nobody sets the variable. */
function defaultOf(node: PythonExpression): { readonly otherwise?: string | null } {
  const value = node.nodeType === 'Call' ? argumentOf(node, 1, 'default') : undefined;
  return value && !isNone(value) ? { otherwise: stringValue(value) ?? null } : {};
}

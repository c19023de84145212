import type { CallExpression as CallNode, MemberExpression, NewExpression, Node, ObjectExpression } from 'oxc-parser';
import type { Scopes, Variable } from '../../source/scopes.js';
import type { CallExpression, Expression, Reference } from '../model.js';
import { opened } from '../opened.js';
import { arithmetic } from './arithmetic.js';
import { isNothing, patternDefault } from './bindings.js';
import type { ChangedVariables } from './changed-variables.js';
import { madeBy, type Denoted, type Maker } from './denoted.js';
import type { References } from './references.js';
import { PARSED } from './parameters.js';
import { flagOf } from './switches.js';
import { keyName, memberName, stringValue, unwrap } from './syntax.js';

const MAX_DEPTH = 6;
const MAX_PROPERTIES = 60;
/** Nodes of one value: names that are followed may make it larger than the source. */
const MAX_NODES = 400;

/** Methods of functions that call them, at once or later. */
const HANDING_ON: ReadonlySet<string> = new Set(['bind', 'call', 'apply']);

/** Reads values as far as syntax tells them. Names are followed to the one value they are given. */
export interface Expressions {
  read(node: Node): Expression;
  /** The call of a method's receiver, where that is the result of one. */
  receiverOf(callee: Node): CallExpression | undefined;
  /** The call that gave the value of an expression. */
  madeOf(node: Node): CallExpression | undefined;
  calleeOf(node: Maker): Reference;
  /** What the callee is given: of `place.call(this, order)` and `place.bind(null, order)` the order. */
  argumentsOf(node: Maker): readonly Node[];
  isNew(node: Maker): boolean;
}

interface Reading {
  readonly depth: number;
  readonly budget: { left: number };
}

export function createExpressions(scopes: Scopes, references: References, changes: ChangedVariables): Expressions {
  /** Receivers are asked for by every method that is called on them. */
  const made = new Map<Maker, CallExpression>();
  /** Calls whose parts are being read: a name may be given what a method makes of its own value. */
  const underway = new Set<Maker>();

  function read(node: Node, from?: Reading): Expression {
    const { start, end } = node;
    const reading = { depth: (from?.depth ?? -1) + 1, budget: from?.budget ?? { left: MAX_NODES } };
    reading.budget.left--;
    const value = reading.depth > MAX_DEPTH || reading.budget.left < 0 ? undefined : readValue(unwrap(node), reading);
    // A construction is known by its place, wherever its value is used.
    if (value?.kind === 'call') return value;
    return value && (value.kind !== 'unknown' || value.isNull) ? { ...value, start, end } : { kind: 'unknown', ...functionNamed(unwrap(node)), start, end };
  }

  /** Of `save` in `{ load: save }`. */
  function functionNamed(node: Node): { readonly function?: number } {
    const named = node.type === 'Identifier' ? references.toReference(references.denote(node)) : undefined;
    return named?.kind === 'function' ? { function: named.id } : {};
  }

  function readValue(node: Node, reading: Reading): Expression | undefined {
    const { start, end } = node;
    const text = stringValue(node);
    if (text !== undefined) return { kind: 'string', value: text, start, end };
    switch (node.type) {
      case 'Literal':
        if (typeof node.value === 'boolean') return { kind: 'boolean', value: node.value, start, end };
        if (typeof node.value === 'number') return { kind: 'number', value: node.value, start, end };
        return isNothing(node) ? { kind: 'unknown', isNull: true, start, end } : undefined;
      case 'UnaryExpression':
      case 'BinaryExpression': {
        const value = arithmetic(node);
        return value === undefined ? (readSum(node, reading) ?? readFlag(node, reading)) : { kind: 'number', value, start, end };
      }
      case 'LogicalExpression': {
        const left = node.operator === '&&' ? undefined : read(node.left, reading);
        return left?.kind === 'env' ? withDefault(left, node.right, reading) : readDenoted(node, reading);
      }
      case 'TemplateLiteral': {
        const parts = node.quasis.flatMap((quasi, index): readonly Expression[] => {
          const written = quasi.value.cooked ?? '';
          const value = node.expressions[index];
          return [...(written === '' ? [] : [{ kind: 'string' as const, value: written, start: quasi.start, end: quasi.end }]), ...(value ? [read(value, reading)] : [])];
        });
        const [only] = parts;
        return parts.length === 1 && only ? { ...only, start, end } : { kind: 'text', parts, start, end };
      }
      case 'ObjectExpression': return readObject(node, reading);
      case 'ArrayExpression': {
        const items = node.elements.slice(0, MAX_PROPERTIES).flatMap((item) => (item && item.type !== 'SpreadElement' ? [read(item, reading)] : []));
        return { kind: 'list', items, complete: items.length === node.elements.length, start, end };
      }
      case 'AwaitExpression': return read(node.argument, reading);
      case 'Identifier': return readVariable(scopes.variableOf(node), reading) ?? readDenoted(node, reading);
      case 'MemberExpression': return readMember(node, reading) ?? readDenoted(node, reading);
      case 'CallExpression': {
        const trimmed = node.callee.type === 'MemberExpression' && memberName(node.callee) === 'trim' ? read(node.callee.object, reading) : undefined;
        return trimmed?.kind === 'env' ? trimmed : (readFlag(node, reading) ?? readDenoted(node, reading));
      }
      case 'NewExpression': case 'ConditionalExpression': case 'AssignmentExpression':
        return readDenoted(node, reading);
      default: return undefined;
    }
  }

  /** The default of a variable matters only where the template does not set it. */
  function withDefault(value: Expression & { readonly kind: 'env' }, written: Node, reading: Reading): Expression {
    const otherwise = read(written, reading);
    if (isNothing(unwrap(written)) || (otherwise.kind === 'boolean' && !otherwise.value) || (otherwise.kind === 'string' && otherwise.value === '')) return value;
    return { ...value, otherwise: otherwise.kind === 'string' ? otherwise.value : null };
  }

  /** `TABLES.orders`, where the object is written out. */
  function readMember(node: MemberExpression, reading: Reading): Expression | undefined {
    const object = references.denote(node.object);
    const name = memberName(node);
    if (object.kind !== 'object' || name === undefined) return undefined;
    const found = object.node.properties.findLast((property) => property.type === 'SpreadElement' || keyName(property.key, property.computed) === name);
    const value = found?.type === 'Property' && found.kind === 'init' ? read(found.value, reading) : undefined;
    return value?.kind === 'unknown' ? undefined : value;
  }

  /** A comparison that fails is true without the variable. */
  function readFlag(node: Node, reading: Reading): Expression | undefined {
    return node.type === 'BinaryExpression' && node.operator.startsWith('!') ? undefined : flagOf(node, (side) => read(side, reading));
  }

  /** `'orders-' + stage`. */
  function readSum(node: Node, reading: Reading): Expression | undefined {
    if (node.type !== 'BinaryExpression' || node.operator !== '+') return undefined;
    const parts = [node.left, node.right].map((side) => read(side, reading)).flatMap((part) => (part.kind === 'text' ? part.parts : [part]));
    return parts.some(({ kind }) => kind === 'string') ? { kind: 'text', parts, start: node.start, end: node.end } : undefined;
  }

  function readDenoted(node: Node, reading: Reading): Expression | undefined {
    const { start, end } = node;
    const denoted = references.denote(node);
    const variable = environmentVariable(denoted);
    if (variable !== undefined) return { kind: 'env', variable, ...(isOnlyThat(node) ? {} : { otherwise: null }), start, end };
    if (isHere(node, denoted)) return { kind: 'here', start, end };
    const makers = madeBy(denoted);
    if (makers.length > 0) return readCalls(makers, reading);
    if (denoted.kind === 'parameter' && denoted.path.at(-1) !== PARSED) return { kind: 'parameter', function: denoted.function, index: denoted.index, path: denoted.path, start, end };
    if (denoted.kind === 'import' && !denoted.path.some((step) => step.startsWith('#'))) return { kind: 'import', specifier: denoted.specifier, path: denoted.path, start, end };
    // What the project itself makes: an instance of a class, the result of a function.
    if (node.type === 'NewExpression' || node.type === 'CallExpression') return readCall(node, reading);
    const defined = node.type === 'Identifier' ? references.definitionOf(node) : node.type === 'MemberExpression' ? references.fieldOf(node) : undefined;
    return defined?.type === 'NewExpression' || defined?.type === 'CallExpression' ? readCall(defined, reading) : undefined;
  }

  /** Whether it holds what the variable holds and nothing else: `process.env.QUEUE`, `const { QUEUE } = process.env`. */
  function isOnlyThat(node: Node): boolean {
    if (node.type === 'MemberExpression') return ['global', 'import'].includes(references.denote(node.object).kind);
    const variable = node.type === 'Identifier' ? scopes.variableOf(node) : undefined;
    const declared = variable?.defs[0]?.node;
    if (!variable || declared?.type !== 'VariableDeclarator') return false;
    return patternDefault(declared.id, variable.name) === undefined && variable.writes.every(({ writeExpr }) => writeExpr === declared.init);
  }

  /** Branches that make the same thing with other arguments. */
  function readCalls(makers: readonly Maker[], reading: Reading): CallExpression | undefined {
    const [first] = makers;
    const call = first && readCall(first, reading);
    return call && makers.length > 1 ? { ...call, isOneOfSeveral: true, arguments: call.arguments.map(({ start, end }) => ({ kind: 'unknown', start, end })) } : call;
  }

  function readCall(node: Maker, reading: Reading): CallExpression | undefined {
    const callee = calleeOf(node);
    if (callee.kind === 'unknown') return undefined;
    const receiver = receiverOf(node.callee);
    const { start, end } = node;
    return {
      kind: 'call', callee, isNew: isNew(node), ...(receiver ? { receiver } : {}), arguments: argumentsOf(node).map((argument) => read(argument, reading)), start, end,
    };
  }

  function receiverOf(callee: Node): CallExpression | undefined {
    const inner = unwrap(callee);
    return inner.type === 'MemberExpression' ? madeOf(inner.object) : undefined;
  }

  function madeOf(node: Node): CallExpression | undefined {
    const denoted = references.denote(node);
    const makers = madeBy(denoted);
    const [first] = makers;
    if (!first || underway.has(first)) return undefined;
    const known = makers.length === 1 ? made.get(first) : undefined;
    if (known) return known;
    underway.add(first);
    const call = readCalls(makers, { depth: 0, budget: { left: MAX_NODES } });
    underway.delete(first);
    if (call && makers.length === 1) made.set(first, call);
    return call;
  }

  function calleeOf(node: Maker): Reference {
    const callee: Node = unwrap(node.callee);
    const denoted = references.denote(callee);
    return node.type === 'NewExpression' || denoted.kind === 'class' ? references.toConstructed(denoted)
      : callee.type === 'Super' ? references.toConstructed(references.superOf(callee)) : references.toReference(denoted);
  }

  function argumentsOf({ callee, arguments: given }: Maker): readonly Node[] {
    const inner = unwrap(callee);
    const method = inner.type === 'MemberExpression' ? memberName(inner) : undefined;
    if (inner.type !== 'MemberExpression' || method === undefined || !HANDING_ON.has(method) || references.denote(inner.object).kind !== 'function') return given;
    if (method !== 'apply') return given.slice(1);
    const list = given[1] && unwrap(given[1]);
    // What stands for any list is no value.
    return list?.type === 'ArrayExpression' ? list.elements.map((one) => one ?? inner) : list ? [inner] : [];
  }

  function readVariable(variable: Variable | undefined, reading: Reading): Expression | undefined {
    const [def] = variable?.defs ?? [];
    if (!variable || def?.type !== 'Variable' || def.node.type !== 'VariableDeclarator' || !def.node.init) return undefined;
    const { id, init } = def.node;
    if (id.type !== 'Identifier' || variable.writes.some(({ writeExpr }) => writeExpr !== init)) return undefined;
    const value = read(init, reading);
    return value.kind === 'unknown' ? undefined : changes.isChanged(variable) ? opened(value) : value;
  }

  function readObject(node: ObjectExpression, reading: Reading): Expression {
    const properties: { name: string; value: Expression }[] = [];
    let complete = node.properties.length <= MAX_PROPERTIES;
    for (const property of node.properties.slice(0, MAX_PROPERTIES)) {
      if (property.type === 'SpreadElement') {
        const spread = read(property.argument, reading);
        if (spread.kind === 'object') properties.push(...spread.properties);
        if (spread.kind !== 'object' || !spread.complete) complete = false;
        continue;
      }
      const name = keyName(property.key, property.computed);
      if (name === undefined) complete = false;
      else properties.push({ name, value: read(property.value, reading) });
    }
    return { kind: 'object', properties, complete, start: node.start, end: node.end };
  }

  return { read: (node) => read(node), receiverOf, madeOf, calleeOf, argumentsOf, isNew };
}

function isNew(node: CallNode | NewExpression): boolean {
  return node.type === 'NewExpression' || node.callee.type === 'Super';
}

function isHere(node: Node, denoted: Denoted): boolean {
  if (node.type === 'MemberExpression') return node.object.type === 'MetaProperty' && /^(?:dirname|filename|url)$/.test(memberName(node) ?? '');
  return node.type === 'Identifier' && /^__(?:dir|file)name$/.test(node.name) && denoted.kind === 'global';
}

function environmentVariable(denoted: Denoted): string | undefined {
  if (denoted.kind === 'global') {
    const [first, second, name] = denoted.path;
    return first === 'process' && second === 'env' && denoted.path.length === 3 ? name : undefined;
  }
  if (denoted.kind !== 'import' || !/^(node:)?process$/.test(denoted.specifier)) return undefined;
  const path = denoted.path[0] === 'default' ? denoted.path.slice(1) : denoted.path;
  return path.length === 2 && path[0] === 'env' ? path[1] : undefined;
}

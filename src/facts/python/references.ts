import type { PythonClass, PythonExpression, PythonNode, PythonNodeOf } from '../../source/python.js';
import type { PythonBinding, PythonDefinition, PythonScopes } from '../../source/python-scopes.js';
import type { Reference } from '../model.js';
import { createCircles } from '../circles.js';
import { createClassMembers } from './class-members.js';
import { BUILTINS } from './builtins.js';
import { agreed, givenOrMade, NOTHING, UNKNOWN, VALUE, type Denoted } from './denoted.js';
import type { FunctionTable } from './functions.js';
import { calleeName, isNone, methodOf, returnedValues, stringValue } from './syntax.js';

/** Says what expressions denote. */
export interface References {
  denote(expression: PythonNode): Denoted;
  denoteBinding(binding: PythonBinding): Denoted;
  /** The expressions that a name or a member of an instance may have been given, `None` left out; undefined for any other expression. */
  valuesOf(expression: PythonNode): readonly PythonExpression[] | undefined;
  /** What a dict that is written out holds under a name: `CLIENTS['s3']`. */
  entryOf(node: PythonNodeOf<'Subscript'>): PythonExpression | undefined;
  /** The members of a class, or of its instances, that are given one value and no other. */
  membersOf(node: PythonClass): ReadonlyMap<string, PythonExpression>;
  toReference(denoted: Denoted): Reference;
  /** What calling something runs: for a class its constructor. */
  toCalled(denoted: Denoted): Reference;
}

/** The step for the result of a call. Syntax does not tell classes of other modules from functions: both are called. */
export const RESULT = '#call';
/** The step for an element of a list or a map. */
export const ITEM = '#item';
/** The step for what a text says: `json.loads(text)`. */
export const PARSED = '#json';

/** A name whose definition is just being looked at. */
const PENDING: Denoted = { kind: 'unknown' };
const MAX_PATH = 12;
/** Calls that give back what they are given, as far as a caller can tell. */
const TRANSPARENT_CALL = /^(?:partial|lru_cache|cache|cached|wraps|update_wrapper|staticmethod|classmethod|captureAWSClient|patch_client)$/;
const SAME_ELEMENTS = /^(?:list|tuple|sorted|reversed|iter|set)$/;

/** `own` is how the file would import itself: a name of a star import is one of its own exports. */
export function createReferences(scopes: PythonScopes, functions: FunctionTable, own?: string): References {
  const bindings = new Map<PythonBinding, Denoted>();
  const circles = createCircles<PythonNode, Denoted>(UNKNOWN);
  const members = createClassMembers(scopes, denote, circles.met);

  function denote(node: PythonNode): Denoted {
    switch (node.nodeType) {
      case 'Name': {
        const binding = scopes.bindingOf(node);
        if (binding) return denoteBinding(binding);
        return own !== undefined && scopes.hasStars && !BUILTINS.has(node.id) ? { kind: 'import', specifier: own, path: [node.id] } : { kind: 'global', path: [node.id] };
      }
      case 'Attribute': return circles.once(node, () => member(denote(node.value), node.attr));
      case 'Subscript': return circles.once(node, () => subscript(denote(node.value), node.slice));
      case 'Call': return circles.once(node, () => result(node));
      case 'Await': case 'NamedExpr': return denote(node.value);
      case 'IfExp': return circles.once(node, () => givenOrMade([denote(node.body), denote(node.orelse)]));
      case 'BoolOp': return circles.once(node, () => givenOrMade(node.values.map(denote)));
      case 'Lambda': return { kind: 'function', node };
      case 'Dict': return { kind: 'dict', node };
      case 'Constant': return isNone(node) ? NOTHING : VALUE;
      case 'BinOp': return node.op.nodeType === 'Div' ? circles.once(node, () => ofPath(denote(node.left))) : VALUE;
      case 'JoinedStr': case 'List': case 'Tuple': case 'Set': case 'UnaryOp': case 'Compare':
      case 'ListComp': case 'SetComp': case 'DictComp': case 'GeneratorExp': return VALUE;
      default: return UNKNOWN;
    }
  }

  /** `Path("/tmp") / name` is a path, too. */
  function ofPath(left: Denoted): Denoted {
    return isPath(left) ? left : VALUE;
  }

  function denoteBinding(binding: PythonBinding): Denoted {
    const done = bindings.get(binding);
    if (done) return done === PENDING ? circles.met() : done;
    bindings.set(binding, PENDING);
    const { definitions } = binding;
    const last = definitions.at(-1);
    const [first] = definitions;
    // An import that fails gives way to the next, and a test decides between two; of functions the last one counts.
    const denoted = definitions.every(({ kind }) => kind === 'import') && first ? (definitions.some(isBranched) ? agreed(definitions.map(denoteDefinition)) : denoteDefinition(first))
      : last?.kind === 'function' || last?.kind === 'class' ? denoteDefinition(last) : (definitions.some(mayBeLeftOut) ? givenOrMade : agreed)(definitions.map(denoteDefinition));
    bindings.set(binding, denoted);
    return denoted;
  }

  function denoteDefinition(definition: PythonDefinition): Denoted {
    switch (definition.kind) {
      case 'import': return { kind: 'import', specifier: definition.specifier, path: definition.path };
      case 'function': return isProperty(definition.node) ? UNKNOWN : { kind: 'function', node: definition.node };
      case 'class': return { kind: 'class', node: definition.node };
      case 'parameter': {
        const { node, index, receiver } = definition;
        return receiver ? { kind: receiver.isClass ? 'class' : 'instance', node: receiver.node } : { kind: 'parameter', node, index, path: [] };
      }
      case 'value': return definition.steps.length === 0 ? denote(definition.value) : taken(definition.value, definition.steps);
      case 'item': return itemOf(definition.value, definition.steps);
      case 'opaque': return UNKNOWN;
    }
  }

  /** `a, b = f, g`. */
  function taken(value: PythonExpression, [step, ...rest]: readonly number[]): Denoted {
    if (step === undefined) return denote(value);
    if (value.nodeType === 'Tuple' || value.nodeType === 'List') {
      const element = value.elts[step];
      return element ? taken(element, rest) : UNKNOWN;
    }
    const denoted = denote(value);
    return denoted.kind === 'parameter' ? element(denoted) : UNKNOWN;
  }

  /** The variable of a loop. */
  function itemOf(iterated: PythonExpression, [step, ...rest]: readonly number[]): Denoted {
    if (iterated.nodeType === 'Call') {
      const name = calleeName(iterated.func);
      if (iterated.func.nodeType === 'Attribute' && iterated.args.length === 0) {
        if (name === 'values' && step === undefined) return element(denote(iterated.func.value));
        if (name === 'items') return step === 1 && rest.length === 0 ? element(denote(iterated.func.value)) : UNKNOWN;
      }
      const [first] = iterated.args;
      if (first && name === 'enumerate') return step === 1 && rest.length === 0 ? element(denote(first)) : UNKNOWN;
      if (first && SAME_ELEMENTS.test(name ?? '')) return step === undefined ? element(denote(first)) : UNKNOWN;
    }
    return step === undefined ? element(denote(iterated)) : UNKNOWN;
  }

  function element(of: Denoted): Denoted {
    return of.kind === 'parameter' ? longer(of, ITEM) : UNKNOWN;
  }

  function longer<D extends { readonly path: readonly string[] }>(denoted: D, step: string): D | { readonly kind: 'unknown' } {
    return denoted.path.length < MAX_PATH ? { ...denoted, path: [...denoted.path, step] } : { kind: 'unknown' };
  }

  function member(object: Denoted, name: string): Denoted {
    switch (object.kind) {
      case 'import': {
        const dotted = object.path.length === 0 ? `${object.specifier}.${name}` : '';
        return scopes.dottedModules.has(dotted) ? { kind: 'import', specifier: dotted, path: [] } : longer(object, name);
      }
      case 'global': case 'parameter': return longer(object, name);
      case 'instance': case 'class': return members.denoteMember(object.node, name, object.kind === 'class');
      case 'function': return name === '__wrapped__' || name === '__call__' ? object : UNKNOWN;
      default: return UNKNOWN;
    }
  }

  function subscript(object: Denoted, key: PythonExpression): Denoted {
    const name = stringValue(key);
    if (object.kind === 'dict') return name === undefined ? UNKNOWN : denoteOptional(entry(object.node, name));
    // An entry of a dict of another module.
    if (object.kind === 'import' && name !== undefined && object.path.length > 0 && !object.path.includes(RESULT)) return longer(object, name);
    if (object.kind !== 'parameter') return UNKNOWN;
    if (name !== undefined) return longer(object, name);
    // A part of a list or a text is still one.
    return key.nodeType === 'Slice' ? object : element(object);
  }

  function denoteOptional(value: PythonExpression | undefined): Denoted {
    return value ? denote(value) : UNKNOWN;
  }

  function entryOf(node: PythonNodeOf<'Subscript'>): PythonExpression | undefined {
    const object = denote(node.value);
    const name = stringValue(node.slice);
    return object.kind === 'dict' && name !== undefined ? entry(object.node, name) : undefined;
  }

  function result(node: PythonNodeOf<'Call'>): Denoted {
    const { func, args: [first] } = node;
    if (func.nodeType === 'Attribute' && func.attr === 'get' && first) {
      const object = denote(func.value);
      if (object.kind === 'parameter' && stringValue(first) !== undefined) return subscript(object, first);
    }
    // `super().__new__(cls)` of a singleton.
    if (first && func.nodeType === 'Attribute' && func.attr === '__new__') return instanceOf(denote(first));
    if (first && node.args.length <= 2 && TRANSPARENT_CALL.test(calleeName(func) ?? '')) return denote(first);
    const called = denote(func);
    switch (called.kind) {
      case 'import': return parsed(called, first) ?? longer(called, RESULT);
      case 'parameter': return longer(called, RESULT);
      case 'class': return { kind: 'instance', node: called.node };
      case 'global': return called.path.join('.') === 'super' && func.nodeType === 'Name' ? superOf(func) : UNKNOWN;
      case 'function': return agreed((returnedValues(called.node) ?? []).map(denote));
      default: return UNKNOWN;
    }
  }

  /** `json.loads(record['body'])`. */
  function parsed({ specifier, path }: Denoted & { readonly kind: 'import' }, text: PythonExpression | undefined): Denoted | undefined {
    const of = specifier === 'json' && path.join('.') === 'loads' && text ? denote(text) : UNKNOWN;
    return of.kind === 'parameter' ? longer(of, PARSED) : undefined;
  }

  function superOf(name: PythonNodeOf<'Name'>): Denoted {
    for (let scope = scopes.scopeOf(name); scope; scope = scope.parent) {
      const [base] = scope.kind === 'class' && scope.node.nodeType === 'ClassDef' ? scope.node.bases : [];
      if (base) return instanceOf(denote(base));
    }
    return UNKNOWN;
  }

  function instanceOf(denoted: Denoted): Denoted {
    if (denoted.kind === 'class') return { kind: 'instance', node: denoted.node };
    return denoted.kind === 'import' ? longer(denoted, RESULT) : UNKNOWN;
  }

  /** Of a name that is used as often as it is defined, thousands of times. */
  const boundValues = new Map<PythonBinding, readonly PythonExpression[] | undefined>();

  function valuesOfBinding(binding: PythonBinding): readonly PythonExpression[] | undefined {
    if (!boundValues.has(binding)) boundValues.set(binding, writtenValues(binding));
    return boundValues.get(binding);
  }

  function valuesOf(node: PythonNode): readonly PythonExpression[] | undefined {
    if (node.nodeType === 'Name') {
      const binding = scopes.bindingOf(node);
      return binding && valuesOfBinding(binding);
    }
    if (node.nodeType !== 'Attribute') return undefined;
    const object = denote(node.value);
    return object.kind === 'instance' || object.kind === 'class' ? members.valuesOf(object.node, node.attr).filter((value) => !isNone(value)) : undefined;
  }

  function toReference(denoted: Denoted): Reference {
    if (denoted.kind === 'import' || denoted.kind === 'global') return denoted;
    if (denoted.kind !== 'function' && denoted.kind !== 'parameter') return { kind: 'unknown' };
    const id = functions.idOf(denoted.node);
    if (id === undefined) return { kind: 'unknown' };
    return denoted.kind === 'function' ? { kind: 'function', id } : { kind: 'parameter', function: id, index: denoted.index, path: denoted.path };
  }

  function toCalled(denoted: Denoted): Reference {
    if (denoted.kind === 'class') return constructorOf(denoted.node, 0);
    if (denoted.kind === 'parameter' && denoted.path.includes(PARSED)) return { kind: 'unknown' };
    return toReference(denoted.kind === 'instance' ? member(denoted, '__call__') : denoted);
  }

  function constructorOf(node: PythonClass, depth: number): Reference {
    const own = methodOf(node, '__init__');
    if (own) return toReference({ kind: 'function', node: own });
    const [base] = node.bases;
    const denoted = base && depth < MAX_PATH ? denote(base) : UNKNOWN;
    return denoted.kind === 'class' ? constructorOf(denoted.node, depth + 1) : denoted.kind === 'import' ? denoted : { kind: 'unknown' };
  }

  return { denote, denoteBinding, valuesOf, entryOf, membersOf: members.singleValues, toReference, toCalled };
}

/** A `Path` of pathlib. */
export function isPath(denoted: Denoted): boolean {
  return denoted.kind === 'import' && [denoted.specifier, ...denoted.path].join('.') === 'pathlib.Path.#call';
}

function isBranched(definition: PythonDefinition): boolean {
  return definition.kind === 'import' && definition.isBranched === true;
}

/** What is written to a name, `None` left out; undefined where that is not all told. */
function writtenValues({ definitions }: PythonBinding): readonly PythonExpression[] | undefined {
  const given = definitions.filter((one) => !mayBeLeftOut(one));
  if (!given.every((one) => one.kind === 'value' && one.steps.length === 0)) return undefined;
  return given.flatMap((one) => (one.kind === 'value' && !isNone(one.value) ? [one.value] : []));
}

/** A parameter with the default `None`. */
function mayBeLeftOut(definition: PythonDefinition): boolean {
  if (definition.kind !== 'parameter') return false;
  const { args: { posonlyargs, args, defaults, kwonlyargs, kw_defaults: named } } = definition.node;
  const positional = [...posonlyargs, ...args];
  const keyword = kwonlyargs.findIndex((one) => one === definition.at);
  const position = positional.findIndex((one) => one === definition.at);
  const value = keyword >= 0 ? named[keyword] : position >= 0 ? defaults[position - positional.length + defaults.length] : undefined;
  return value ? isNone(value) : false;
}

function entry(node: PythonNodeOf<'Dict'>, name: string): PythonExpression | undefined {
  const value = node.values[node.keys.findLastIndex((key) => stringValue(key) === name)];
  return node.keys.every((key) => key !== null) ? value : undefined;
}

function isProperty(node: PythonNodeOf<'FunctionDef' | 'AsyncFunctionDef'>): boolean {
  return node.decorator_list.some((one) => /^(?:cached_)?property$/.test(calleeName(one) ?? ''));
}

import type { PythonExpression, PythonNode, PythonNodeOf } from '../../source/python.js';
import type { HandedOnFact, Span, Within } from '../model.js';
import type { References } from './references.js';
import { calleeName, calleeText, decoratorCallee, isFunction, stringValue } from './syntax.js';
import type { Place, Visitors } from './walk.js';

interface Pending {
  readonly to: PythonExpression;
  readonly given: PythonNode;
  readonly within: Within;
}

/** Decorators that change how a function runs, and leave it to others to call it. */
const PLAIN_DECORATORS = /^(?:staticmethod|classmethod|(?:cached_|abstract)?property|setter|getter|deleter|abstractmethod|wraps|lru_cache|cache|cached|cachedmethod|contextmanager|asynccontextmanager|dataclass|overload|override|final|fixture|retry|on_exception|on_predicate|capture_\w+|inject_\w+|log_metrics|validator|field_validator|model_validator|root_validator|total_ordering|singledispatch|patch|object|dict|parametrize|deprecated|timeout|idempotent_function)$/;

const MAX_NESTING = 3;

/** Functions given to calls and to decorators, and those in a dict or list from which code takes one by a key that it computes, or all in a loop: `ROUTES[method]`. */
export function collectHandedOn(references: References, spanOf: (node: PythonNode) => Span): { readonly visitors: Visitors; finish(): HandedOnFact[] } {
  const pending: Pending[] = [];
  const taken: { readonly object: PythonExpression; readonly within: Within }[] = [];
  const decorated: { readonly decorator: PythonExpression; readonly target: PythonNodeOf<'FunctionDef' | 'AsyncFunctionDef'>; readonly within: Within }[] = [];
  const registrars = new Set<PythonNode>();
  const named = new Map<string, Set<Within>>();

  function addCall(node: PythonNodeOf<'Call'>, { within }: Place): void {
    for (const argument of [...node.args, ...node.keywords.map(({ value }) => value)]) {
      const isCandidate = argument.nodeType === 'Name' || argument.nodeType === 'Attribute' || argument.nodeType === 'Lambda' || isPartial(argument);
      if (isCandidate) pending.push({ to: node.func, given: argument, within });
    }
    const [key] = node.args;
    if (within !== null && node.func.nodeType === 'Attribute' && node.func.attr === 'get' && key && stringValue(key) === undefined) taken.push({ object: containerOf(node.func.value), within });
  }

  function addDecorated(target: (typeof decorated)[number]['target'], { within }: Place): void {
    for (const decorator of target.decorator_list) {
      const callee = decoratorCallee(decorator);
      if (callee.nodeType !== 'Attribute' || PLAIN_DECORATORS.test(callee.attr)) continue;
      decorated.push({ decorator, target, within });
      registrars.add(callee.value);
    }
  }

  /** A decorator is visited after the function below it. */
  function addName(node: PythonNodeOf<'Name'>, { within }: Place): void {
    if (node.ctx.nodeType !== 'Load' || registrars.has(node)) return;
    const places = named.get(node.id) ?? new Set();
    named.set(node.id, places.add(within));
  }

  /** A name of the same spelling in a function stands for it as well: then it is taken for used. */
  function usersOf(callee: PythonExpression): Pick<HandedOnFact, 'usedIn'> {
    const places = callee.nodeType === 'Attribute' && callee.value.nodeType === 'Name' ? named.get(callee.value.id) : undefined;
    return places && !places.has(null) ? { usedIn: [...places] } : {};
  }

  function membersOf({ object, within }: (typeof taken)[number]): readonly Pending[] {
    return entriesOf(object, 0).map((given) => ({ to: object, given, within }));
  }

  /** Entries of a dict, a list or a tuple, and of those in it: `ROUTES[method][path]`. */
  function entriesOf(container: PythonExpression, depth: number): readonly PythonExpression[] {
    if (depth > MAX_NESTING) return [];
    const [only, other] = references.valuesOf(container) ?? [container];
    const value = only && !other ? only : container;
    const entries = value.nodeType === 'Dict' ? value.values : value.nodeType === 'List' || value.nodeType === 'Tuple' ? value.elts : [];
    return entries.flatMap((entry) => [entry, ...entriesOf(entry, depth + 1)]);
  }

  function toFact({ to, given, within }: Pending): HandedOnFact | undefined {
    const target = references.toReference(references.denote(given));
    if (target.kind !== 'function' && target.kind !== 'import') return undefined;
    if (target.kind === 'import' && (target.path.length === 0 || target.path.includes('#call'))) return undefined;
    return { target, to: calleeText(to), within, ...spanOf(given) };
  }

  function toRegistration({ decorator, target, within }: (typeof decorated)[number]): HandedOnFact | undefined {
    const callee = decoratorCallee(decorator);
    // A decorator from a module, `functools.wraps`, registers nothing; one of an object, `app.get`, does.
    const owner = callee.nodeType === 'Attribute' ? references.denote(callee.value) : undefined;
    if (owner?.kind === 'import' && owner.path.length === 0) return undefined;
    const reference = references.toReference({ kind: 'function', node: target });
    return reference.kind === 'unknown' ? undefined : { target: reference, to: calleeText(callee), ...usersOf(callee), within, ...spanOf(decorator) };
  }

  const visitors: Visitors = {
    Call: addCall,
    FunctionDef: addDecorated,
    AsyncFunctionDef: addDecorated,
    Name: addName,
    Subscript: (node, { within }) => {
      if (within !== null && node.ctx.nodeType === 'Load' && stringValue(node.slice) === undefined) taken.push({ object: containerOf(node.value), within });
    },
    For: ({ iter }, { within }) => {
      if (within !== null) taken.push({ object: containerOf(iter), within });
    },
  };
  return { visitors, finish: () => [...[...pending, ...taken.flatMap(membersOf)].flatMap((one) => toFact(one) ?? []), ...decorated.flatMap((one) => toRegistration(one) ?? [])] };
}

/** `ROUTES` of `ROUTES[method]`, `ROUTES.get(method)` and `ROUTES.values()`. */
function containerOf(node: PythonExpression): PythonExpression {
  if (node.nodeType === 'Subscript') return containerOf(node.value);
  const isMethod = node.nodeType === 'Call' && node.func.nodeType === 'Attribute' && /^(?:get|items|values)$/.test(node.func.attr);
  return isMethod && node.func.nodeType === 'Attribute' ? containerOf(node.func.value) : node;
}

function isPartial(node: PythonNode): boolean {
  return isFunction(node) || (node.nodeType === 'Call' && calleeName(node.func) === 'partial');
}

import type { CallExpression, NewExpression, Node } from 'oxc-parser';
import type { HandedOnFact, Within } from '../model.js';
import type { Scopes } from '../../source/scopes.js';
import { outcomeOf } from './call-outcome.js';
import { createEndTelling, followUps } from './followed-by.js';
import { ELEMENT_PARAMETER, ITEM } from './parameters.js';
import type { References } from './references.js';
import { calleeName, dottedName, isCallable, memberName, stringValue, unwrap } from './syntax.js';
import type { Place, Visitors } from './walk.js';

type Target = Pick<HandedOnFact, 'target' | 'start' | 'end'>;

interface Pending {
  /** What gets the function. */
  readonly to: CallExpression | NewExpression;
  readonly argument: Node;
  readonly within: Within;
  /** What is given to `then` and the like behind a list of promises that nothing waits for; undefined of others. */
  readonly dropped: readonly Node[] | undefined;
}

/** Methods that give a list of what the function gives. */
const MAPPING: ReadonlySet<string> = new Set(['map', 'flatMap']);

/** Their functions take the list first. */
const LODASH = /^(?:lodash|underscore)(?:[-./]|$)/;

/** Functions given to calls, and those in an object from which code takes one by a name that it computes: `routes[event.path]`. */
export function collectHandedOn(references: References, scopes: Scopes): { readonly visitors: Visitors; finish(): HandedOnFact[] } {
  const pending: Pending[] = [];
  const tellingOf = createEndTelling(scopes);
  /** Calls that are arguments themselves, with what they are given to. */
  const outer = new Map<Node, CallExpression | NewExpression>();
  const members = new Map<Node, readonly Target[]>();
  const taken: { readonly object: Node; readonly within: Within }[] = [];

  function add(call: CallExpression | NewExpression, place: Place): void {
    const method = call.type === 'CallExpression' ? (calleeName(call.callee) ?? '') : '';
    const dropped = method === 'forEach' || (MAPPING.has(method) && outcomeOf(call, place) === 'discarded') ? followUps(call, place) : undefined;
    for (const argument of call.arguments) {
      if (argument.type === 'CallExpression') outer.set(argument, call);
      const isCandidate = argument.type === 'Identifier' || argument.type === 'MemberExpression' || argument.type === 'CallExpression'
        || isCallable(argument);
      if (isCandidate) pending.push({ to: call, argument, within: place.within, dropped: isCallable(argument) && !argument.async ? undefined : dropped });
    }
  }

  /** The functions in the object are the same for all that take one: a table may have as many names as code has uses of it. */
  function membersOf({ object, within }: (typeof taken)[number]): readonly HandedOnFact[] {
    const denoted = references.denote(object);
    if (denoted.kind !== 'object') return [];
    const found = members.get(denoted.node) ?? denoted.node.properties.flatMap((property) => (property.type === 'Property' && targetOf(property.value)) || []);
    members.set(denoted.node, found);
    const to = calleeText(object);
    return found.map((one) => ({ ...one, to, within }));
  }

  function targetOf(argument: Node): Target | undefined {
    // Of calls, `this.handle.bind(this)` is itself a function of the file, and `require('./list')` may be one of another.
    const isCall = argument.type === 'CallExpression' && memberName(unwrap(argument.callee)) !== 'bind';
    if (isCall && dottedName(argument.callee) !== 'require') return undefined;
    const target = references.toReference(references.denote(argument));
    if (target.kind !== 'function' && target.kind !== 'import') return undefined;
    // An instance is no function, and its constructor has run; a file that is required may be one.
    if (target.kind === 'import' && ((target.path.length === 0 && !target.specifier.startsWith('.')) || target.path.includes('#call') || target.path.at(-1) === '#new')) return undefined;
    return { target, start: argument.start, end: argument.end };
  }

  function toFact({ to, argument, within, dropped }: Pending): HandedOnFact | undefined {
    const found = targetOf(argument);
    const isDropped = found !== undefined && dropped !== undefined && isOfList(to, argument);
    const tells = isDropped ? tellingOf(argument, dropped).places : [];
    const next = outer.get(to);
    const givenOn = next ? calleeText(next.callee) : '';
    return found && { ...found, to: calleeText(to.callee), ...(isDropped ? { isDropped: true as const } : {}), ...(tells.length > 0 ? { tells } : {}), ...eachOf(to, argument), ...(givenOn.includes('.') ? { givenOn } : {}), ...(isRoute(next ?? to) ? { isRoute: true as const } : {}), within };
  }

  /** What the project or a package calls `map` or `forEach` may wait for what it is given. */
  function isOfList({ callee, arguments: [first, second] }: CallExpression | NewExpression, argument: Node): boolean {
    const method = references.toReference(references.denote(callee));
    if (method.kind === 'import' && (!method.specifier.startsWith('.') || method.path.includes('#new'))) return LODASH.test(method.specifier) && argument === second;
    return method.kind !== 'function' && argument === first;
  }

  /** What a function written here gets is known where it is used; one that is named gets what `map` gives it. */
  function eachOf({ callee, arguments: [first] }: CallExpression | NewExpression, argument: Node): Pick<HandedOnFact, 'each'> {
    const method = unwrap(callee);
    const isBound = argument.type === 'CallExpression' && argument.arguments.length > 1;
    if (argument !== first || isCallable(argument) || isBound || method.type !== 'MemberExpression') return {};
    const index = ELEMENT_PARAMETER.get(memberName(method) ?? '');
    const list = index === undefined ? undefined : references.toReference(references.denote(method.object));
    return index !== undefined && list?.kind === 'parameter' ? { each: { index, item: { ...list, path: [...list.path, ITEM] } } } : {};
  }

  const visitors: Visitors = {
    CallExpression: (node, place) => add(node, place),
    NewExpression: (node, place) => add(node, place),
    MemberExpression: (node, place) => {
      if (node.computed && place.within !== null && memberName(node) === undefined) taken.push({ object: node.object, within: place.within });
    },
  };
  return { visitors, finish: () => [...pending.flatMap((one) => toFact(one) ?? []), ...taken.flatMap(membersOf)] };
}

/** `app.get('/orders', …)`, `app.route('GET', '/orders', …)`. */
function isRoute({ arguments: given }: CallExpression | NewExpression): boolean {
  return given.slice(0, 2).some((one) => stringValue(one)?.startsWith('/') === true);
}

function calleeText(callee: Node): string {
  const inner = unwrap(callee);
  return dottedName(inner) ?? (inner.type === 'MemberExpression' ? `.${memberName(inner) ?? ''}` : '');
}

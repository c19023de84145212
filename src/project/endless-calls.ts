import { defineAnalysis } from '../analysis.js';
import { HTTP2_CLIENTS } from '../data/sdk-transport.js';
import type { Location } from '../diagnostic.js';
import type { Expression } from '../facts/model.js';
import { known } from '../resolved.js';
import { functions } from './functions.js';
import type { HandlerCall, HandlerCode } from './handler-code.js';
import { moduleGraph } from './module-graph.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { lastObject, memberOf } from './sdk-meaning.js';
import { valueFlow } from './value-flow.js';
import type { ValueFlow } from './value-flow.js';

/** A request, or a client whose requests, have no timeout at all. */
export interface EndlessCall {
  readonly kind: 'call' | 'client';
  /** As in the source: `requests.get`, `S3Client`. */
  readonly name: string;
  readonly at: Location;
}

/** Gives SDK v3 a timeout where the code gives none. */
const SOCKET_SWITCH = /^AWS_(?:ENABLE_DEFAULT_SOCKET_TIMEOUT|DEFAULTS_MODE)/;

/** Requests that may wait for ever, each place once. */
export const endlessCalls = defineAnalysis({
  name: 'endlessCalls',
  requires: { functions, moduleGraph },
  run: ({ functions: all, moduleGraph: graph }): readonly Owned<EndlessCall>[] => byOwners(all, (code, fn) => {
    const declared = fn.environment.state === 'absent' ? [] : known(fn.environment)?.keys();
    const mayBeSet = !declared || [...declared, ...code.environmentNames()].some((name) => SOCKET_SWITCH.test(name));
    const timeouts = new GivenTimeouts(code);
    return code.shown.calls.flatMap((call) => pythonRequest(call, timeouts, valueFlow(graph)) ?? pythonClient(call, timeouts) ?? (mayBeSet ? [] : version3Client(call)));
  }),
});

/** Timeouts that requests may get elsewhere in the code: looked for once, and only where something has none of its own. */
class GivenTimeouts {
  private readonly known = new Map<(call: HandlerCall) => boolean, boolean>();

  constructor(private readonly code: HandlerCode) {}

  get ofAll(): boolean {
    return this.some(setsDefault);
  }

  get ofSessions(): boolean {
    return this.some(mayGiveTimeout);
  }

  get ofRequests(): boolean {
    return this.some(givesTimeout);
  }

  private some(gives: (call: HandlerCall) => boolean): boolean {
    const found = this.known.get(gives) ?? this.code.calls.some(gives);
    this.known.set(gives, found);
    return found;
  }
}

const REQUEST = /^(?:get|post|put|patch|delete|head|options|request)$/;
const SESSION = /^[sS]ession\.#call$/;

/** `requests.get(url)`, `urllib.request.urlopen(url)`, and what a session of `requests` is asked for. */
function pythonRequest({ fact, at, isPerInvocation }: HandlerCall, timeouts: GivenTimeouts, flow: ValueFlow): readonly EndlessCall[] | undefined {
  const { callee, arguments: given, receiver } = fact;
  const method = callee.kind === 'import' || callee.kind === 'parameter' ? callee.path.at(-1) : undefined;
  if (method === undefined || !(REQUEST.test(method) || method === 'urlopen')) return undefined;
  const [origin, ...others] = flow.origins(at.path, callee, receiver);
  if (!origin) return undefined;
  const path = origin.path.join('.');
  const isOfSession = origin.specifier === 'requests' && others.length === 0 && SESSION.test(origin.path.slice(0, -1).join('.')) && origin.receiver?.value.isNew !== true;
  const isRequest = isOfSession || (callee.kind === 'import' && ((callee.specifier === 'requests' && REQUEST.test(path)) || [callee.specifier, ...callee.path].join('.') === 'urllib.request.urlopen'));
  if (!isRequest) return undefined;
  const isEndless = isPerInvocation && given.length > 0 && given.length < (method === 'request' ? 4 : 3) && given.every(hasNoTimeout) && !timeouts.ofAll;
  return isEndless && !(isOfSession && timeouts.ofSessions) ? [{ kind: 'call', name: `${origin.specifier}.${path.replace('.#call', '()')}`, at }] : [];
}

/** An adapter of the project, also one that extends that of `requests`, may give each request of a session a timeout, and so may `partial(session.request, timeout=3)`. */
function mayGiveTimeout({ fact: { callee, arguments: [, adapter] } }: HandlerCall): boolean {
  if (!('path' in callee)) return false;
  if (callee.path.at(-1) === 'mount') return !(adapter?.kind === 'call' && !adapter.isNew && adapter.callee.kind === 'import' && adapter.callee.specifier.startsWith('requests'));
  return callee.kind === 'import' && callee.specifier === 'functools' && callee.path.at(-1) === 'partial';
}

/** Clients that wait for ever unless they, or what is asked of them, get a timeout, with the arguments that may stand before it. */
const CLIENTS: ReadonlyMap<string, number> = new Map([['urllib3.PoolManager', 2], ['urllib3.poolmanager.PoolManager', 2], ['http.client.HTTPConnection', 2], ['http.client.HTTPSConnection', 2]]);

function pythonClient({ fact: { callee, arguments: given }, at }: HandlerCall, timeouts: GivenTimeouts): readonly EndlessCall[] | undefined {
  const name = callee.kind === 'import' ? [callee.specifier, ...callee.path].join('.') : '';
  const positional = CLIENTS.get(name);
  if (positional === undefined) return undefined;
  const isEndless = given.filter(({ kind }) => kind !== 'object').length <= positional && given.every(hasNoTimeout) && !timeouts.ofAll && !timeouts.ofRequests;
  return isEndless ? [{ kind: 'client', name, at }] : [];
}

/** Of a request of any client: which one it is asked of is not followed. */
function givesTimeout({ fact: { callee, arguments: given } }: HandlerCall): boolean {
  const options = lastObject(given);
  return 'path' in callee && /^(?:request\w*|urlopen)$/.test(callee.path.at(-1) ?? '') && options !== undefined && !hasNoTimeout(options);
}

/** Positional tables are data; keywords may be handed on as a whole. */
function hasNoTimeout(argument: Expression): boolean {
  return argument.kind !== 'object' || (argument.complete && memberOf(argument, 'timeout') === undefined);
}

function setsDefault({ fact: { callee } }: HandlerCall): boolean {
  return callee.kind === 'import' && callee.specifier === 'socket' && callee.path.join('.') === 'setdefaulttimeout';
}

/** SDK v3 waits for an answer for ever, unless its client is given another way of asking or a mode with defaults. Clients that speak HTTP/2 have a handler of another kind. */
function version3Client({ fact: { callee, isNew, arguments: [options, other] }, at }: HandlerCall): readonly EndlessCall[] {
  if (!isNew || other || callee.kind !== 'import' || !callee.specifier.startsWith('@aws-sdk/client-') || callee.path.length !== 1) return [];
  const [name = ''] = callee.path;
  if (!name.endsWith('Client') || HTTP2_CLIENTS.has(callee.specifier.slice('@aws-sdk/client-'.length))) return [];
  const isPlain = !options || (options.kind === 'object' && options.complete && !memberOf(options, 'requestHandler') && !memberOf(options, 'defaultsMode'));
  return isPlain ? [{ kind: 'client', name, at }] : [];
}

import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { Expression } from '../facts/model.js';
import { known } from '../resolved.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { HandlerCall, HandlerCode } from './handler-code.js';
import { moduleGraph } from './module-graph.js';
import type { ModuleGraph } from './find-export.js';
import { byOwners } from './owned.js';
import { isRacedAnywhere } from './raced-calls.js';
import { lastObject, memberOf } from './sdk-meaning.js';
import { valueFlow } from './value-flow.js';
import type { Sited } from './value-flow.js';

/** A timeout that code sets for a client, and the functions that end before it does. */
export interface ClientTimeout {
  /** As in the source: `requestTimeout`, `read_timeout`. */
  readonly name: string;
  readonly seconds: number;
  /** The value as written. */
  readonly at: Location;
  readonly ending: readonly { readonly fn: LambdaFunction; readonly seconds: number; readonly at: Location }[];
}

interface Setting {
  readonly name: string;
  readonly value: Expression | undefined;
  /** Units in a second. */
  readonly unit: number;
}

/** Timeouts of clients that reach or pass the timeout of a function that runs the code, each place once. */
export const clientTimeouts = defineAnalysis({
  name: 'clientTimeouts',
  requires: { functions, moduleGraph },
  run: ({ functions: all, moduleGraph: graph }): readonly ClientTimeout[] => {
    const found = new Map<HandlerCode, ReturnType<typeof timeoutsIn>>();
    const read = (code: HandlerCode): ReturnType<typeof timeoutsIn> => {
      const timeouts = found.get(code) ?? timeoutsIn(code, graph);
      found.set(code, timeouts);
      return timeouts;
    };
    return byOwners(all, read).flatMap(({ owners, ...timeout }) => {
      const ending = owners.flatMap((fn) => {
        const seconds = known(fn.timeout);
        return seconds !== undefined && seconds <= timeout.seconds ? [{ fn, seconds, at: fn.timeout.at }] : [];
      });
      return ending.length > 0 ? [{ ...timeout, ending }] : [];
    });
  },
});

function timeoutsIn({ calls }: HandlerCode, graph: ModuleGraph): readonly { readonly name: string; readonly seconds: number; readonly at: Location }[] {
  const flow = valueFlow(graph);
  const isOverruled = calls.some(overrules);
  const limited = new Set(calls.flatMap((call) => (isHttp(call) && lastStep(call) === 'setTimeout' ? [call.at.path] : [])));
  return calls.flatMap((call) => ((isOverruled && CLIENT.test(nameOf(call))) || (isHttp(call) && limited.has(call.at.path)) || hasSignal(call) ? [] : settingsOf(call)).flatMap(({ name, value, unit }) => {
    const [written, other] = value ? flow.values(call.at.path, value) : [];
    if (!written || other || isRacedAnywhere(graph, call.at.path, call.fact)) return [];
    return numbersIn(written).map(({ path, value: { value: number, start, end } }) => ({ name, seconds: number / unit, at: { path, start, end } }));
  }));
}

/** A request of a client with a timeout or a signal of its own, also of one that a function is given, or what changes all requests of one. */
function overrules(call: HandlerCall): boolean {
  const name = nameOf(call);
  if (name.includes('.interceptors.')) return true;
  const isRequest = IN_CLIENT.test(name) || (CLIENT.test(name) && lastStep(call) === '#call') || (call.fact.callee.kind === 'parameter' && VERB.test(lastStep(call)));
  return isRequest && (hasSignal(call) || memberOf(lastObject(call.fact.arguments), 'timeout') !== undefined || isOpen(call));
}

/** A request of `axios` that is aborted in time; what `fetch` gets is its timeout itself. */
function hasSignal({ fact: { callee, arguments: given } }: HandlerCall): boolean {
  return callee.kind !== 'global' && memberOf(lastObject(given), 'signal') !== undefined;
}

/** What is not written out may have a timeout: `api.get(url, limits(context))`, `api(config)`, `client.get(url, **options)`. */
function isOpen(call: HandlerCall): boolean {
  const { arguments: given } = call.fact;
  const last = given.at(-1);
  if (!nameOf(call).startsWith('axios')) return last?.kind === 'object' && !last.complete;
  // Behind the address and the body, or in their place.
  const options = AS_A_WHOLE.test(lastStep(call)) ? last : given[/^(?:post|put|patch)$/.test(lastStep(call)) ? 2 : 1];
  return options !== undefined && !(options.kind === 'object' ? options.complete : IS_ADDRESS.test(options.kind));
}

const AS_A_WHOLE = /^(?:#call|request)$/;
const IS_ADDRESS = /^(?:string|text|env)$/;

function lastStep({ fact: { callee } }: HandlerCall): string {
  return 'path' in callee ? (callee.path.at(-1) ?? '') : '';
}

/** `https.request(…)` and what is called on it. */
function isHttp({ fact: { callee } }: HandlerCall): boolean {
  return callee.kind === 'import' && NODE_HTTP.test(callee.specifier);
}

type NumberExpression = Expression & { readonly kind: 'number' };

/** `10`, `(3, 10)` of `requests`, `httpx.Timeout(10, connect=3)`, `urllib3.Timeout(connect=3, read=10)`. */
function numbersIn({ path, value }: Sited<Expression>): readonly Sited<NumberExpression>[] {
  switch (value.kind) {
    case 'number': return [{ path, value }];
    case 'list': return value.complete ? value.items.flatMap((item) => (item.kind === 'number' ? [{ path, value: item }] : [])) : [];
    case 'call': {
      const isTimeout = value.callee.kind === 'import' && /^(?:httpx|urllib3)(?:\.|$)/.test(value.callee.specifier) && value.callee.path.at(-1) === 'Timeout';
      const given = isTimeout ? value.arguments.flatMap((one) => (one.kind === 'object' ? one.properties.map((property) => property.value) : [one])) : [];
      return given.flatMap((one) => (one.kind === 'number' ? [{ path, value: one }] : []));
    }
    default: return [];
  }
}

const MILLISECONDS = 1000;
const BOTOCORE_CONFIG = /^botocore(?:\.(?:config|client))?$/;
const NODE_HTTP = /^(?:node:)?https?$/;
const NODE_HANDLER = /^@(?:smithy|aws-sdk)\/node-http-handler$/;
const PYTHON_PACKAGE = /^(?:requests|httpx|urllib3|http\.client)$/;
/** Requests, those of a session or a client as well, and clients with a timeout for all. */
const PYTHON_TIMEOUT = /^(?:(?:(?:[sS]ession|Client|PoolManager)\.#call\.)?(?:get|post|put|patch|delete|head|options|request)|Client|PoolManager|HTTPS?Connection)$/;

/** The timeout of one request, in seconds, where the request itself gets it. */
export function requestSeconds(call: HandlerCall): number | undefined {
  const { callee, isNew } = call.fact;
  if (isNew || (callee.kind !== 'global' && !isOneRequest(callee))) return undefined;
  const [only, other] = settingsOf(call);
  return other || only?.value?.kind !== 'number' ? undefined : only.value.value / only.unit;
}

function isOneRequest(callee: HandlerCall['fact']['callee']): boolean {
  return callee.kind === 'import' && /^(?:requests|httpx|axios|urllib(?:\.request)?)$/.test(callee.specifier) && !/^(?:create|Client)$/.test(callee.path.at(-1) ?? '');
}

/** `axios.create({ timeout })`, `PoolManager(timeout=60)`: requests of it may have timeouts of their own. */
const CLIENT = /^(?:axios\.create|httpx\.Client|urllib3\.PoolManager)$/;
const VERB = /^(?:get|post|put|patch|delete|head|options|request)$/;
const IN_CLIENT = /^(?:axios\.create|httpx\.Client|urllib3\.PoolManager)\.\w+$/;

function nameOf({ fact: { callee } }: HandlerCall): string {
  return callee.kind === 'import' && /^(?:axios|httpx|urllib3)$/.test(callee.specifier) ? [callee.specifier, ...callee.path.filter((step) => step !== 'default' && !step.startsWith('#'))].join('.') : '';
}

/** `fetch(url, { signal: AbortSignal.timeout(3000) })`. */
function fetchSettings(options: Expression | undefined): readonly Setting[] {
  const signal = memberOf(options, 'signal');
  const isTimeout = signal?.kind === 'call' && signal.callee.kind === 'global' && signal.callee.path.join('.') === 'AbortSignal.timeout';
  return isTimeout ? [{ name: 'AbortSignal.timeout', value: signal.arguments[0], unit: MILLISECONDS }] : [];
}

function settingsOf({ fact: { callee, isNew, arguments: given } }: HandlerCall): readonly Setting[] {
  if (callee.kind === 'global') return callee.path.join('.') === 'fetch' ? fetchSettings(lastObject(given)) : [];
  if (callee.kind !== 'import') return [];
  const { specifier } = callee;
  const path = callee.path.filter((step) => step !== 'default');
  const name = path.join('.');
  const options = lastObject(given);
  const members = (names: readonly string[], unit: number, of: Expression | undefined): readonly Setting[] => names.map((one) => ({ name: one, value: memberOf(of, one), unit }));
  if (BOTOCORE_CONFIG.test(specifier) && path.at(-1) === 'Config') return members(['read_timeout', 'connect_timeout'], 1, options);
  if (PYTHON_PACKAGE.test(specifier) && PYTHON_TIMEOUT.test(name)) return members(['timeout'], 1, options);
  if (/^urllib(?:\.request)?$/.test(specifier) && path.at(-1) === 'urlopen') return members(['timeout'], 1, options);
  if (specifier === 'axios') return axiosOptions(name, given).flatMap((one) => members(['timeout'], MILLISECONDS, one));
  if (NODE_HTTP.test(specifier) && /^(?:get|request)$/.test(name)) return members(['timeout'], MILLISECONDS, given.find(({ kind }) => kind === 'object'));
  if (isNew && NODE_HANDLER.test(specifier)) return members(['requestTimeout', 'socketTimeout', 'connectionTimeout'], MILLISECONDS, options);
  if (isNew && specifier.startsWith('@aws-sdk/client-')) return members(['requestTimeout', 'socketTimeout', 'connectionTimeout'], MILLISECONDS, memberOf(options, 'requestHandler'));
  if (specifier === 'aws-sdk' || specifier.startsWith('aws-sdk/')) return members(['timeout', 'connectTimeout'], MILLISECONDS, memberOf(options, 'httpOptions'));
  return [];
}

/** Where each way of asking takes its options: `post(url, data, options)`. */
function axiosOptions(name: string, given: readonly Expression[]): readonly (Expression | undefined)[] {
  switch (name) {
    case '': return [given.at(-1)];
    case 'create': case 'request': return [given[0]];
    case 'get': case 'delete': case 'head': case 'options': return [given[1]];
    case 'post': case 'put': case 'patch': return [given[2]];
    default: return [];
  }
}

import { defineAnalysis } from '../analysis.js';
import { HTTP2_CLIENTS } from '../data/sdk-transport.js';
import type { Location } from '../diagnostic.js';
import type { Expression } from '../facts/model.js';
import { known } from '../resolved.js';
import { functions } from './functions.js';
import type { HandlerCall, HandlerCode } from './handler-code.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { memberOf } from './sdk-meaning.js';

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
  requires: { functions },
  run: ({ functions: all }): readonly Owned<EndlessCall>[] => byOwners(all, (code, fn) => {
    const declared = fn.environment.state === 'absent' ? [] : known(fn.environment)?.keys();
    const mayBeSet = !declared || [...declared, ...code.environmentNames()].some((name) => SOCKET_SWITCH.test(name));
    return code.shown.calls.flatMap((call) => pythonRequest(call, code) ?? (mayBeSet ? [] : version3Client(call)));
  }),
});

const REQUEST = /^(?:get|post|put|patch|delete|head|options|request)$/;

/** `requests.get(url)`, `urllib.request.urlopen(url)`. */
function pythonRequest({ fact, at, isPerInvocation }: HandlerCall, { calls }: HandlerCode): readonly EndlessCall[] | undefined {
  const { callee, arguments: given } = fact;
  if (callee.kind !== 'import') return undefined;
  const name = [callee.specifier, ...callee.path].join('.');
  const isRequest = (callee.specifier === 'requests' && REQUEST.test(callee.path.join('.'))) || name === 'urllib.request.urlopen';
  if (!isRequest) return undefined;
  return isPerInvocation && given.length > 0 && given.length < 3 && given.every(hasNoTimeout) && !calls.some(setsDefault) ? [{ kind: 'call', name, at }] : [];
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

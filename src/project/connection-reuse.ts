import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { CallFact } from '../facts/model.js';
import { known } from '../resolved.js';
import { clients } from './clients.js';
import type { ClientOfFunctions } from './clients.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { HandlerCall, HandlerCode } from './handler-code.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { memberOf } from './sdk-meaning.js';

/** An agent that closes its connection after each request. */
export interface ClosingAgent {
  readonly name: string;
  readonly isExplicit: boolean;
  /** `false` where it is written, else the construction. */
  readonly at: Location;
}

/** A function whose code uses SDK v2 as it is: with a new connection for each request. */
export interface ClosingSdk {
  readonly fn: LambdaFunction;
  /** The first of its clients. */
  readonly client: { readonly name: string; readonly at: Location };
}

export interface ConnectionReuse {
  readonly agents: readonly Owned<ClosingAgent>[];
  readonly sdks: readonly ClosingSdk[];
}

const SWITCH = 'AWS_NODEJS_CONNECTION_REUSE_ENABLED';
const VERSION_2 = /^aws-sdk(?:\/|$)/;

/** Where JavaScript code does not keep connections between requests. */
export const connectionReuse = defineAnalysis({
  name: 'connectionReuse',
  requires: { clients, functions },
  run: ({ clients: built, functions: all }): ConnectionReuse => ({
    agents: byOwners(all, ({ shown: { calls } }) => calls.flatMap((call) => closingAgent(call) ?? [])),
    sdks: closingSdks(all, built.filter(({ package: name }) => VERSION_2.test(name))),
  }),
});

function closingSdks(all: readonly LambdaFunction[], ofVersion2: readonly ClientOfFunctions[]): readonly ClosingSdk[] {
  if (ofVersion2.length === 0) return [];
  return all.flatMap((fn): ClosingSdk[] => {
    const client = ofVersion2.find(({ owners }) => owners.includes(fn));
    return client && fn.handlerCode && leavesSwitchOff(fn, fn.handlerCode) ? [{ fn, client }] : [];
  });
}

function closingAgent({ fact, at }: HandlerCall): ClosingAgent | undefined {
  const { callee, isNew, arguments: [options, other] } = fact;
  if (!isNew || other || callee.kind !== 'import' || !/^(?:node:)?https?$/.test(callee.specifier) || callee.path.at(-1) !== 'Agent') return undefined;
  const name = callee.specifier.replace('node:', '') + '.Agent';
  if (!options) return { name, isExplicit: false, at };
  const keepAlive = memberOf(options, 'keepAlive');
  if (keepAlive?.kind === 'boolean') return keepAlive.value ? undefined : { name, isExplicit: true, at: { path: at.path, start: keepAlive.start, end: keepAlive.end } };
  return options.kind === 'object' && options.complete && !keepAlive ? { name, isExplicit: false, at } : undefined;
}

/** Neither the template nor the code says anything about connections of SDK v2. */
function leavesSwitchOff({ environment }: LambdaFunction, { environmentNames, environmentEscapes, isWhole, calls }: HandlerCode): boolean {
  if (environment.state === 'unknown' || known(environment)?.has(SWITCH) === true) return false;
  return isWhole && !environmentEscapes && !environmentNames().has(SWITCH) && !calls.some(({ fact }) => setsConnections(fact));
}

/** An agent, or options of SDK v2 that may hold one. */
function setsConnections({ callee, isNew, arguments: given }: CallFact): boolean {
  if (callee.kind !== 'import') return false;
  if (isNew && callee.path.at(-1) === 'Agent') return true;
  const [options] = given;
  if (!VERSION_2.test(callee.specifier) || !options) return false;
  const isConfiguration = isNew || callee.path.at(-1) === 'update';
  return isConfiguration && (options.kind !== 'object' || !options.complete || memberOf(options, 'httpOptions') !== undefined);
}

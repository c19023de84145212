import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { possibilities } from '../resolved.js';
import { functions } from './functions.js';
import { runtimeTable } from './inputs.js';
import { byOwners } from './owned.js';
import type { LambdaFunction } from './functions.js';

/** A handler in JavaScript that Lambda takes for one with a callback: it declares three parameters. */
export interface CallbackHandler {
  /** The third parameter. */
  readonly at: Location;
  readonly name: string;
  readonly isAsync: boolean;
  readonly owners: readonly LambdaFunction[];
  /** Those of the functions whose runtime does not start it, with that runtime. */
  readonly refused: readonly { readonly fn: LambdaFunction; readonly runtime: string }[];
}

/** The runtime looks at `Function.length` (aws-lambda-nodejs-runtime-interface-client, src/UserFunction.js). */
const CALLBACK_POSITION = 2;

/** Handlers with a callback that Lambda itself calls; a wrapper may have a callback of its own. */
export const callbackHandlers = defineAnalysis({
  name: 'callbackHandlers',
  requires: { functions, runtimeTable },
  run: ({ functions: all, runtimeTable: { runtimes } }): readonly CallbackHandler[] => {
    const refusing = new Set(runtimes.filter(({ refusesCallbacks }) => refusesCallbacks).map(({ id }) => id));
    return byOwners(all, ({ entries }) => entries.flatMap(({ isDirect, module, fact }) => {
      const third = fact.parameters[CALLBACK_POSITION];
      if (!isDirect || module.language !== 'javascript' || !third || fact.length <= CALLBACK_POSITION) return [];
      return [{ at: { path: module.path, ...third }, name: fact.name, isAsync: fact.isAsync }];
    })).map((one) => ({
      ...one,
      refused: one.owners.flatMap((fn) => possibilities(fn.runtime).filter(({ value }) => refusing.has(value)).map(({ value }) => ({ fn, runtime: value }))),
    }));
  },
});

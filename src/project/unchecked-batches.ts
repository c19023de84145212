import { defineAnalysis } from '../analysis.js';
import { FAILURES_IN_ANSWER } from '../data/sdk-answers.js';
import type { Location } from '../diagnostic.js';
import { functions } from './functions.js';
import type { CallStep } from './handler-code.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { sdkCalls } from './sdk-calls.js';
import type { SdkCall } from './sdk-calls.js';

/** A call on several items whose answer names those that failed, and nothing takes the answer. */
export interface UncheckedBatch {
  readonly operation: string;
  /** The member of the answer. */
  readonly member: string;
  readonly at: Location;
  readonly steps: () => readonly CallStep[];
}

/** Calls of batch operations with dropped answers, each place once. */
export const uncheckedBatches = defineAnalysis({
  name: 'uncheckedBatches',
  requires: { functions, sdkCalls },
  run: ({ functions: all, sdkCalls: callsOf }): readonly Owned<UncheckedBatch>[] =>
    byOwners(all, (_code, fn) => (callsOf.get(fn.key) ?? []).flatMap((call): UncheckedBatch[] => {
      const member = FAILURES_IN_ANSWER.get(`${call.service}.${call.operation}`);
      if (member === undefined || call.via !== 'call' || !dropsAnswer(call)) return [];
      return [{ operation: call.operation, member, at: call.call.at, steps: call.steps }];
    })),
});

/** A second argument may be a callback that gets the answer. */
function dropsAnswer({ call: { fact } }: SdkCall): boolean {
  return fact.isIgnored === true && fact.arguments.length < 2;
}

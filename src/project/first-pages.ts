import { defineAnalysis } from '../analysis.js';
import { PAGES } from '../data/sdk-answers.js';
import type { PageMembers } from '../data/sdk-answers.js';
import type { Location } from '../diagnostic.js';
import { ONE_ITEM } from '../facts/model.js';
import { functions } from './functions.js';
import type { CallStep } from './handler-code.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { sdkCalls } from './sdk-calls.js';
import type { SdkCall } from './sdk-calls.js';

/** A call that gives a page of what there is, and nothing asks whether there is more. */
export interface FirstPage {
  readonly operation: string;
  /** The member of the answer that tells of more. */
  readonly next: string;
  readonly at: Location;
  readonly steps: () => readonly CallStep[];
}

/** Members of every answer, and the number of objects in a page of a bucket: whoever reads no more asks whether there are any. */
const META = /^(?:\$metadata|\$response|ResponseMetadata|KeyCount)$/;
/** Members of requests that say which ones are wanted: few, or the first of an order, and their page has them as a rule. */
const NARROWS = /^(?:filters?|prefix|\w*NamePrefix|\w*Pattern|PathPrefix|statusFilter|orderBy)$/i;

/** Calls of which only the first page is used, each place once. */
export const firstPages = defineAnalysis({
  name: 'firstPages',
  requires: { functions, sdkCalls },
  run: ({ functions: all, sdkCalls: callsOf }): readonly Owned<FirstPage>[] =>
    byOwners(all, (_code, fn) => (callsOf.get(fn.key) ?? []).flatMap((call): FirstPage[] => {
      const page = call.via === 'call' ? PAGES.get(`${call.service}.${call.operation}`) : undefined;
      const [next] = page?.next ?? [];
      const read = page && takesFirst(call, page) ? call.call.fact.answerReads?.filter((name) => !META.test(name)) : undefined;
      return read && next !== undefined && read.length > 0 ? [{ operation: call.operation, next, at: call.at, steps: call.steps }] : [];
    })),
});

/** A request that names no page and no number, and an answer of which nothing that tells of more is read. */
function takesFirst({ input, call: { fact } }: SdkCall, { next, asks }: PageMembers): boolean {
  const { answerReads: read } = fact;
  if (!read || read.some((name) => name === ONE_ITEM || next.includes(name))) return false;
  if (!input) return fact.arguments.length === 0;
  if (input.value.kind !== 'object' || !input.value.complete) return false;
  return !input.value.properties.some(({ name }) => asks.includes(name) || NARROWS.test(name));
}

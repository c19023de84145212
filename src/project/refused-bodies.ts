import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { Expression } from '../facts/model.js';
import { returnsAnswer } from './entry-functions.js';
import type { EntryResult } from './entry-functions.js';
import { functions } from './functions.js';
import { grants } from './grants.js';
import { handedBodies } from './handed-bodies.js';
import { invokedByFunctions } from './invoked-by-functions.js';
import { moduleGraph } from './module-graph.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import type { Trigger } from './trigger.js';

/** An answer of a handler that its REST API refuses, for its `body` or as a whole. */
export interface RefusedBody {
  readonly of: 'body' | 'answer';
  readonly kind: 'object' | 'list' | 'text';
  readonly trigger: Trigger;
  readonly at: Location;
}

/** Bodies that are no text, and answers that are no object, where the answer goes to REST APIs as it is, and to nobody else. Each once. */
export const refusedBodies = defineAnalysis({
  name: 'refusedBodies',
  requires: { functions, grants, moduleGraph },
  run: ({ functions: all, grants: granted, moduleGraph: graph }): readonly Owned<RefusedBody>[] => {
    const isInvokedByFunctions = invokedByFunctions(granted);
    return byOwners(all, ({ entries }, fn) => {
      const [entry, other] = entries;
      const [trigger] = fn.triggers;
      if (!entry?.isDirect || other || entry.fact.isDecorated || !returnsAnswer(entry)) return [];
      if (!trigger || !fn.triggers.every(isRestProxy) || isInvokedByFunctions(fn)) return [];
      const handed = handedBodies(graph, entry).flatMap(({ body, at }) => refusedValue(body, at) ?? []);
      return [...refusedIn(entry.results), ...handed].map((one) => ({ ...one, trigger }));
    });
  },
});

/** An HTTP API may make an answer of its own from such a value. */
function isRestProxy({ kind, payloadFormat, isStreaming, isPermissionOnly }: Trigger): boolean {
  return kind === 'apigw-rest' && payloadFormat === '1.0' && !isStreaming && !isPermissionOnly;
}

type Refused = Omit<RefusedBody, 'trigger'>;

function refusedIn(results: readonly EntryResult[]): readonly Refused[] {
  const whole = results.flatMap((result) => refusedAnswer(result) ?? []);
  // A handler that answers with an object elsewhere gets events of another kind, too: those that keep it warm.
  return whole.length > 0 && whole.length === results.length ? whole : results.flatMap((result) => refusedBody(result) ?? []);
}

function refusedAnswer({ value, at: { path } }: EntryResult): Refused | undefined {
  const kind = value?.kind === 'list' ? 'list' : value && isText(value) ? 'text' : undefined;
  return value && kind && { of: 'answer', kind, at: { path, start: value.start, end: value.end } };
}

function isText(value: Expression): boolean {
  return value.kind === 'string' || value.kind === 'text' || (value.kind === 'call' && value.callee.kind === 'global' && value.callee.path.join('.') === 'JSON.stringify');
}

function refusedBody({ value, at: { path } }: EntryResult): Refused | undefined {
  const body = value && bodyOf(value);
  return body && refusedValue(body, { path, start: body.start, end: body.end });
}

function refusedValue({ kind }: Expression, at: Location): Refused | undefined {
  return kind === 'object' || kind === 'list' ? { of: 'body', kind, at } : undefined;
}

/** Where something is spread into the answer, it may bring a body of its own. */
function bodyOf(value: Expression): Expression | undefined {
  return value.kind === 'object' && value.complete ? value.properties.findLast(({ name }) => name === 'body')?.value : undefined;
}

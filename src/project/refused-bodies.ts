import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { Expression } from '../facts/model.js';
import { returnsAnswer } from './entry-functions.js';
import type { EntryResult } from './entry-functions.js';
import { functions } from './functions.js';
import { grants } from './grants.js';
import { invokedByFunctions } from './invoked-by-functions.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import type { Trigger } from './trigger.js';

/** A `body` in the answer of a handler that its REST API refuses. */
export interface RefusedBody {
  readonly kind: 'object' | 'list';
  readonly trigger: Trigger;
  readonly at: Location;
}

/** Bodies that are no text where the answer goes to REST APIs as it is, and to nobody else. Each once. */
export const refusedBodies = defineAnalysis({
  name: 'refusedBodies',
  requires: { functions, grants },
  run: ({ functions: all, grants: granted }): readonly Owned<RefusedBody>[] => {
    const isInvokedByFunctions = invokedByFunctions(granted);
    return byOwners(all, ({ entries }, fn) => {
      const [entry, other] = entries;
      const [trigger] = fn.triggers;
      if (!entry?.isDirect || other || entry.fact.isDecorated || !returnsAnswer(entry)) return [];
      if (!trigger || !fn.triggers.every(isRestProxy) || isInvokedByFunctions(fn)) return [];
      return entry.results.flatMap((result) => {
        const body = refusedBody(result);
        return body ? [{ ...body, trigger }] : [];
      });
    });
  },
});

/** An HTTP API may make an answer of its own from such a value. */
function isRestProxy({ kind, payloadFormat, isStreaming, isPermissionOnly }: Trigger): boolean {
  return kind === 'apigw-rest' && payloadFormat === '1.0' && !isStreaming && !isPermissionOnly;
}

function refusedBody({ value, at: { path } }: EntryResult): Omit<RefusedBody, 'trigger'> | undefined {
  const body = value && bodyOf(value);
  return body?.kind === 'object' || body?.kind === 'list' ? { kind: body.kind, at: { path, start: body.start, end: body.end } } : undefined;
}

/** Where something is spread into the answer, it may bring a body of its own. */
function bodyOf(value: Expression): Expression | undefined {
  return value.kind === 'object' && value.complete ? value.properties.findLast(({ name }) => name === 'body')?.value : undefined;
}

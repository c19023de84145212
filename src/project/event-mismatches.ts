import { defineAnalysis } from '../analysis.js';
import { EVENT_SHAPES } from '../data/event-shapes.js';
import type { EventShape } from '../data/event-shapes.js';
import type { Location } from '../diagnostic.js';
import type { EventRead } from './entry-functions.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { grants } from './grants.js';
import { isHandedAway } from './handed-away.js';
import { invokedByFunctions } from './invoked-by-functions.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import type { Trigger } from './trigger.js';

/** A read of a member that no event of a function has. */
export interface EventMismatch {
  /** Dotted: `Records.Sns`. */
  readonly member: string;
  readonly trigger: Trigger;
  readonly at: Location;
}

/** Handlers that read the event of another trigger than theirs, and nothing of what theirs send: the first such read. */
export const eventMismatches = defineAnalysis({
  name: 'eventMismatches',
  requires: { functions, grants },
  run: ({ functions: all, grants: granted }): readonly Owned<EventMismatch>[] => {
    const isInvokedByFunctions = invokedByFunctions(granted);
    return byOwners(all, ({ entries, isWhole }, fn) => {
      const [entry, other] = entries;
      const [trigger] = fn.triggers;
      const own = ownShapes(fn);
      if (!entry?.isDirect || other || entry.fact.isDecorated || !isWhole || !trigger || !own || isInvokedByFunctions(fn)) return [];
      // What is done with an event that is handed away is not known.
      if (entry.eventReads.some((read) => read.path.length === 0 && isHandedAway(read))) return [];
      const found = mismatchOf(entry.eventReads, own);
      return found ? [{ ...found, trigger }] : [];
    });
  },
});

/** The shapes of all events that the function gets; undefined where there may be others. */
function ownShapes({ triggers }: LambdaFunction): readonly EventShape[] | undefined {
  const shapes = triggers.map(shapeOf);
  const known = shapes.flatMap((shape) => shape ?? []);
  return known.length === shapes.length ? known : undefined;
}

const APIS = new Set(['apigw-rest', 'apigw-http']);

function shapeOf({ kind, payloadFormat, isPermissionOnly }: Trigger): EventShape | undefined {
  if (isPermissionOnly || (APIS.has(kind) && payloadFormat === undefined)) return undefined;
  return EVENT_SHAPES.find(({ kinds, isFixed }) => isFixed && kinds.includes(kind));
}

function mismatchOf(reads: readonly EventRead[], own: readonly EventShape[]): Pick<EventMismatch, 'member' | 'at'> | undefined {
  const members = new Set(own.flatMap((shape) => shape.members));
  for (const read of reads) {
    const mark = EVENT_SHAPES.flatMap(({ marks }) => marks).find((one) => !members.has(one) && begins(read, one));
    if (mark === undefined) continue;
    // Code that looks at its own events, or copes without the member, serves several triggers.
    const isOfRecord = mark.startsWith(RECORD);
    const knowsOwn = reads.some((other) => [...members].some((member) => member.startsWith(RECORD) === isOfRecord && begins(other, member)));
    const isOptional = reads.some((other) => other.isOptional && begins(other, mark));
    return knowsOwn || isOptional ? undefined : { member: mark.replace('#item.', ''), at: read.at };
  }
  return undefined;
}

const RECORD = 'Records.#item.';

function begins({ path }: EventRead, member: string): boolean {
  return `${path.join('.')}.`.startsWith(`${member}.`);
}

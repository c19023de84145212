import { defineAnalysis } from '../analysis.js';
import type { TriggerKind } from '../data/triggers.js';
import { definitions } from './definitions.js';
import { functionKey } from './files.js';
import { perTemplate } from './per-template.js';
import { plainTriggers } from './plain-triggers.js';
import type { FoundTrigger } from './plain-triggers.js';
import { samTriggers } from './sam-triggers.js';
import { finderOf } from './target-function.js';
import { relocatedTrigger } from './trigger.js';
import type { Trigger } from './trigger.js';

/** The triggers of every function, by `functionKey`: SAM events and plain resources alike, each once. */
export const triggers = defineAnalysis({
  name: 'triggers',
  requires: { definitions },
  run: ({ definitions: templates }): ReadonlyMap<string, readonly Trigger[]> => {
    const found = new Map<string, Candidate[]>();
    for (const template of templates) {
      for (const candidate of candidatesOf(template)) {
        const key = functionKey(candidate.definition);
        const list = found.get(key);
        if (!list) found.set(key, [candidate]);
        else if (!list.some((known) => isSame(known, candidate))) list.push(candidate);
      }
    }
    return new Map([...found].map(([key, list]) => [key, list.map(({ trigger }) => trigger)]));
  },
});

interface Candidate extends FoundTrigger {
  readonly writtenAs: 'event' | 'resource';
}

/** What tells most of a trigger comes first: permissions last. */
const candidatesOf = perTemplate((template): readonly Candidate[] => {
  const { scope, functions } = template;
  const finder = finderOf(template);
  const events = functions.flatMap((definition) => samTriggers(definition).map((trigger): Candidate => ({ definition, trigger, writtenAs: 'event' })));
  const others = scope.template.resources.flatMap((resource) => plainTriggers(scope, resource, finder).map((found): Candidate => ({ ...found, trigger: relocatedTrigger(found.trigger, scope.key, found.definition.scope.key), writtenAs: 'resource' })));
  return [...events, ...others].sort((a, b) => Number(a.trigger.isPermissionOnly) - Number(b.trigger.isPermissionOnly));
});

/** Kinds of which an event names the source: the resource that names the function as well is the same trigger. */
const NAMED_FROM_BOTH_SIDES: ReadonlySet<TriggerKind> = new Set<TriggerKind>(['s3', 'sns', 'sqs', 'dynamodb-streams', 'kinesis', 'cognito', 'cloudwatch-logs']);

function isSame({ trigger: known, writtenAs: knownAs }: Candidate, { trigger: other, writtenAs }: Candidate): boolean {
  // A permission adds nothing where a resource already tells of the kind.
  if (other.isPermissionOnly && writtenAs === 'resource') return principalKind(known.kind) === principalKind(other.kind);
  if (known.kind !== other.kind) return false;
  // So does the event of an API with a definition of its own, once that is read.
  if (other.isPermissionOnly) return !known.isPermissionOnly;
  if (known.at.path === other.at.path && known.at.start === other.at.start) return true;
  return knownAs === 'event' && writtenAs === 'resource' && NAMED_FROM_BOTH_SIDES.has(known.kind) && known.source !== undefined && known.source === other.source;
}

/** Schedules and rules share one principal. */
function principalKind(kind: TriggerKind): TriggerKind {
  return kind === 'eventbridge-schedule' ? 'eventbridge-rule' : kind;
}

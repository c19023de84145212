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
    const found = new Map<string, { readonly triggers: Trigger[]; readonly known: Set<string> }>();
    for (const template of templates) {
      for (const candidate of candidatesOf(template)) {
        const key = functionKey(candidate.definition);
        const { triggers: own, known } = found.get(key) ?? { triggers: [], known: new Set<string>() };
        if (sayingsSame(candidate).some((saying) => known.has(saying))) continue;
        own.push(candidate.trigger);
        for (const saying of sayingsOf(candidate)) known.add(saying);
        found.set(key, { triggers: own, known });
      }
    }
    return new Map([...found].map(([key, { triggers: own }]) => [key, own]));
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

/** What a trigger says of itself: a later one that is the same is known by it. */
function sayingsOf({ trigger: { kind, at, source, isPermissionOnly }, writtenAs }: Candidate): readonly string[] {
  const named = writtenAs === 'event' && NAMED_FROM_BOTH_SIDES.has(kind) && source !== undefined ? [`source ${kind} ${source}`] : [];
  return [`principal ${principalKind(kind)}`, ...(isPermissionOnly ? [] : [`kind ${kind}`]), `at ${kind} ${at.path}:${at.start}`, ...named];
}

/** Any of these, said by an earlier one, makes it the same. */
function sayingsSame({ trigger: { kind, at, source, isPermissionOnly }, writtenAs }: Candidate): readonly string[] {
  // A permission adds nothing where a resource already tells of the kind.
  if (isPermissionOnly && writtenAs === 'resource') return [`principal ${principalKind(kind)}`];
  // So does the event of an API with a definition of its own, once that is read.
  if (isPermissionOnly) return [`kind ${kind}`];
  return [`at ${kind} ${at.path}:${at.start}`, ...(writtenAs === 'resource' && source !== undefined ? [`source ${kind} ${source}`] : [])];
}

/** Schedules and rules share one principal. */
function principalKind(kind: TriggerKind): TriggerKind {
  return kind === 'eventbridge-schedule' ? 'eventbridge-rule' : kind;
}

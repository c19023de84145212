import { logLoops } from '../../src/project/log-loops.js';
import { recursions } from '../../src/project/recursions.js';
import type { Recursion } from '../../src/project/recursions.js';
import { functionNames } from '../../src/project/shared-values.js';
import { TRIGGER_NAMES } from '../../src/project/trigger.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'recursive-trigger',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  docs: {
    summary: 'Function writes to what triggers it, directly or by way of other functions.',
    rationale: 'Every run causes the next one. Lambda stops loops over SQS, SNS, S3 and direct invocation after about 16 rounds, and drops the event; loops over DynamoDB and Kinesis streams and EventBridge run, and are billed, until somebody notices.',
    remedy: 'Write to another bucket, queue, topic, table or stream, or filter the events so that the own ones do not arrive: a prefix, `FilterCriteria`.',
    silentWhen: [
      'a run may pass the write by: it stands under a test, behind an early return, in a clause that catches',
      'a filter stops the own events, or may: `FilterCriteria`, a filter policy, a pattern of a log subscription, a pattern that looks at more than source and type',
      'what is written to cannot be told',
      "a table's item is written under a condition, or may be left as it is",
      'the template allows the loop: `RecursiveLoop: Allow`',
    ],
    references: [
      'https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html',
    ],
  },
  messages: {
    writes: "Each run of {functions} writes to '{source}' here, which invokes it again ({kind}).",
    puts: "Each run of {functions} puts an event here that '{source}' hands to it again.",
    invokes: 'Each run of {functions} invokes the function itself again here.',
    logs: "Each run of function '{fn}' writes to its own log, and '{source}' hands every line of that to it again.",
    circle: "Each run of {functions} brings function '{next}' an event here, and each run of that one leads back ({way}).",
    trigger: "'{source}' invokes function '{fn}' because of this.",
    next: "Function '{fn}' goes on to '{source}' here.",
  },
  requires: { recursions, logLoops },

  *check({ recursions: all, logLoops: loops }) {
    for (const { fn, source, at } of loops) yield { message: 'logs', data: { fn: fn.logicalId, source }, at, function: fn.logicalId };
    for (const [first, ...others] of byCallPlace(all)) {
      if (!first) continue;
      const [{ from, to, source, how, trigger, call: { at } }, ...rest] = first;
      const group = [first, ...others];
      const base = { at, ...(others.length === 0 ? { function: from.logicalId } : {}) };
      const functions = functionNames(group.map(([one]) => one.from));
      if (rest.length > 0) {
        yield {
          message: 'circle',
          data: { functions, next: to.logicalId, way: [from, ...rest.map((edge) => edge.from), from].map(({ logicalId }) => logicalId).join(' -> ') },
          ...base,
          related: [first[0], ...rest].flatMap((edge, index) => [
            ...(index > 0 ? [{ message: 'next' as const, data: { source: edge.source, fn: edge.from.logicalId }, at: edge.call.at, step: true as const }] : []),
            ...edge.places.map((place) => ({ message: 'trigger' as const, data: { source: edge.source, fn: edge.to.logicalId }, at: place, step: true as const })),
          ]),
        };
        continue;
      }
      const related = group.flatMap(([one]) => one.places.map((place) => ({ message: 'trigger' as const, data: { source: one.source, fn: one.from.logicalId }, at: place })));
      if (how === 'invokes') yield { message: 'invokes', data: { functions }, ...base };
      else if (how === 'puts') yield { message: 'puts', data: { functions, source }, ...base, related };
      else yield { message: 'writes', data: { functions, source, kind: trigger ? (TRIGGER_NAMES.get(trigger.kind) ?? trigger.kind) : '' }, ...base, related };
    }
  },
});

/** Several functions may share the code. */
function byCallPlace(all: readonly Recursion[]): readonly (readonly Recursion[])[] {
  const groups = new Map<string, Recursion[]>();
  for (const one of all) {
    const [{ call: { at }, source }, next] = one;
    const key = `${at.path}:${at.start}:${source}:${next?.from.key ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

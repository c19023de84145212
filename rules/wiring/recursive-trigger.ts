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
    summary: 'Function writes to what triggers it.',
    rationale: 'Every run causes the next one. Lambda stops loops over SQS, SNS, S3 and direct invocation after about 16 rounds, and drops the event; loops over DynamoDB and Kinesis streams run, and are billed, until somebody notices.',
    remedy: 'Write to another bucket, queue, topic, table or stream, or filter the events so that the own ones do not arrive: a prefix, `FilterCriteria`.',
    silentWhen: [
      'a run may pass the write by: it stands under a test, behind an early return, in a clause that catches',
      'a filter stops the own events, or may',
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
    invokes: 'Each run of {functions} invokes the function itself again here.',
    trigger: "'{source}' invokes function '{fn}' because of this.",
  },
  requires: { recursions },

  *check({ recursions: all }) {
    for (const [first, ...others] of byCallPlace(all)) {
      if (!first) continue;
      const { at, loop, fn } = first;
      const group = [first, ...others];
      const base = { at, ...(others.length === 0 ? { function: fn.logicalId } : {}) };
      const names = functionNames(group.map((one) => one.fn));
      if (!loop) yield { message: 'invokes', data: { functions: names }, ...base };
      else {
        yield {
          message: 'writes',
          data: { functions: names, source: loop.source, kind: TRIGGER_NAMES.get(loop.trigger.kind) ?? loop.trigger.kind },
          ...base,
          related: group.flatMap((one) => (one.loop ? [{ message: 'trigger' as const, data: { source: one.loop.source, fn: one.fn.logicalId }, at: one.loop.trigger.at }] : [])),
        };
      }
    }
  },
});

/** Several functions may share the code. */
function byCallPlace(all: readonly Recursion[]): readonly (readonly Recursion[])[] {
  const groups = new Map<string, Recursion[]>();
  for (const one of all) {
    const key = `${one.at.path}:${one.at.start}:${one.loop?.source ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

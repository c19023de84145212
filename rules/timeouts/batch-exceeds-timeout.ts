import { batchBudgets } from '../../src/project/batch-budgets.js';
import type { BatchBudget } from '../../src/project/batch-budgets.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'batch-exceeds-timeout',
  severity: 'warning',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Requests for the records of a batch, one after the other, may take longer than the function runs.',
    rationale: 'When the other side is slow, Lambda ends the function in the middle of the batch: all records are delivered again, also those that were done, and again meet the same limit.',
    remedy: 'Lower the batch size or the timeout of the request, raise that of the function, or send the requests at the same time.',
    silentWhen: [
      'the mapping states no `BatchSize`, or a timeout is not known before deployment',
      'the requests may run at the same time, as in a function given to `map`',
      'a run may pass the request by, or leave the loop early',
      'the timeout belongs to a client, not to the request',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html'],
  },
  messages: {
    longer: "'{name}' may wait {seconds} s for each of {size} records, {total} s in all, but function '{fn}' ends after {timeout} s.",
    batch: 'A batch has up to {size} records.',
    ended: "Function '{fn}' ends after {timeout} s.",
  },
  requires: { batchBudgets },

  *check({ batchBudgets: all }) {
    for (const group of byPlace(all)) {
      const [{ fn, name, requestSeconds: seconds, batchSize: size, batchAt, timeoutSeconds: timeout, at }, ...others] = group;
      yield {
        message: 'longer',
        data: { name, seconds, size, total: seconds * size, fn: fn.logicalId, timeout },
        at,
        related: [
          { message: 'batch', data: { size }, at: batchAt },
          ...group.map((one) => ({ message: 'ended' as const, data: { fn: one.fn.logicalId, timeout: one.timeoutSeconds }, at: one.fn.timeout.at })),
        ],
        ...(others.length === 0 ? { function: fn.logicalId } : {}),
      };
    }
  },
});

/** Several functions may share the code: the one that lacks most time comes first. */
function byPlace(all: readonly BatchBudget[]): readonly (readonly [BatchBudget, ...BatchBudget[]])[] {
  const groups = new Map<string, [BatchBudget, ...BatchBudget[]]>();
  for (const one of [...all].sort((a, b) => excess(b) - excess(a))) {
    const key = `${one.at.path}:${one.at.start}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

function excess({ requestSeconds, batchSize, timeoutSeconds }: BatchBudget): number {
  return requestSeconds * batchSize - timeoutSeconds;
}

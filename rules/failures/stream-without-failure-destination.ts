import type { TriggerKind } from '../../src/data/triggers.js';
import { TRIGGERS } from '../../src/data/triggers.js';
import { asynchronousTargets } from '../../src/project/asynchronous-targets.js';
import { functions } from '../../src/project/functions.js';
import { TRIGGER_NAMES } from '../../src/project/trigger.js';
import type { MappingSettings } from '../../src/project/trigger.js';
import type { Resolved } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

const WITH_DESTINATION: ReadonlySet<TriggerKind> = new Set(TRIGGERS.flatMap(({ kind, failure }) => (failure.esmOnFailure ? [kind] : [])));

export default defineRule({
  id: 'stream-without-failure-destination',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'Stream mapping loses records that keep failing, or is blocked by them.',
    rationale: 'Lambda tries a failed batch again until its records expire and meanwhile reads nothing else from the shard or partition; with a limit on retries or age it drops the batch, and without a failure destination nobody learns which records were lost.',
    remedy: 'Set `DestinationConfig.OnFailure` on the mapping, with `MaximumRetryAttempts` and `BisectBatchOnFunctionError` so that one bad record does not hold up the others.',
    silentWhen: [
      'the source is a queue, an Amazon MQ broker or DocumentDB, whose mappings take no failure destination',
      'the mapping is switched off',
      'the destination is not known before deployment',
      'the mapping reads Kafka as a share group (`ConsumptionMode`)',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-errors.html', 'https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html', 'https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html'],
  },
  messages: {
    blocked: "Mapping '{name}' ({kind}) is held up by records that function '{fn}' keeps failing on until they expire, and then loses them.",
    lost: "Mapping '{name}' ({kind}) drops records that function '{fn}' keeps failing on{limit}, and no failure destination takes them.",
    fn: "Function '{fn}' reads the stream.",
    asynchronous: "Here goes what function '{fn}' fails on when it is invoked asynchronously, but nothing of a stream.",
  },
  requires: { functions },

  *check({ functions: all }) {
    for (const fn of all) {
      for (const { kind, name, at, mapping, isEnabled } of fn.triggers) {
        if (!mapping || !isEnabled || !WITH_DESTINATION.has(kind)) continue;
        if (mapping.onFailure.state !== 'absent' || mapping.consumptionMode.state !== 'absent') continue;
        const data = { kind: TRIGGER_NAMES.get(kind) ?? kind, name, fn: fn.logicalId };
        const owner = { fn: fn.logicalId };
        const related = [{ message: 'fn' as const, data: owner, at: fn.at }, ...asynchronousTargets(fn).map((place) => ({ message: 'asynchronous' as const, data: owner, at: place }))];
        const base = { at, related, function: fn.logicalId };
        if (isEndless(mapping.retryAttempts) && isEndless(mapping.recordAgeSeconds)) yield { message: 'blocked', data, ...base };
        else yield { message: 'lost', data: { ...data, limit: limitWords(mapping) }, ...base };
      }
    }
  },
});

/** Left out and -1 mean the same: until the record expires. */
function isEndless(setting: Resolved<number>): boolean {
  return setting.state === 'absent' || (setting.state === 'known' && setting.value === -1);
}

function limitWords({ retryAttempts, recordAgeSeconds }: MappingSettings): string {
  if (retryAttempts.state === 'known' && retryAttempts.value >= 0) return retryAttempts.value === 1 ? ' after 1 retry' : ` after ${retryAttempts.value} retries`;
  return recordAgeSeconds.state === 'known' && recordAgeSeconds.value >= 0 ? ` once they are ${recordAgeSeconds.value} s old` : '';
}

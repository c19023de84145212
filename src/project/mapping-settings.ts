import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import { member } from './evaluate.js';
import { booleanOf, destinationOf, listOf, numberOf, stringOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';
import type { MappingSettings } from './trigger.js';

/** Settings of an event source mapping, from a SAM event or an `AWS::Lambda::EventSourceMapping`: the names are the same. */
export function mappingSettings(scope: TemplateScope, properties: TemplateValue | undefined, owner: Location): MappingSettings {
  const number = (...keys: readonly string[]): Resolved<number> => numberOf(scope, member(scope, properties, ...keys), owner);
  return {
    batchSize: number('BatchSize'),
    batchingWindowSeconds: number('MaximumBatchingWindowInSeconds'),
    parallelizationFactor: number('ParallelizationFactor'),
    tumblingWindowSeconds: number('TumblingWindowInSeconds'),
    retryAttempts: number('MaximumRetryAttempts'),
    recordAgeSeconds: number('MaximumRecordAgeInSeconds'),
    maximumConcurrency: number('ScalingConfig', 'MaximumConcurrency'),
    onFailure: destinationOf(scope, member(scope, properties, 'DestinationConfig', 'OnFailure'), 'Destination', owner),
    reportsBatchFailures: reportsBatchFailures(scope, member(scope, properties, 'FunctionResponseTypes'), owner),
    consumptionMode: stringOf(scope, member(scope, properties, 'ConsumptionMode'), owner),
  };
}

/** At the response type itself, where it is among those declared. */
function reportsBatchFailures(scope: TemplateScope, types: TemplateValue | undefined, owner: Location): Resolved<boolean> {
  const list = listOf(scope, types, owner);
  if (list.state === 'absent') return list;
  if (list.state === 'unknown') return { state: 'unknown', reason: list.reason, at: list.at };
  const items = list.value.items.map((item) => stringOf(scope, item, owner));
  const declared = items.find((item) => known(item) === 'ReportBatchItemFailures');
  if (declared) return { state: 'known', value: true, at: declared.at };
  const open = items.find(({ state }) => state === 'unknown');
  return open?.state === 'unknown' ? { state: 'unknown', reason: open.reason, at: open.at } : { state: 'known', value: false, at: list.at };
}

/** Certainly disabled: `Enabled: false`, `State: DISABLED`, a stopped pipe. */
export function isSwitchedOff(scope: TemplateScope, properties: TemplateValue | undefined, owner: Location): boolean {
  const text = (key: string): string | undefined => known(stringOf(scope, member(scope, properties, key), owner));
  return known(booleanOf(scope, member(scope, properties, 'Enabled'), owner)) === false || text('State') === 'DISABLED' || text('DesiredState') === 'STOPPED';
}

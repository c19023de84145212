import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import { member } from './evaluate.js';
import { booleanOf, destinationOf, numberOf, stringOf } from './read-value.js';
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
    consumptionMode: stringOf(scope, member(scope, properties, 'ConsumptionMode'), owner),
  };
}

/** Certainly disabled: `Enabled: false`, `State: DISABLED`, a stopped pipe. */
export function isSwitchedOff(scope: TemplateScope, properties: TemplateValue | undefined, owner: Location): boolean {
  const text = (key: string): string | undefined => known(stringOf(scope, member(scope, properties, key), owner));
  return known(booleanOf(scope, member(scope, properties, 'Enabled'), owner)) === false || text('State') === 'DISABLED' || text('DesiredState') === 'STOPPED';
}

import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { definitions } from './definitions.js';
import { mayBeAbsent, member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { keyAt } from './property-key.js';

/** A property that SAM refuses beside a capacity provider, or without one. */
export interface CapacityConflict {
  readonly fn: string;
  readonly fnAt: Location;
  readonly setting: string;
  /** Its key, in the function or in Globals. */
  readonly at: Location;
  /** The key of `CapacityProviderConfig`; undefined where that is what is missing. */
  readonly providerAt: Location | undefined;
}

const EXCLUDED = ['VpcConfig', 'ProvisionedConcurrencyConfig'] as const;

/** Source: aws/serverless-application-model samtranslator/model/sam_resources.py, `__validation_rules__`. */
export const capacityConflicts = defineAnalysis({
  name: 'capacityConflicts',
  requires: { definitions },
  run: ({ definitions: templates }): readonly CapacityConflict[] => templates.flatMap(({ functions }) => functions.flatMap(conflictsOf)),
});

function conflictsOf(definition: FunctionDefinition): readonly CapacityConflict[] {
  const { type, scope, properties, logicalId: fn, at: fnAt } = definition;
  if (type !== 'AWS::Serverless::Function') return [];
  const setAt = (setting: string): Location | undefined => (mayBeAbsent(scope, member(scope, properties, setting)) ? undefined : keyAt(scope, properties, setting));
  const providerAt = setAt('CapacityProviderConfig');
  const settings = providerAt ? EXCLUDED : member(scope, properties, 'CapacityProviderConfig') ? [] : (['FunctionScalingConfig'] as const);
  return settings.flatMap((setting): readonly CapacityConflict[] => {
    const at = setAt(setting);
    return at ? [{ fn, fnAt, setting, at, providerAt }] : [];
  });
}

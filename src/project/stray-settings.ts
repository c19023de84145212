import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { possibilities } from '../resolved.js';
import { definitions } from './definitions.js';
import { evaluate, mayBeAbsent, member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { keyAt } from './property-key.js';
import { qualifier } from './shared-values.js';

/** A property that a function has and must not have. */
export interface StraySetting {
  readonly setting: string;
  /** Its key, in the function or in Globals. */
  readonly at: Location;
  readonly isInherited: boolean;
}

export interface StraySettings {
  readonly fn: string;
  readonly at: Location;
  /** Words for the branch in which it runs an image, with a leading blank. */
  readonly when: string;
  /** In the order written, one at least. */
  readonly settings: readonly StraySetting[];
}

const OF_ZIP = ['Runtime', 'Handler', 'Layers'] as const;

/** Properties of zip packages on functions that run a container image. Source: facts/sam-facts.json, `function.rules`. */
export const zipSettingsOfImages = defineAnalysis({
  name: 'zipSettingsOfImages',
  requires: { definitions },
  run: ({ definitions: templates }): readonly StraySettings[] => templates.flatMap(({ functions }) => functions.flatMap(straySettings)),
});

function straySettings(definition: FunctionDefinition): readonly StraySettings[] {
  const { logicalId, at, scope, properties, packageType } = definition;
  const image = possibilities(packageType).find(({ value }) => value === 'Image');
  if (!image) return [];
  const settings = OF_ZIP.flatMap((setting): readonly StraySetting[] => {
    const key = keyAt(scope, properties, setting);
    return key && isCertainlySet(definition, setting) ? [{ setting, at: key, isInherited: isOutside(definition, key) }] : [];
  });
  const inOrder = [...settings].sort((a, b) => a.at.start - b.at.start);
  return inOrder.length === 0 ? [] : [{ fn: logicalId, at, when: qualifier(image), settings: inOrder }];
}

/** An empty list of layers is none. */
function isCertainlySet({ scope, properties, at }: FunctionDefinition, setting: string): boolean {
  const written = member(scope, properties, setting);
  const value = evaluate(scope, written, at);
  return !mayBeAbsent(scope, written) && !(value.state === 'known' && value.value.kind === 'list' && value.value.items.length === 0);
}

function isOutside({ scope, logicalId }: FunctionDefinition, { start }: Location): boolean {
  const whole = scope.resources.get(logicalId)?.whole;
  return whole !== undefined && (start < whole.start || start > whole.end);
}

import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { makerOf } from './cdk.js';
import { definitions } from './definitions.js';
import { isFunction } from './function-definition.js';
import { perTemplate } from './per-template.js';

/** A function that a template defines and that nothing is said about. */
export interface LeftOutFunction {
  readonly logicalId: string;
  readonly template: string;
  readonly at: Location;
  readonly reason: string;
}

/** The functions of the project that are not vetted, with why. */
export const leftOutFunctions = defineAnalysis({
  name: 'leftOutFunctions',
  requires: { definitions },
  run: ({ definitions: templates }): readonly LeftOutFunction[] => templates.flatMap(leftOutOf),
});

const leftOutOf = perTemplate(({ scope, functions }): readonly LeftOutFunction[] => {
  const vetted = new Set(functions.map(({ logicalId }) => logicalId));
  const others = [...scope.resources.values()].filter((resource) => isFunction(resource) && !vetted.has(resource.logicalId));
  return others.map((resource): LeftOutFunction => {
    const maker = makerOf(resource, scope.template);
    const reason = maker !== undefined ? `${maker} makes it` : `its condition '${resource.condition ?? ''}' never holds`;
    return { logicalId: resource.logicalId, template: scope.template.path, at: scope.at(resource.key), reason };
  });
});

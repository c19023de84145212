import { defineAnalysis } from '../analysis.js';
import { definitions } from './definitions.js';
import { functionKey } from './files.js';
import type { FunctionDefinition } from './function-definition.js';
import { plainTriggers } from './plain-triggers.js';
import { samTriggers } from './sam-triggers.js';
import { createFunctionFinder } from './target-function.js';
import type { Trigger } from './trigger.js';

/** The triggers of every function, by `functionKey`: SAM events and plain resources alike. */
export const triggers = defineAnalysis({
  name: 'triggers',
  requires: { definitions },
  run: ({ definitions: templates }): ReadonlyMap<string, readonly Trigger[]> => {
    const found = new Map<string, Trigger[]>();
    const add = (definition: FunctionDefinition, trigger: Trigger): void => {
      const key = functionKey(definition);
      const list = found.get(key) ?? [];
      // A permission adds nothing where a resource already tells of the kind.
      if (trigger.isPermissionOnly && list.some(({ kind }) => sameSource(kind, trigger.kind))) return;
      found.set(key, [...list, trigger]);
    };
    for (const { scope, functions } of templates) {
      const finder = createFunctionFinder(scope, functions);
      for (const definition of functions) for (const trigger of samTriggers(definition)) add(definition, trigger);
      const others = scope.template.resources.flatMap((resource) => plainTriggers(scope, resource, finder));
      const order = [...others].sort((a, b) => Number(a.trigger.isPermissionOnly) - Number(b.trigger.isPermissionOnly));
      for (const { definition, trigger } of order) add(definition, trigger);
    }
    return found;
  },
});

/** Schedules and rules share one principal. */
function sameSource(a: Trigger['kind'], b: Trigger['kind']): boolean {
  const principal = (kind: Trigger['kind']): string => (kind === 'eventbridge-schedule' ? 'eventbridge-rule' : kind);
  return principal(a) === principal(b);
}

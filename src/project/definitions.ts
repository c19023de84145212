import { defineAnalysis } from '../analysis.js';
import { files } from './files.js';
import { defineFunction, isFunction } from './function-definition.js';
import type { FunctionDefinition } from './function-definition.js';
import { createScope } from './template-scope.js';
import type { TemplateScope } from './template-scope.js';

/** A template with the functions that it defines, in the order written. */
export interface TemplateDefinitions {
  readonly scope: TemplateScope;
  readonly functions: readonly FunctionDefinition[];
}

export function defineAll(scope: TemplateScope): readonly FunctionDefinition[] {
  return scope.template.resources.filter(isFunction).map((resource) => defineFunction(scope, resource));
}

/** Every template of the project with the functions it defines. */
export const definitions = defineAnalysis({
  name: 'definitions',
  requires: { files },
  run: ({ files: { templates } }): readonly TemplateDefinitions[] =>
    templates.map((template) => {
      const scope = createScope(template);
      return { scope, functions: defineAll(scope) };
    }),
});

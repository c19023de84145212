import { defineAnalysis } from '../analysis.js';
import type { TemplateFacts } from '../facts/model.js';
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

const known = new WeakMap<TemplateFacts, TemplateDefinitions>();

/** The functions of a template. Facts never change, so what follows from them alone is worked out once. */
export function defineTemplate(template: TemplateFacts): TemplateDefinitions {
  const done = known.get(template);
  if (done) return done;
  const scope = createScope(template);
  const defined = { scope, functions: template.resources.filter(isFunction).map((resource) => defineFunction(scope, resource)) };
  known.set(template, defined);
  return defined;
}

/** Every template of the project with the functions it defines. */
export const definitions = defineAnalysis({
  name: 'definitions',
  requires: { files },
  run: ({ files: { templates } }): readonly TemplateDefinitions[] => templates.map(defineTemplate),
});

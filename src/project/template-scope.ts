import type { Location } from '../diagnostic.js';
import type { ParameterFact, ResourceFact, Span, TemplateFacts } from '../facts/model.js';
import type { Resolved } from '../resolved.js';
import type { Evaluated } from './evaluate.js';

/** One template with what its expressions may refer to. */
export interface TemplateScope {
  readonly template: TemplateFacts;
  readonly parameters: ReadonlyMap<string, ParameterFact>;
  readonly resources: ReadonlyMap<string, ResourceFact>;
  /** Values that parameters get from outside: a parent stack, an environment of samconfig. They beat the defaults. */
  readonly given: ReadonlyMap<string, Resolved<Evaluated>>;
  /** The span as a location in this template. */
  at(span: Span): Location;
}

export function createScope(template: TemplateFacts, given: TemplateScope['given'] = new Map()): TemplateScope {
  return {
    template,
    given,
    parameters: new Map(template.parameters.map((parameter) => [parameter.name, parameter])),
    resources: new Map(template.resources.map((resource) => [resource.logicalId, resource])),
    at: ({ start, end }) => ({ path: template.path, start, end }),
  };
}

import type { Location } from '../diagnostic.js';
import type { ParameterFact, ResourceFact, Span, TemplateFacts } from '../facts/model.js';
import type { Resolved } from '../resolved.js';
import { withoutFramework } from './cdk.js';
import { bothWords, branchWords } from './condition-words.js';
import { createConditions } from './conditions.js';
import type { Conditions } from './conditions.js';
import { plainText } from './evaluated.js';
import type { Evaluated } from './evaluated.js';
import { createLimitLog } from './limits-reached.js';
import type { LimitLog } from './limits-reached.js';
import { logicalIdOf, stackOf } from './resource-id.js';

/** One template with what its expressions may refer to. */
export interface TemplateScope {
  /** Without the resources of CDK's framework and those that are never deployed: rules do not see them, references still find them. */
  readonly template: TemplateFacts;
  readonly parameters: ReadonlyMap<string, ParameterFact>;
  readonly resources: ReadonlyMap<string, ResourceFact>;
  /** Values that parameters get from outside: a parent stack, an environment of samconfig. They beat the defaults. */
  readonly given: Pick<ReadonlyMap<string, Resolved<Evaluated>>, 'get'>;
  /** Tells this deployment of the template from others of the same: its path, and the way from the outermost stack. */
  readonly key: string;
  /** What an output of a nested stack comes to; undefined for one whose template is not there. */
  outputOf(logicalId: string, name: string): Resolved<Evaluated> | undefined;
  /** What another stack of the project exports under a name; undefined where none does, or more than one. */
  importOf(name: string): Resolved<Evaluated> | undefined;
  /** A resource with the scope that its properties are read in; of another stack too, where the id names one. */
  locate(id: string): LocatedResource | undefined;
  /** Paths of a CDK assembly, from the folder of the template, by the hash that `Code` and `TemplateURL` name. */
  readonly assets: ReadonlyMap<string, string>;
  /** What is known of the template's conditions, under the values that its parameters are given. */
  readonly conditions: Conditions;
  /** Words for what is supposed of everything in this scope: the condition of the resource that is looked at. */
  readonly within: string | undefined;
  /** Where evaluation notes that it left something out. */
  readonly limits: LimitLog;
  /** The span as a location in this template. */
  at(span: Span): Location;
}

export interface LocatedResource {
  readonly scope: TemplateScope;
  readonly resource: ResourceFact;
}

/** What a template has around it beside the values it is given. */
export interface Surroundings extends Partial<Pick<TemplateScope, 'assets' | 'key' | 'outputOf' | 'importOf'>> {
  /** The scopes of the stacks around it, by their keys. */
  readonly scopeOf?: (key: string) => TemplateScope | undefined;
}

export function createScope(template: TemplateFacts, given: TemplateScope['given'] = new Map(), { assets = new Map(), key = template.path, outputOf = () => undefined, importOf = () => undefined, scopeOf = () => undefined }: Surroundings = {}): TemplateScope {
  // Worked out when asked for: what other stacks give is not known before all are there.
  let conditions: Conditions | undefined;
  let deployed: TemplateFacts | undefined;
  const conditionsOf = (): Conditions => (conditions ??= createConditions(template, (name) => plainText(certain(given.get(name)))));
  const scope: TemplateScope = {
    assets,
    key,
    outputOf,
    importOf,
    given,
    within: undefined,
    limits: createLimitLog(),
    get conditions() {
      return conditionsOf();
    },
    get template() {
      return (deployed ??= withoutNeverDeployed(withoutFramework(template), conditionsOf));
    },
    parameters: new Map(template.parameters.map((parameter) => [parameter.name, parameter])),
    resources: new Map(template.resources.map((resource) => [resource.logicalId, resource])),
    locate(id) {
      const stack = stackOf(id);
      const where = stack === undefined ? scope : scopeOf(stack);
      const resource = where?.resources.get(logicalIdOf(id));
      return where && resource && { scope: where, resource };
    },
    at: ({ start, end, file = template.path }) => ({ path: file, start, end }),
  };
  return scope;
}

/** What a parent stack has by default only may be anything, as a default of the template itself. */
function certain(given: Resolved<Evaluated> | undefined): Resolved<Evaluated> {
  return given?.state === 'known' && !given.when?.startsWith('by default') ? given : NOT_GIVEN;
}

const NOT_GIVEN: Resolved<Evaluated> = { state: 'absent', at: { path: '', start: 0, end: 0 } };

/** Leaves out resources with a condition that is false whatever the parameters are. */
function withoutNeverDeployed(template: TemplateFacts, conditions: () => Conditions): TemplateFacts {
  const isDeployed = ({ condition }: ResourceFact): boolean => condition === undefined || conditions().canHold(branchWords(condition, true));
  return template.resources.every(isDeployed) ? template : { ...template, resources: template.resources.filter(isDeployed) };
}

/** The scope for what a resource says: its own condition holds. */
export function scopeWithin(scope: TemplateScope, { condition }: Pick<ResourceFact, 'condition'>): TemplateScope {
  return condition === undefined ? scope : { ...scope, within: branchWords(condition, true) };
}

/** The scope for what stands in a branch: what the words suppose holds there, too. */
export function scopeUnder(scope: TemplateScope, words: string | undefined): TemplateScope {
  return words === undefined ? scope : { ...scope, within: bothWords(scope.within, words) };
}

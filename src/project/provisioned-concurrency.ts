import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import { evaluate, member } from './evaluate.js';
import { perTemplate } from './per-template.js';
import { publishesItself } from './published-versions.js';
import { stringOf } from './read-value.js';
import { finderOf } from './target-function.js';
import type { TemplateScope } from './template-scope.js';

/** Provisioned concurrency as a template asks for it. */
export interface ProvisionedConcurrency {
  /** The number, else the logical id of what has it. */
  readonly at: Location;
  readonly owner: string;
  readonly ownerAt: Location;
  /** A SAM function has an alias of its own, and an alias a version; without, it is the unpublished code, which cannot have any. */
  readonly target: 'published' | 'unpublished-function' | 'latest-alias' | 'unknown';
  /** Logical id of the function, where the template defines it. */
  readonly fn: string | undefined;
}

/** Where the project asks for provisioned concurrency. */
export const provisionedConcurrency = defineAnalysis({
  name: 'provisionedConcurrency',
  requires: { definitions },
  run: ({ definitions: templates }): readonly ProvisionedConcurrency[] => templates.flatMap(requestsIn),
});

const requestsIn = perTemplate((template): readonly ProvisionedConcurrency[] => [...ofFunctions(template), ...ofAliases(template)]);

function ofFunctions({ functions }: TemplateDefinitions): readonly ProvisionedConcurrency[] {
  return functions.flatMap((definition): readonly ProvisionedConcurrency[] => {
    const { type, scope, logicalId, at: ownerAt, properties } = definition;
    const at = type === 'AWS::Serverless::Function' ? requestAt(scope, properties, ownerAt) : undefined;
    return at ? [{ at, owner: logicalId, ownerAt, fn: logicalId, target: publishesItself(definition) ? 'published' : 'unpublished-function' }] : [];
  });
}

function ofAliases(template: TemplateDefinitions): readonly ProvisionedConcurrency[] {
  const { scope } = template;
  const finder = finderOf(template);
  return scope.template.resources.flatMap(({ type, logicalId, key, properties }): readonly ProvisionedConcurrency[] => {
    const ownerAt = scope.at(key);
    const at = type === 'AWS::Lambda::Alias' ? requestAt(scope, properties, ownerAt) : undefined;
    if (!at) return [];
    const version = stringOf(scope, member(scope, properties, 'FunctionVersion'), ownerAt);
    const target = version.state !== 'known' ? 'unknown' : version.value === '$LATEST' ? 'latest-alias' : 'published';
    return [{ at, owner: logicalId, ownerAt, fn: finder.find(member(scope, properties, 'FunctionName'))?.logicalId, target }];
  });
}

/** Undefined where none is asked for, or only on a condition. */
function requestAt(scope: TemplateScope, properties: TemplateValue | undefined, owner: Location): Location | undefined {
  const config = member(scope, properties, 'ProvisionedConcurrencyConfig');
  if (!known(evaluate(scope, config, owner))) return undefined;
  const number = member(scope, config, 'ProvisionedConcurrentExecutions');
  return number ? scope.at(number) : owner;
}

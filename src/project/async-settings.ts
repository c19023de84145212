import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import type { Resolved } from '../resolved.js';
import { definitions } from './definitions.js';
import { member } from './evaluate.js';
import { functionKey } from './files.js';
import type { FunctionDefinition } from './function-definition.js';
import { numberOf } from './read-value.js';
import { finderOf } from './target-function.js';
import type { TemplateScope } from './template-scope.js';

/** How a function's asynchronous events are retried, as one place of a template sets it. */
export interface AsyncSettings {
  /** The function with `EventInvokeConfig`, or the resource of that type. */
  readonly owner: string;
  readonly at: Location;
  /** Logical id of the function, where the template defines it. */
  readonly fn: string | undefined;
  /** Its `functionKey`. */
  readonly key: string | undefined;
  readonly retryAttempts: Resolved<number>;
  readonly eventAgeSeconds: Resolved<number>;
}

/** Every `EventInvokeConfig` of the project: of SAM functions, and resources of their own. */
export const asyncSettings = defineAnalysis({
  name: 'asyncSettings',
  requires: { definitions },
  run: ({ definitions: templates }): readonly AsyncSettings[] =>
    templates.flatMap((template) => {
      const { scope, functions } = template;
      const serverless = functions.filter(({ type }) => type === 'AWS::Serverless::Function');
      const finder = finderOf(template);
      const resources = scope.template.resources.filter(({ type }) => type === 'AWS::Lambda::EventInvokeConfig');
      return [
        ...serverless.map((definition) => ({ owner: definition.logicalId, at: definition.at, ...named(definition), ...settings(scope, member(scope, definition.properties, 'EventInvokeConfig'), definition.at) })),
        ...resources.map(({ logicalId, key, properties }) => ({
          owner: logicalId,
          at: scope.at(key),
          ...named(finder.findAnywhere(member(scope, properties, 'FunctionName'))),
          ...settings(scope, properties, scope.at(key)),
        })),
      ];
    }),
});

function named(definition: FunctionDefinition | undefined): Pick<AsyncSettings, 'fn' | 'key'> {
  return { fn: definition?.logicalId, key: definition && functionKey(definition) };
}

function settings(scope: TemplateScope, config: TemplateValue | undefined, at: Location): Pick<AsyncSettings, 'retryAttempts' | 'eventAgeSeconds'> {
  return {
    retryAttempts: numberOf(scope, member(scope, config, 'MaximumRetryAttempts'), at),
    eventAgeSeconds: numberOf(scope, member(scope, config, 'MaximumEventAgeInSeconds'), at),
  };
}

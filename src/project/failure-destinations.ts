import { defineAnalysis } from '../analysis.js';
import { mapResolved } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import { member } from './evaluate.js';
import { functionKey } from './files.js';
import type { FunctionDefinition } from './function-definition.js';
import { destinationOf, textOf } from './read-value.js';
import { finderOf } from './target-function.js';
import { relocated } from './text.js';
import type { Text } from './text.js';

/** Where failed asynchronous invocations of a function go, by `functionKey`; a function without is not in it. */
export const failureDestinations = defineAnalysis({
  name: 'failureDestinations',
  requires: { definitions },
  run: ({ definitions: templates }): ReadonlyMap<string, Resolved<Text>> => destinations(templates, 'OnFailure'),
});

/** Where the results of successful asynchronous invocations go, by `functionKey`; a function without is not in it. */
export const successDestinations = defineAnalysis({
  name: 'successDestinations',
  requires: { definitions },
  run: ({ definitions: templates }): ReadonlyMap<string, Resolved<Text>> => destinations(templates, 'OnSuccess'),
});

function destinations(templates: readonly TemplateDefinitions[], outcome: 'OnFailure' | 'OnSuccess'): ReadonlyMap<string, Resolved<Text>> {
  const found = new Map<string, Resolved<Text>>();
  for (const template of templates) {
    const { scope, functions } = template;
    for (const definition of functions) {
      const destination = samDestination(definition, outcome);
      if (destination.state !== 'absent') found.set(functionKey(definition), destination);
    }
    const finder = finderOf(template);
    for (const resource of scope.template.resources) {
      if (resource.type !== 'AWS::Lambda::EventInvokeConfig') continue;
      const definition = finder.findAnywhere(member(scope, resource.properties, 'FunctionName'));
      const target = member(scope, resource.properties, 'DestinationConfig', outcome, 'Destination');
      const destination = textOf(scope, target, scope.at(resource.key));
      if (definition && destination.state !== 'absent') found.set(functionKey(definition), mapResolved(destination, (text) => relocated(text, scope.key, definition.scope.key), ''));
    }
  }
  return found;
}

/** SAM makes a queue or topic itself when `Type` is SQS or SNS and no destination is named. */
function samDestination({ scope, properties, at }: FunctionDefinition, outcome: 'OnFailure' | 'OnSuccess'): Resolved<Text> {
  return destinationOf(scope, member(scope, properties, 'EventInvokeConfig', 'DestinationConfig', outcome), 'Destination', at);
}

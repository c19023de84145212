import { defineAnalysis } from '../analysis.js';
import { definitions } from './definitions.js';
import { evaluate, member } from './evaluate.js';
import { functionKey } from './files.js';
import type { FunctionDefinition } from './function-definition.js';
import { perTemplate } from './per-template.js';
import { finderOf } from './target-function.js';

/** The functions, by `functionKey`, of which something may publish a version. */
export const publishedVersions = defineAnalysis({
  name: 'publishedVersions',
  requires: { definitions },
  run: ({ definitions: templates }): ReadonlySet<string> => new Set(templates.flatMap((template) => [...versionsIn(template)].map(functionKey))),
});

const versionsIn = perTemplate((template): ReadonlySet<FunctionDefinition> => {
  const { scope, functions } = template;
  const finder = finderOf(template);
  const versions = scope.template.resources.filter(({ type }) => type === 'AWS::Lambda::Version').map(({ properties }) => finder.findAnywhere(member(scope, properties, 'FunctionName')));
  // A version of a function that cannot be told may be of any.
  if (versions.includes(undefined)) return new Set(functions);
  return new Set([...functions.filter(publishesItself), ...versions.flatMap((definition) => definition ?? [])]);
});

/** SAM publishes a version for `AutoPublishAlias`, also where its value or its presence is known at deployment only. */
export function publishesItself({ type, scope, properties, at }: FunctionDefinition): boolean {
  return type === 'AWS::Serverless::Function' && evaluate(scope, member(scope, properties, 'AutoPublishAlias'), at).state !== 'absent';
}

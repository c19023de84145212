import { defineAnalysis } from '../analysis.js';
import { definitions } from './definitions.js';
import { evaluate, member } from './evaluate.js';
import { functionKey } from './files.js';
import type { FunctionDefinition } from './function-definition.js';
import { stringOf } from './read-value.js';

/** `functionKey` of SAM functions with a URL that is public, or may be: SAM adds the permissions for it. */
export const publicUrls = defineAnalysis({
  name: 'publicUrls',
  requires: { definitions },
  run: ({ definitions: templates }): ReadonlySet<string> =>
    new Set(templates.flatMap(({ functions }) => functions.filter(hasPublicUrl).map(functionKey))),
});

function hasPublicUrl({ type, scope, properties, at }: FunctionDefinition): boolean {
  const url = member(scope, properties, 'FunctionUrlConfig');
  if (type !== 'AWS::Serverless::Function' || evaluate(scope, url, at).state === 'absent') return false;
  const auth = stringOf(scope, member(scope, url, 'AuthType'), at);
  return auth.state === 'unknown' || (auth.state === 'known' && auth.value === 'NONE');
}

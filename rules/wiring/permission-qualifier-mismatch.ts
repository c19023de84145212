import { differs } from '../../src/project/function-qualifier.js';
import type { FunctionQualifier } from '../../src/project/function-qualifier.js';
import { invokeLinks } from '../../src/project/invoke-links.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'permission-qualifier-mismatch',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'Trigger invokes an alias or version of the function, but the permission is for another one or for the function itself.',
    rationale: 'Each alias and each version has a policy of its own: a permission for the function does not count for its alias, nor the other way round. The invocation is refused.',
    remedy: 'Let `FunctionName` of the permission name what the trigger names.',
    silentWhen: ['either is known at deployment only', 'another permission fits', 'SAM generates the permission'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html', 'https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html'],
  },
  messages: {
    mismatch: "Permission '{permission}' is for {permitted}, but '{invoker}' invokes {invoked}.",
    invoker: "'{invoker}' names {invoked} here.",
  },
  requires: { invokeLinks },

  *check({ invokeLinks: links }) {
    const seen = new Set<string>();
    for (const { fn, invoker, at, qualifier, fitting } of links) {
      if (!fitting.every((permission) => differs(permission.qualifier, qualifier))) continue;
      for (const { logicalId, target, qualifier: permitted } of fitting) {
        // One permission may be for all methods of an API.
        const key = `${target.at.path}|${logicalId}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const data = { invoker, invoked: words(fn, qualifier) };
        yield {
          message: 'mismatch',
          data: { ...data, permission: logicalId, permitted: words(fn, permitted) },
          at: target.at,
          related: [{ message: 'invoker', data, at }],
          function: fn,
        };
      }
    }
  },
});

function words(fn: string, qualifier: FunctionQualifier): string {
  return qualifier.kind === 'named' ? `'${qualifier.name}' of function '${fn}'` : `function '${fn}' itself`;
}

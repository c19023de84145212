import { permissions } from '../../src/project/permissions.js';
import type { Permission } from '../../src/project/permissions.js';
import { publicUrls } from '../../src/project/public-urls.js';
import { differs } from '../../src/project/function-qualifier.js';
import { displayText } from '../../src/project/text.js';
import { known } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

const URL_ACTION = 'lambda:InvokeFunctionUrl';

export default defineRule({
  id: 'function-url-permission-incomplete',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'Permission for a function URL lacks the one for the function.',
    rationale: 'Since October 2025 a function URL demands `lambda:InvokeFunctionUrl` and `lambda:InvokeFunction`: with the first alone every request is answered with 403. SAM adds both for `FunctionUrlConfig`, plain CloudFormation does not.',
    remedy: 'Add a second permission for the same function and principal with `Action: lambda:InvokeFunction` and `InvokedViaFunctionUrl: true`.',
    silentWhen: ['a permission of the same function is not known before deployment', 'SAM makes the URL public and adds both', 'the principal is the account of the stack: policies of the callers decide then', 'the function is not among the stacks that are read together'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html'],
  },
  messages: {
    incomplete: "Permission '{permission}' lets '{principal}' call the URL of function '{fn}', but no permission lets it invoke the function.",
  },
  requires: { permissions, publicUrls },

  *check({ permissions: all, publicUrls: made }) {
    for (const permission of all) {
      const { fn, key, action, principal, logicalId, at } = permission;
      const text = known(principal);
      if (known(action) !== URL_ACTION || fn === undefined || key === undefined || !text || OWN_ACCOUNT.test(displayText(text)) || made.has(key)) continue;
      if (all.some((other) => other !== permission && (other.key === undefined || completes(other, permission)))) continue;
      yield { message: 'incomplete', data: { permission: logicalId, principal: displayText(text), fn }, at, function: fn };
    }
  },
});

/** It lets identities of the account in as far as policies of their own do, which may hold both actions. */
const OWN_ACCOUNT = /^(?:arn:[^/]*:iam::)?\$\{AWS::AccountId\}(?::root)?$/;

/** The other permission lets the same principal invoke the function, or may do so. */
function completes(other: Permission, { key, principal, qualifier }: Permission): boolean {
  if (other.key !== key || differs(other.qualifier, qualifier)) return false;
  const action = known(other.action);
  if (action !== undefined && action !== 'lambda:InvokeFunction' && !action.includes('*')) return false;
  const [one, another] = [known(principal), known(other.principal)];
  return !one || !another || displayText(another) === '*' || displayText(one) === displayText(another);
}

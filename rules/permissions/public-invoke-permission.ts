import { permissions, targetWords } from '../../src/project/permissions.js';
import type { Permission } from '../../src/project/permissions.js';
import { qualifier } from '../../src/project/shared-values.js';
import { literal } from '../../src/project/text.js';
import { possibilities } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'public-invoke-permission',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  securitySeverity: 8,
  reportsIn: 'template',
  docs: {
    summary: 'Permission lets everyone invoke the function.',
    rationale: 'Any AWS account can call the function with input of its choice: it runs with the rights of its role and at your cost.',
    remedy: 'Name the service or the account as `Principal`, or limit the permission with `PrincipalOrgID`, `SourceArn` or `SourceAccount`.',
    silentWhen: ['`PrincipalOrgID`, `SourceArn`, `SourceAccount` or `EventSourceToken` limits it', 'the permission is for a function URL', 'the principal is not known before deployment'],
    references: ['https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html', 'https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html'],
  },
  messages: {
    public: "Permission '{permission}' lets every AWS account call '{action}' on {target}{when}.",
  },
  requires: { permissions },

  *check({ permissions: all }) {
    for (const permission of all) {
      if (isForUrl(permission) || isLimited(permission)) continue;
      const everyone = possibilities(permission.principal).find(({ value }) => literal(value) === '*');
      const [action] = possibilities(permission.action);
      if (!everyone || !action) continue;
      yield {
        message: 'public',
        data: { permission: permission.logicalId, action: action.value, target: targetWords(permission), when: qualifier(everyone) },
        at: everyone.at,
        ...(permission.fn === undefined ? {} : { function: permission.fn }),
      };
    }
  },
});

/** Whether a function URL should be open is another question. */
function isForUrl({ action, urlAuthType, isViaUrl }: Permission): boolean {
  return urlAuthType.state !== 'absent' || isViaUrl.state !== 'absent' || possibilities(action).every(({ value }) => value === 'lambda:InvokeFunctionUrl');
}

function isLimited({ sourceArn, sourceAccount, organization, eventSourceToken }: Permission): boolean {
  return [sourceArn, sourceAccount, organization, eventSourceToken].some(({ state }) => state !== 'absent');
}

import { coversAction } from '../../src/iam/statement.js';
import { isEffectivelyAnyResource, wildcardService } from '../../src/iam/wildcards.js';
import { bothWords, canBothHold } from '../../src/project/condition-words.js';
import { grants } from '../../src/project/grants.js';
import { granteeWords, onlyFunction } from '../../src/project/grantee-words.js';
import { qualifier } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'pass-role-wildcard',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  securitySeverity: 8,
  reportsIn: 'template',
  docs: {
    summary: 'Function may pass any role to a service.',
    rationale: 'Whoever gets code to run in the function can hand an administrator role of the account to something that runs on their behalf.',
    remedy: 'Name the ARNs of the roles to be passed, and the service with `iam:PassedToService`.',
    silentWhen: ['the statement has a Condition such as `iam:PassedToService`', 'it denies', '`wildcard-action` or `admin-permissions` speaks about the action (`iam:*`, `*`)', 'the policy belongs to no function'],
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html'],
  },
  messages: {
    any: "{grantee} may pass any role to a service: '{action}' on '{resource}'{when}.",
    action: "'{action}' is allowed here.",
  },
  requires: { grants },

  *check({ grants: { statements } }) {
    for (const { effect, hasCondition, actions, resources, grantee } of statements) {
      if (effect !== 'Allow' || hasCondition) continue;
      const action = actions.find(({ text, isLiteral }) => isLiteral && wildcardService(text) === undefined && coversAction({ entries: [[text]], isInverted: false }, 'iam:PassRole') === 'yes');
      const resource = resources.find(({ text, when }) => isEffectivelyAnyResource(text) && canBothHold(action?.when, when));
      if (!action || !resource) continue;
      yield {
        message: 'any',
        data: { grantee: granteeWords(grantee), action: action.text, resource: resource.text, when: qualifier({ when: bothWords(action.when, resource.when) }) },
        at: resource.at,
        related: [{ message: 'action', data: { action: action.text }, at: action.at }],
        ...onlyFunction(grantee),
      };
    }
  },
});

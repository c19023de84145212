import { isAnyResource, wildcardService } from '../../src/iam/wildcards.js';
import { bothWords, canBothHold } from '../../src/project/condition-words.js';
import { grants } from '../../src/project/grants.js';
import { granteeWords, onlyFunction } from '../../src/project/grantee-words.js';
import { narrowedGrants } from '../../src/project/narrowed-grants.js';
import { qualifier } from '../../src/project/shared-values.js';
import { usedOfGrant } from '../../src/project/used-of-grant.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'admin-permissions',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  securitySeverity: 9.5,
  fix: 'unsafe',
  reportsIn: 'template',
  docs: {
    summary: "Statement allows every action on every resource.",
    rationale: 'Whoever gets code to run in the function, through a dependency or an injection, owns the account.',
    remedy: 'Name the actions that the code calls and the resources that it calls them on.',
    silentWhen: ['the statement has a Condition', 'it denies', 'the policy belongs to no function, or is a permissions boundary'],
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege'],
  },
  messages: {
    admin: "{grantee} may do everything: '{action}' on '{resource}'{when}{used}.",
    onResource: 'On every resource.',
  },
  requires: { grants, usedOfGrant, narrowedGrants },

  *check({ grants: { statements }, usedOfGrant: usedOf, narrowedGrants: narrowed }) {
    for (const statement of statements) {
      const { effect, hasCondition, actions, resources, grantee, template } = statement;
      if (effect !== 'Allow' || hasCondition) continue;
      const action = actions.find(({ text }) => wildcardService(text) === '*');
      const resource = resources.find(({ text }) => isAnyResource(text));
      if (!action || !resource || !canBothHold(action.when, resource.when)) continue;
      yield {
        message: 'admin',
        data: { grantee: granteeWords(grantee), action: action.text, resource: resource.text, when: qualifier({ when: bothWords(action.when, resource.when) }), used: usedOf(template, grantee, ['*']) },
        at: action.at,
        related: [{ message: 'onResource', at: resource.at }],
        ...onlyFunction(grantee),
        fixes: () => narrowed(statement),
      };
    }
  },
});

import { granteeWords, onlyFunction } from '../../src/project/grantee-words.js';
import { qualifier } from '../../src/project/shared-values.js';
import { isEveryone, trust } from '../../src/project/trust.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'public-trust-policy',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  securitySeverity: 9,
  reportsIn: 'template',
  docs: {
    summary: 'Anyone may assume the role.',
    rationale: 'Every user and role of every AWS account can take the role on and has its permissions.',
    remedy: 'Name the service, account or role that has to assume it: `lambda.amazonaws.com` for a function.',
    silentWhen: ['the statement has a Condition', 'it denies', 'the template defines no function'],
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous'],
  },
  messages: {
    public: "{role} may be assumed by everyone: its trust policy allows principal '{principal}'{when}.",
  },
  requires: { trust },

  *check({ trust: statements }) {
    for (const { effect, hasCondition, principals, role } of statements) {
      if (effect !== 'Allow' || hasCondition) continue;
      for (const principal of principals.filter(isEveryone)) {
        const { kind, text, at } = principal;
        const words = role.kind === 'function' ? `The role of function '${role.logicalId}'` : granteeWords(role);
        yield { message: 'public', data: { role: words, principal: kind === '*' ? text : `${kind}: ${text}`, when: qualifier(principal) }, at, ...onlyFunction(role) };
      }
    }
  },
});

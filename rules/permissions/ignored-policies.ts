import { ignoredPolicies } from '../../src/project/ignored-policies.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'ignored-policies',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  securitySeverity: 4,
  reportsIn: 'template',
  docs: {
    summary: 'Function has a role of its own, so its policies never apply.',
    rationale: 'SAM adds `Policies` to the role that it makes. With `Role` set it makes none and drops the policies without a word: the function lacks permissions that the template seems to give.',
    remedy: 'Remove `Role`, or move the policies to that role.',
    silentWhen: ['a condition decides whether the function has a role of its own', 'the list of policies is empty'],
    references: ['https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html#sam-function-policies'],
  },
  messages: {
    ignored: "SAM ignores 'Policies' of function '{fn}', which sets 'Role'.",
    role: "The function runs with this role and no other.",
  },
  requires: { ignoredPolicies },

  *check({ ignoredPolicies: ignored }) {
    for (const { fn, at, roleAt } of ignored) {
      yield { message: 'ignored', data: { fn }, at, related: [{ message: 'role', at: roleAt }], function: fn };
    }
  },
});

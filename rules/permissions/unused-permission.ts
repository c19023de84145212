import { functionNames, otherOwners, quotedNames } from '../../src/project/shared-values.js';
import { granteeWords, onlyFunction } from '../../src/project/grantee-words.js';
import { unusedGrants } from '../../src/project/unused-grants.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'unused-permission',
  severity: 'note',
  precision: 'high',
  preset: 'strict',
  securitySeverity: 3,
  reportsIn: 'template',
  docs: {
    summary: 'Statement allows what no code of its functions calls.',
    rationale: 'What the function may do and never does serves only those who get into it.',
    remedy: 'Take the actions out of the statement, or the policy out of the function.',
    silentWhen: [
      'some code of a function that runs with the role is not read: a layer, a package that may call AWS, a client or a method whose name is computed',
      'a name of the operation occurs anywhere in the code, whatever it stands for',
      'a call may need the action by what it is given',
      'Lambda itself may need it: logs, traces, networks, polling, dead-letter queues and destinations; a key may be that of what is called',
      'somebody else may assume the role, or uses it: an export, another resource',
      'the statement has a Condition or stands in a branch',
      'no operation of an SDK is known to need the action',
      'a service is allowed as a whole: `wildcard-action`, `overbroad-managed-policy`; a part of a policy template or managed policy is used',
    ],
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege'],
  },
  messages: {
    unused: '{grantee} may use {actions}, which no code of {functions} calls.',
    policy: "{grantee} has policy '{policy}', of which no code of {functions} uses anything.",
    also: "Nor '{action}'.",
    user: "Function '{fn}' is declared here.",
  },
  requires: { unusedGrants },

  *check({ unusedGrants: found }) {
    for (const { at, grantee, actions, others, policy, users } of found) {
      const data = { grantee: granteeWords(grantee), functions: functionNames(users) };
      const related = [
        ...others.map(({ action, at: place }) => ({ message: 'also' as const, data: { action }, at: place })),
        ...otherOwners(users).map((fn) => ({ message: 'user' as const, data: { fn: fn.logicalId }, at: fn.at })),
      ];
      if (policy === undefined) yield { message: 'unused', data: { ...data, actions: quotedNames(actions) }, at, related, ...onlyFunction(grantee) };
      else yield { message: 'policy', data: { ...data, policy }, at, related, ...onlyFunction(grantee) };
    }
  },
});

import { functionNames, quotedNames } from '../../src/project/shared-values.js';
import { sharedRoles } from '../../src/project/shared-roles.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'shared-execution-role',
  severity: 'note',
  precision: 'medium',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'Functions that call different services run with one role.',
    rationale: 'Each of them may do what any of them needs: whoever gets into the least of them reaches what the others work with.',
    remedy: 'Give each function a role of its own, as SAM does where `Role` is left out.',
    silentWhen: [
      'all of them call the same services, run the same handler, or no SDK call of theirs is surely allowed by the role',
      'the code of a function cannot be read wholly, or has layers',
      'Lambda itself may use the service with the role: for a dead-letter queue, a destination, an event source mapping, a network',
      'the role is not in the template',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-permissions.html', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege'],
  },
  messages: {
    shared: "Role '{role}' of {count} functions lets function '{idle}' use {actions}, which {users} {verb}.",
    function: "Function '{fn}' is declared here.",
  },
  requires: { sharedRoles },

  *check({ sharedRoles: roles }) {
    for (const { logicalId, at, members, idle, users, actions } of roles) {
      yield {
        message: 'shared',
        data: { role: logicalId, count: members.length, idle: idle.logicalId, users: functionNames(users), verb: users.length > 1 ? 'call' : 'calls', actions: quotedNames(actions) },
        at,
        related: members.map((fn) => ({ message: 'function' as const, data: { fn: fn.logicalId }, at: fn.at })),
      };
    }
  },
});

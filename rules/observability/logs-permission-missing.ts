import { silentRoles } from '../../src/project/log-permissions.js';
import { functionNames, quotedNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'logs-permission-missing',
  severity: 'warning',
  precision: 'high',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'Role does not let the function write its logs.',
    rationale: 'The function runs, and everything it logs is lost without a word: errors and timeouts leave no trace.',
    remedy: 'Attach `AWSLambdaBasicExecutionRole`, or allow `logs:CreateLogStream` and `logs:PutLogEvents` on the log group of the function with `:*` behind it.',
    silentWhen: [
      'a part of the role cannot be seen: it is a parameter, has a managed policy of unknown contents, or a macro may add to it',
      'SAM makes the role, which has the permission',
      'a statement may allow it: under a condition, on a log group whose name deployment fills in',
      'a statement forbids it, which is meant',
      'the function runs at the edge, which logs in many regions',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html', 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html'],
  },
  messages: {
    missing: "Role '{role}' does not allow {actions} on the logs of {functions}.",
    function: "Function '{fn}' is declared here.",
  },
  requires: { silentRoles },

  *check({ silentRoles: roles }) {
    for (const { role, actions, functions } of roles) {
      const [only, other] = functions;
      yield {
        message: 'missing',
        data: { role: role.logicalId, actions: quotedNames(actions), functions: functionNames(functions) },
        at: role.at,
        related: functions.map(({ logicalId, at }) => ({ message: 'function' as const, data: { fn: logicalId }, at })),
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});

import { apiTimeouts } from '../../src/project/api-timeouts.js';
import { exceededLimits } from '../../src/project/exceeded-limits.js';
import { functions } from '../../src/project/functions.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'api-timeout-mismatch',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'Function may run longer than API Gateway waits for it.',
    rationale: 'The caller gets an error (504) while the function goes on, finishes its work and is billed; if the caller tries again, the work is done twice.',
    remedy: 'Set the timeout of the function no higher than that of the API, or hand long work to a queue.',
    silentWhen: [
      'the function also has triggers that wait longer, runs as a task of a state machine, or may be invoked by a function of the template, itself included',
      'the integration is asynchronous or streams the response',
      'a function behind a WebSocket API may send to connections, and so answer later, or is there for `$disconnect` only, when nobody waits any more',
      'the function is durable: its execution has a timeout of its own (`DurableConfig`)',
      'the API is defined by a file outside the template, or a timeout is not known before deployment',
    ],
    references: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html', 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html'],
  },
  messages: {
    longer: "The {api} waits {limit} s at most, but {functions} may run for {timeout} s{when}.",
    trigger: "'{name}' calls function '{fn}'.",
    written: 'The timeout is written here, for other functions as well.',
  },
  requires: { apiTimeouts, functions },

  *check({ apiTimeouts: cases, functions: all }) {
    for (const { timeout: { value, at, when, owners }, api, limitSeconds, writtenAt } of exceededLimits(cases, all)) {
      yield {
        message: 'longer',
        data: { api, limit: limitSeconds, functions: functionNames(owners), timeout: value, when },
        at,
        related: [
          ...(writtenAt ? [{ message: 'written' as const, at: writtenAt }] : []),
          ...owners.flatMap((fn) => fn.triggers.slice(0, 1).map((trigger) => ({ message: 'trigger' as const, data: { name: trigger.name, fn: fn.logicalId }, at: trigger.at }))),
        ],
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

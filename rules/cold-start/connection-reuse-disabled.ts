import { connectionReuse } from '../../src/project/connection-reuse.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'connection-reuse-disabled',
  severity: 'note',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Connections are closed after each request.',
    rationale: 'Every request opens a connection anew, with a TLS handshake that often takes longer than the request itself. SDK v2 for JavaScript does so unless it is told otherwise, and so does an agent without `keepAlive`.',
    remedy: "Set `AWS_NODEJS_CONNECTION_REUSE_ENABLED: '1'` for SDK v2 or move to v3, which keeps connections; give agents `keepAlive: true`.",
    silentWhen: ['the template or the code sets `AWS_NODEJS_CONNECTION_REUSE_ENABLED`', 'SDK v2 is given an agent or options that are not known', 'the environment of the function or its code is not known as a whole'],
    references: ['https://docs.aws.amazon.com/sdk-for-javascript/v2/developer-guide/node-reusing-connections.html', 'https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html'],
  },
  messages: {
    sdk: "Function '{fn}' opens a connection for each request of '{client}': it does not set 'AWS_NODEJS_CONNECTION_REUSE_ENABLED'.",
    client: "'{client}' of SDK v2 is built here.",
    agent: "'{name}' without 'keepAlive' closes each connection of {functions} after one request.",
    off: "'keepAlive' is switched off: '{name}' closes each connection of {functions} after one request.",
  },
  requires: { connectionReuse },

  *check({ connectionReuse: { agents, sdks } }) {
    for (const { name, isExplicit, at, owners } of agents) {
      const [only, other] = owners;
      yield { message: isExplicit ? 'off' : 'agent', data: { name, functions: functionNames(owners) }, at, ...(only && !other ? { function: only.logicalId } : {}) };
    }
    for (const { fn, client } of sdks) {
      yield {
        message: 'sdk',
        data: { fn: fn.logicalId, client: client.name },
        at: fn.at,
        related: [{ message: 'client', data: { client: client.name }, at: client.at }],
        function: fn.logicalId,
      };
    }
  },
});

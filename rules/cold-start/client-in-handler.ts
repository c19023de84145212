import { clients } from '../../src/project/clients.js';
import { detourOf } from '../../src/project/detour.js';
import { functions } from '../../src/project/functions.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'client-in-handler',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  fix: 'unsafe',
  docs: {
    summary: 'SDK, database or HTTP client is built anew on every invocation.',
    rationale: 'Each invocation pays again for set-up, TLS handshake and connection, and databases run out of connections; a client at module level is built once per execution environment.',
    remedy: 'Build the client outside the handler, or keep it in a variable outside once it is built.',
    silentWhen: ['an argument comes from the event, the context or an awaited call (a client per tenant, region or session), or in Python the headers or the login of an HTTP session do', 'the client is kept outside the handler once it is built (a lazy singleton, a cache, `functools.lru_cache`)', 'the function that builds it is not reached from the handler', 'a test keeps it from being built, of a variable that the function does not set', 'it stands in for an argument that every caller in the code of the function gives', 'the function serves custom resources or deployment hooks only'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html'],
  },
  messages: {
    perInvocation: "'{client}' from '{package}' is built on every invocation of {functions}.",
    step: "Reached through '{name}'.",
  },
  requires: { clients, functions },

  *check({ clients: all, functions: loading }) {
    for (const { name, package: packageName, at, perInvocation, isMemoised, dependsOnInvocation, isCostly, isPartOfOther, steps } of all) {
      if (perInvocation.length === 0 || isMemoised || dependsOnInvocation || !isCostly || isPartOfOther) continue;
      const [only, other] = perInvocation;
      yield {
        message: 'perInvocation',
        data: { client: name, package: packageName, functions: functionNames(perInvocation) },
        at,
        related: detourOf(steps).map((step) => ({ message: 'step', data: { name: step.name }, at: step.at, step: true })),
        // Functions that load the code and build nothing would build it too.
        fixes: () => (loading.some((fn) => fn.handlerCode?.modules.includes(at.path) === true && !perInvocation.includes(fn)) ? [] : [{ title: 'Build it once, outside the handler', applicability: 'unsafe', changes: [{ kind: 'hoist', at }] }]),
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});

import { clients } from '../../src/project/clients.js';
import { sharedCredentials } from '../../src/project/shared-credentials.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'static-credentials',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  securitySeverity: 7.5,
  docs: {
    summary: 'Long-term access keys are passed to an AWS client.',
    rationale: 'The keys do not expire and bypass the execution role: whoever reads them keeps the access, and the permissions in the template say nothing about it.',
    remedy: 'Leave `credentials` out: the client then uses the execution role. For another account, assume a role.',
    silentWhen: ['a session token goes with them, or they come from somewhere that cannot be read', 'the client has an endpoint of its own (LocalStack, MinIO), as `endpoint` or `endpoint_url`', 'they are the variables that Lambda sets for the execution role'],
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles'],
  },
  messages: {
    literal: "'{client}' of {functions} gets an access key that stands in the source.",
    environment: "'{client}' of {functions} gets a long-term access key from environment variable '{variable}'.",
    key: "The access key of '{client}' is given here.",
  },
  requires: { clients, sharedCredentials },

  *check({ clients: all, sharedCredentials: shared }) {
    for (const { name, at, staticKey, owners } of [...all, ...shared]) {
      if (!staticKey) continue;
      const base = {
        at,
        isPlaceShown: true as const,
        related: [{ message: 'key' as const, data: { client: name }, at: staticKey.at }],
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
      const data = { client: name, functions: functionNames(owners) };
      if (staticKey.variable === undefined) yield { message: 'literal', data, ...base };
      else yield { message: 'environment', data: { ...data, variable: staticKey.variable }, ...base };
    }
  },
});

import { deniedKeys } from '../../src/project/key-demands.js';
import type { DeniedKey } from '../../src/project/key-demands.js';
import { quotedNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'kms-permission-missing',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Function works with what is encrypted by a customer key that it may not use.',
    rationale: 'SQS, SNS, S3, DynamoDB, Kinesis and Secrets Manager ask KMS on behalf of the role: the call fails with an AccessDenied that names another service, event source mappings read nothing, and failed events never reach their destination.',
    remedy: 'Allow `kms:Decrypt` for what is read, `kms:GenerateDataKey` and `kms:Decrypt` for what is written, on the ARN of the key; or name the role in the key policy.',
    silentWhen: [
      'the key belongs to AWS, or is not in the template',
      'a part of the role or of the key policy cannot be seen, or a condition such as `kms:ViaService` decides',
      'the key policy may allow the role by itself',
      'it is not certain that the role allows the call: `missing-permission`',
    ],
    references: ['https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html', 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html', 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html'],
  },
  messages: {
    call: "Function '{fn}' calls '{operation}' on '{resource}', which is encrypted with key '{key}', but {who} does not allow {actions} on it.",
    source: "Function '{fn}' is invoked from '{resource}', which is encrypted with key '{key}', but {who} does not allow {actions} on it.",
    destination: "Function '{fn}' sends events to '{resource}', which is encrypted with key '{key}', but {who} does not allow {actions} on it.",
    key: "Key '{key}' is declared here.",
    also: "'{resource}' is used here as well.",
  },
  requires: { deniedKeys },

  *check({ deniedKeys: denied }) {
    for (const group of byRoleAndKey(denied)) {
      const [{ fn, role, key, use, missingIn }, ...others] = group;
      yield {
        message: use.kind,
        data: {
          fn: fn.logicalId,
          operation: use.operation,
          resource: use.resource,
          key: key.logicalId,
          who: missingIn === 'key' ? 'the policy of the key' : role === undefined ? 'its role' : `role '${role}'`,
          actions: quotedNames([...new Set(group.flatMap((one) => one.use.actions))]),
        },
        at: use.at,
        related: [{ message: 'key', data: { key: key.logicalId }, at: key.at }, ...others.map((one) => ({ message: 'also' as const, data: { resource: one.use.resource }, at: one.use.at }))],
        function: fn.logicalId,
      };
    }
  },
});

type Group = [DeniedKey, ...DeniedKey[]];

/** One statement is missing, however many calls need it. */
function byRoleAndKey(denied: readonly DeniedKey[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const one of denied) {
    const id = `${one.fn.template}#${one.role ?? one.fn.key}#${one.key.logicalId}`;
    const group = groups.get(id);
    if (group) group.push(one);
    else groups.set(id, [one]);
  }
  return [...groups.values()];
}

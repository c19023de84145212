import { deniedConfigurations } from '../../src/project/denied-configuration.js';
import type { DeniedConfiguration } from '../../src/project/denied-configuration.js';
import { allow } from '../../src/project/permission-proposals.js';
import { functionNames, quotedNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'configuration-permission-missing',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  fix: 'unsafe',
  docs: {
    summary: 'Role does not allow what the configuration of the function makes Lambda do with it.',
    rationale: 'Lambda polls queues and streams, sends on failed events and results, makes network interfaces and sends traces with the role of the function. Where that may not, deployment stops with \'The provided execution role does not have permissions to call …\', or events and results are lost without a word. Traces are, too, which is a warning only.',
    remedy: 'Allow the actions on the resource in the policies of the function or its role, or attach the managed policy that AWS has for it: `AWSLambdaSQSQueueExecutionRole`, `AWSLambdaKinesisExecutionRole`, `AWSLambdaDynamoDBExecutionRole`, `AWSLambdaVPCAccessExecutionRole`, `AWSXRayDaemonWriteAccess`.',
    silentWhen: [
      'a part of the role cannot be seen: it is a parameter, has a managed policy of unknown contents, or a macro may add to it',
      'SAM grants it to the role that it makes: for its own `Events`, `DeadLetterQueue`, `VpcConfig` and `Tracing`, and for destinations with a `Type`; mappings and destinations that are resources of their own are not among that',
      'a statement may allow it: under a condition, in a branch, on a resource with parts that deployment fills in; a connector grants it',
      'a statement forbids it, which is meant',
      'the queue, topic, stream, bucket or bus has a policy of its own that may allow it (what it allows the account as a whole is left to the role)',
      'the event source mapping is switched off, or reads from a consumer with shards of its own',
      'the queue or stream is not in the template, and the role allows the actions on anything of the service',
      'it is not known what is named as dead-letter queue or destination, or whether the function is in a VPC',
      'only `dynamodb:ListStreams` is missing, or one of two actions that do for Kinesis',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html', 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html', 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html', 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html'],
  },
  messages: {
    source: '{functions} polls {name}, but {who} does not allow {actions}{on}.',
    deadLetter: '{functions} has dead-letter target {name}, but {who} does not allow {actions}{on}.',
    destination: '{functions} has destination {name}, but {who} does not allow {actions}{on}.',
    network: '{functions} is in a VPC, but {who} does not allow {actions}.',
    tracing: '{functions} has active tracing, but {who} does not allow {actions}.',
    role: "Role '{role}' is declared here.",
    function: "Function '{fn}' is declared here.",
    also: "Function '{fn}' needs it as well.",
  },
  requires: { deniedConfigurations },

  *check({ deniedConfigurations: denied }) {
    for (const group of byRoleAndResource(denied)) {
      const [{ fn, role, use }, ...others] = group;
      const names = functionNames([fn]);
      yield {
        message: use.kind,
        data: {
          functions: `${names.charAt(0).toUpperCase()}${names.slice(1)}`,
          name: use.name,
          who: role === undefined ? 'its role' : `role '${role.logicalId}'`,
          actions: quotedNames([...new Set(group.flatMap(({ actions }) => actions))]),
          on: use.target.state === 'known' ? ' on it' : '',
        },
        at: use.at,
        related: [
          role ? { message: 'role' as const, data: { role: role.logicalId }, at: role.at } : { message: 'function' as const, data: { fn: fn.logicalId }, at: fn.at },
          ...others.filter((one) => one.fn !== fn || one.use.at.start !== use.at.start).map((one) => ({ message: 'also' as const, data: { fn: one.fn.logicalId }, at: one.use.at.start === use.at.start ? one.fn.at : one.use.at })),
        ],
        fixes: () => allow(group.flatMap(({ missing }) => missing)),
        // Stacks without it are deployed, and nobody sees their traces.
        ...(use.kind === 'tracing' ? { severity: 'warning' as const } : {}),
        ...(others.every((one) => one.fn === fn) ? { function: fn.logicalId } : {}),
      };
    }
  },
});

type Group = [DeniedConfiguration, ...DeniedConfiguration[]];

/** One statement is missing, however many functions and settings need it. */
function byRoleAndResource(denied: readonly DeniedConfiguration[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const one of denied) {
    const { fn, role, use } = one;
    const id = JSON.stringify([fn.template, role?.logicalId ?? fn.key, use.setting, use.resource.resource]);
    const group = groups.get(id);
    if (group) group.push(one);
    else groups.set(id, [one]);
  }
  return [...groups.values()];
}

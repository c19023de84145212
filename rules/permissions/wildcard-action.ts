import { isAnyResource, wildcardService } from '../../src/iam/wildcards.js';
import { grants } from '../../src/project/grants.js';
import type { Grant } from '../../src/project/grants.js';
import { granteeWords, onlyFunction } from '../../src/project/grantee-words.js';
import { narrowedGrants } from '../../src/project/narrowed-grants.js';
import { qualifier, quotedNames } from '../../src/project/shared-values.js';
import { usedOfGrant } from '../../src/project/used-of-grant.js';
import { defineRule } from '../../src/rule.js';

/** Full control over these gives control over everything else, or over what must stay secret. */
const CRITICAL_SERVICES: ReadonlySet<string> = new Set(['*', 'iam', 'sts', 'kms', 'secretsmanager', 'ssm', 'organizations']);
/** Writing logs is what every function does; its statements are often written with a star. */
const HARMLESS_SERVICES: ReadonlySet<string> = new Set(['logs']);

export default defineRule({
  id: 'wildcard-action',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  securitySeverity: 6,
  fix: 'unsafe',
  reportsIn: 'template',
  docs: {
    summary: 'Statement allows every action of a service.',
    rationale: 'The function may then also delete, share and reconfigure what it only has to read or write. For IAM, STS, KMS, Secrets Manager, Systems Manager and Organizations the finding is an error: these lead to everything else.',
    remedy: 'Name the actions that the code calls.',
    silentWhen: ['the statement has a Condition', 'it denies', 'the policy belongs to no function', 'only part of an action is a wildcard (`dynamodb:Get*`)', 'the service is CloudWatch Logs', '`admin-permissions` speaks about the statement'],
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege'],
  },
  messages: {
    service: '{grantee} may use every action of {services}{when}{used}.',
    everything: '{grantee} may use every action of every service on {resources}{when}{used}.',
    also: "Every action of '{service}' as well.",
  },
  requires: { grants, usedOfGrant, narrowedGrants },

  *check({ grants: { statements }, usedOfGrant: usedOf, narrowedGrants: narrowed }) {
    for (const statement of statements) {
      const [first, ...others] = wildcards(statement);
      if (!first) continue;
      const services = [...new Set([first, ...others].map(({ service }) => service))];
      const data = { grantee: granteeWords(statement.grantee), when: qualifier(first), used: usedOf(statement.template, statement.grantee, [first, ...others].map(({ service }) => (service === '*' ? '*' : `${service}:*`))) };
      const base = {
        at: first.at,
        related: others.map(({ service, at }) => ({ message: 'also' as const, data: { service }, at })),
        ...(services.some((service) => CRITICAL_SERVICES.has(service)) ? { severity: 'error' as const } : {}),
        ...onlyFunction(statement.grantee),
        fixes: () => narrowed(statement),
      };
      if (first.service === '*') yield { message: 'everything', data: { ...data, resources: resourceWords(statement) }, ...base };
      else yield { message: 'service', data: { ...data, services: quotedNames(services) }, ...base };
    }
  },
});

function resourceWords({ resources, inverted }: Grant): string {
  return inverted.some(({ name }) => name === 'NotResource') ? 'every resource that is not named' : quotedNames(resources.map(({ text }) => text));
}

interface Wildcard {
  readonly service: string;
  readonly at: Grant['at'];
  readonly when: string | undefined;
}

/** `*` comes first: it holds the others. */
function wildcards({ effect, hasCondition, actions, resources }: Grant): readonly Wildcard[] {
  if (effect !== 'Allow' || hasCondition) return [];
  const found = actions.flatMap(({ text, at, when }): Wildcard[] => {
    const service = wildcardService(text);
    return service === undefined || HARMLESS_SERVICES.has(service) ? [] : [{ service, at, when }];
  });
  const everything = found.filter(({ service }) => service === '*');
  if (everything.length > 0 && resources.some(({ text }) => isAnyResource(text))) return [];
  return [...everything, ...found.filter(({ service }) => service !== '*')];
}

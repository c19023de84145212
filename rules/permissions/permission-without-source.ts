import { permissions, targetWords } from '../../src/project/permissions.js';
import type { Permission } from '../../src/project/permissions.js';
import { displayText } from '../../src/project/text.js';
import { known } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

/**
 * Macros are called for whoever transforms a template; CloudFormation documents no source for them. Load balancers and VPC Lattice
 * accept functions of the account of the target group only, and a target group needs the permission before it exists itself.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
const WITHOUT_SOURCE: ReadonlySet<string> = new Set(['cloudformation.amazonaws.com', 'elasticloadbalancing.amazonaws.com', 'vpc-lattice.amazonaws.com']);

export default defineRule({
  id: 'permission-without-source',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  securitySeverity: 6,
  reportsIn: 'template',
  docs: {
    summary: 'Permission lets an AWS service invoke the function on behalf of any account.',
    rationale: 'Someone else can point a bucket, topic, rule or API of their own account at the function, and it runs with their input and at your cost. The ARN of a bucket names no account: whoever owns a bucket of that name counts.',
    remedy: 'Set `SourceArn` to the resource that invokes the function, or `SourceAccount` to the account; for Amazon S3 set both.',
    silentWhen: ['`SourceArn`, `SourceAccount` or `PrincipalOrgID` is left open by a parameter or a condition', 'the action lets nobody invoke the function, as `lambda:GetFunction`', 'the principal is no service, or a service that names no source: Alexa, CloudFormation for macros', 'the service calls functions of its own account only: load balancers, VPC Lattice', 'SAM generates the permission'],
    references: ['https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html', 'https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html'],
  },
  messages: {
    anyAccount: "Permission '{permission}' lets '{service}' invoke {target} for any account: it has neither 'SourceArn' nor 'SourceAccount'.",
    noAccount: "Permission '{permission}' lets '{service}' invoke {target} for any account: '{arn}' names none, and there is no 'SourceAccount'.",
  },
  requires: { permissions },

  *check({ permissions: all }) {
    for (const permission of all) {
      const { logicalId, at, service, fn, action, sourceArn, sourceAccount, organization, eventSourceToken } = permission;
      if (!/invoke|\*/i.test(known(action) ?? '*')) continue;
      if (!service?.includes('.amazonaws.com') || WITHOUT_SOURCE.has(service)) continue;
      if ([sourceAccount, organization, eventSourceToken].some(({ state }) => state !== 'absent')) continue;
      const data = { permission: logicalId, service, target: targetWords(permission) };
      const base = fn === undefined ? { at } : { at, function: fn };
      if (sourceArn.state === 'absent') yield { message: 'anyAccount', data, ...base };
      const arn = arnWithoutAccount(permission);
      if (arn !== undefined) yield { message: 'noAccount', data: { ...data, arn }, ...base };
    }
  },
});

/** The ARNs of buckets hold no account; elsewhere the place for it may be empty or a star. */
function arnWithoutAccount({ service, sourceArn }: Permission): string | undefined {
  const text = known(sourceArn);
  if (!text) return undefined;
  const [only] = text;
  const shown = displayText(text);
  const isBucket = service === 's3.amazonaws.com' && text.length === 1 && typeof only === 'object' && only.kind === 'resource' && only.attribute === 'Arn';
  const [arn, , , , account] = shown.replaceAll('AWS::', 'AWS.').split(':');
  return isBucket || shown === '*' || (arn === 'arn' && (account === '' || account === '*')) ? shown : undefined;
}

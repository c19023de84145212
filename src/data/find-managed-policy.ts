import { overbroadPolicies } from './later-tables.js';
import { NEVER_REPORTED_POLICIES } from './managed-policies.js';

/** An AWS managed policy that grants more than a function can need; `grants` completes "grants … on every resource". */
export interface OverbroadPolicy {
  readonly name: string;
  readonly grants: string;
}

/** AWS managed policies have `aws` where others have an account id; `${AWS::Partition}` may still stand for the partition. */
const AWS_MANAGED_ARN = /^arn:(?:\$\{AWS::Partition\}|aws[a-z-]*):iam::aws:policy\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)$/;

const FULL_ACCESS = /FullAccess(?:_?[vV]\d+)?$/;

/** A name without an ARN may be a policy of the template: only names formed like those of AWS count beyond the table. */
const AWS_STYLE = /^(?:AWS|Amazon|CloudWatch|CloudFront)[A-Z_]/;

/** Built on first use. */
let overbroad: ReadonlyMap<string, string> | undefined;

/** The name in the ARN of an AWS managed policy. */
export function awsPolicyName(arn: string): string | undefined {
  return AWS_MANAGED_ARN.exec(arn)?.[1];
}

/** The policy if it is an AWS managed one, given by ARN or by bare name as SAM allows, and over-broad. */
export function overbroadPolicy(nameOrArn: string): OverbroadPolicy | undefined {
  const name = awsPolicyName(nameOrArn);
  if (name === undefined && /[:/]/.test(nameOrArn)) return undefined;
  const policy = name ?? nameOrArn;
  if (NEVER_REPORTED_POLICIES.has(policy) || policy.endsWith('ReadOnlyAccess')) return undefined;
  overbroad ??= overbroadPolicies();
  const grants = overbroad.get(policy);
  if (grants !== undefined) return { name: policy, grants };
  if (!FULL_ACCESS.test(policy)) return undefined;
  return name !== undefined || AWS_STYLE.test(policy) ? { name: policy, grants: 'full access to its service' } : undefined;
}

import type { TemplateValue } from '../facts/model.js';
import { coversAction } from '../iam/statement.js';
import { known } from '../resolved.js';
import type { TemplateDefinitions } from './definitions.js';
import { evaluate, mayBeAbsent, member } from './evaluate.js';
import { perTemplate } from './per-template.js';
import { policyStatements } from './policy-document.js';
import type { PolicyStatement } from './policy-document.js';
import { isAccount, principalStatements } from './policy-principals.js';
import type { PrincipalStatement } from './policy-principals.js';
import { textOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';

/** What the policy of a key says of the roles of its account. */
export interface KeyPolicy {
  /** It leaves the decision to their policies. */
  readonly isDelegated: boolean;
  /** A statement that may allow it to the role itself, so that the role needs no more. */
  mayAllow(role: string | undefined, action: string): boolean;
}

/** Where the properties of a resource name the key that it is encrypted with. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  'AWS::SQS::Queue': ['KmsMasterKeyId'],
  'AWS::SNS::Topic': ['KmsMasterKeyId'],
  'AWS::DynamoDB::Table': ['SSESpecification', 'KMSMasterKeyId'],
  'AWS::Kinesis::Stream': ['StreamEncryption', 'KeyId'],
  'AWS::SecretsManager::Secret': ['KmsKeyId'],
};

/** The key of the template that a resource of it is encrypted with, by logical ids. Keys of AWS need no permission, of others the policy is not seen. */
export const keysOfResources = perTemplate(({ scope }: TemplateDefinitions): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const { logicalId, type, properties } of scope.template.resources) {
    const path = Object.hasOwn(KEYS, type) ? KEYS[type] : undefined;
    const written = type === 'AWS::S3::Bucket' ? bucketKey(scope, properties) : path && member(scope, properties, ...path);
    const key = written && !mayBeAbsent(scope, written) ? referredKey(scope, written) : undefined;
    if (key !== undefined) found.set(logicalId, key);
  }
  return found;
});

function bucketKey(scope: TemplateScope, properties: TemplateValue | undefined): TemplateValue | undefined {
  const rules = member(scope, properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration');
  const list = rules && known(evaluate(scope, rules, scope.at(rules)));
  const [only, other] = list?.kind === 'list' ? list.items : [];
  return other ? undefined : member(scope, only, 'ServerSideEncryptionByDefault', 'KMSMasterKeyID');
}

/** The key itself, or one of its aliases. */
function referredKey(scope: TemplateScope, written: TemplateValue): string | undefined {
  const [only, other] = known(textOf(scope, written, scope.at(written))) ?? [];
  if (typeof only !== 'object' || only.kind !== 'resource' || other !== undefined) return undefined;
  const resource = scope.resources.get(only.logicalId);
  if (resource?.type === 'AWS::KMS::Key') return only.logicalId;
  const target = resource?.type === 'AWS::KMS::Alias' ? member(scope, resource.properties, 'TargetKeyId') : undefined;
  return target && referredKey(scope, target);
}

/** What the policy of a key of the template says; undefined where a part of it cannot be read. */
export function keyPolicyOf(scope: TemplateScope, key: string): KeyPolicy | undefined {
  const written = member(scope, scope.resources.get(key)?.properties, 'KeyPolicy');
  // Without one KMS leaves the key to the policies of its account.
  if (!written) return { isDelegated: true, mayAllow: () => false };
  const [statements, principals] = [policyStatements(scope, written), principalStatements(scope, written)];
  if (!principals || principals.length !== statements.length || mayBeAbsent(scope, written)) return undefined;
  const all = statements.map((statement, index) => ({ statement, who: principals[index] })).filter(({ statement: { effect } }) => effect !== 'Deny');
  return {
    isDelegated: all.some(({ who }) => who?.principals.some(isAccount)),
    mayAllow: (role, action) => all.some(({ statement, who }) => who !== undefined && mayCover(statement, action) && mayNameRole(who, role, scope)),
  };
}

function mayCover({ actions, inverted }: PolicyStatement, action: string): boolean {
  return inverted.length > 0 || coversAction({ entries: actions.map(({ text, isLiteral }) => (isLiteral ? [text] : [{ excludes: '' }])), isInverted: false }, action) !== 'no';
}

/** Services, the account, and other roles of the template are not the role. */
function mayNameRole({ principals, isOpen, notPrincipal }: PrincipalStatement, role: string | undefined, scope: TemplateScope): boolean {
  return isOpen || notPrincipal !== undefined || principals.some((principal) => {
    if (principal.kind === 'Service' || principal.kind === 'Federated' || isAccount(principal)) return false;
    const [, named] = /^\$\{(\w+)\.Arn\}$/.exec(principal.text) ?? [];
    return named === undefined || named === role || scope.resources.get(named)?.type !== 'AWS::IAM::Role';
  });
}

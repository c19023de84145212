import { defineAnalysis } from '../analysis.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import { member } from './evaluate.js';
import { perTemplate } from './per-template.js';
import type { Grantee } from './policy-grantees.js';
import { functionRoles } from './policy-grantees.js';
import { principalStatements } from './policy-principals.js';
import type { PrincipalStatement } from './policy-principals.js';

/** A statement of the policy that says who may assume a role. */
export interface TrustStatement extends PrincipalStatement {
  readonly role: Grantee;
}

/** Who may assume the roles of functions: those they run with, those that trust Lambda or everyone, those that SAM makes. */
export const trust = defineAnalysis({
  name: 'trust',
  requires: { definitions },
  run: ({ definitions: templates }): readonly TrustStatement[] => templates.flatMap(trustOf),
});

const trustOf = perTemplate(({ scope, functions }: TemplateDefinitions): readonly TrustStatement[] => {
  const ours = functionRoles(scope, functions);
  const roles = scope.template.resources.filter(({ type }) => type === 'AWS::IAM::Role').flatMap(({ logicalId, properties }): readonly TrustStatement[] => {
    const role = ours.get(logicalId);
    const statements = principalStatements(scope, member(scope, properties, 'AssumeRolePolicyDocument')) ?? [];
    if (role) return statements.map((statement) => ({ ...statement, role }));
    // Whoever trusts everyone trusts functions too; without functions it is another linter's role.
    const open = functions.length === 0 ? [] : statements.filter(isForEveryone);
    return open.map((statement) => ({ ...statement, role: { kind: 'role', logicalId, functions: [], roles: [logicalId] } }));
  });
  const made = functions.filter(({ type }) => type === 'AWS::Serverless::Function').flatMap(({ logicalId, properties }) =>
    (principalStatements(scope, member(scope, properties, 'AssumeRolePolicyDocument')) ?? []).map((statement): TrustStatement => ({
      ...statement,
      role: { kind: 'function', logicalId, functions: [logicalId], roles: [] },
    })),
  );
  return [...roles, ...made];
});

/** `Principal: "*"`, or `AWS: "*"`. */
function isForEveryone({ principals }: PrincipalStatement): boolean {
  return principals.some(isEveryone);
}

/** A principal that is anyone, with or without an account. */
export function isEveryone({ kind, text }: PrincipalStatement['principals'][number]): boolean {
  return text === '*' && (kind === '*' || kind === 'AWS');
}

import { defineAnalysis } from '../analysis.js';
import { overbroadPolicy } from '../data/find-managed-policy.js';
import { findManagedPolicy, findPolicyTemplate } from '../data/find-policy.js';
import type { Location } from '../diagnostic.js';
import { constructPath } from './cdk.js';
import { definitions } from './definitions.js';
import { grants } from './grants.js';
import type { NameReading } from './files.js';
import type { LambdaFunction } from './functions.js';
import type { Grantee } from './policy-grantees.js';
import { roleUsers } from './role-users.js';
import { unusedActions } from './unused-actions.js';
import type { UseJudge } from './unused-actions.js';

/** Actions of one statement or policy that no code of the functions that have it can use. */
export interface UnusedGrant {
  /** The first unused action, or what brings the policy in. */
  readonly at: Location;
  readonly grantee: Grantee;
  readonly actions: readonly string[];
  /** Those behind the first. */
  readonly others: readonly { readonly action: string; readonly at: Location }[];
  /** Name of the policy template or managed policy that is unused as a whole. */
  readonly policy: string | undefined;
  readonly users: readonly LambdaFunction[];
}

/** Made once for all statements of a policy, which may be thousands, as may its users. */
interface JudgesOfGrantee {
  /** By words. */
  readonly rough: UseJudge | undefined;
  readonly exact: () => (UseJudge & { readonly users: readonly LambdaFunction[] }) | undefined;
}

function judgesOf(users: readonly LambdaFunction[] | undefined, judgeFor: (users: readonly LambdaFunction[], how?: NameReading) => UseJudge | undefined): JudgesOfGrantee {
  let exact: ReturnType<JudgesOfGrantee['exact']> | null = null;
  const find = (): ReturnType<JudgesOfGrantee['exact']> => {
    const own = users && judgeFor(users);
    return own && { ...own, users };
  };
  return { rough: users && judgeFor(users, 'words'), exact: () => (exact === null ? (exact = find()) : exact) };
}

/** What is granted to functions whose whole code is known, and is used by none of it. */
export const unusedGrants = defineAnalysis({
  name: 'unusedGrants',
  requires: { definitions, grants, roleUsers, unusedActions },
  run: ({ definitions: templates, grants: { statements, policyTemplates, attached }, roleUsers: usersOf, unusedActions: judgeFor }): readonly UnusedGrant[] => {
    const judges = new Map<Grantee, JudgesOfGrantee>();
    // Nearly all that is granted is used: then the words of the code tell so, and it need not be parsed again.
    const judge = (template: string, grantee: Grantee, mayBeUnused: (judge: UseJudge) => boolean): (UseJudge & { readonly users: readonly LambdaFunction[] }) | undefined => {
      const known = judges.get(grantee) ?? judgesOf(usersOf(template, grantee), judgeFor);
      judges.set(grantee, known);
      return known.rough && !mayBeUnused(known.rough) ? undefined : known.exact();
    };
    const made = new Set(templates.flatMap(({ scope }) => scope.template.resources.filter(constructPath).map(({ logicalId }) => `${scope.template.path}#${logicalId}`)));
    const inStatements = statements.flatMap(({ effect, hasCondition, inverted, actions, template, grantee }): readonly UnusedGrant[] => {
      if (effect !== 'Allow' || hasCondition || inverted.length > 0) return [];
      const literal = actions.filter(({ isLiteral, when }) => isLiteral && when === undefined);
      const own = judge(template, grantee, ({ isUnused }) => literal.some(({ text }) => isUnused(text)));
      const unused = own ? literal.filter(({ text }) => own.isUnused(text)) : [];
      const [first, ...others] = unused;
      // The `grant…` methods of CDK give sets of actions, which nobody picks from.
      if (unused.length < actions.length && made.has(`${template}#${grantee.logicalId}`)) return [];
      return own && first ? [{ at: first.at, grantee, actions: unused.map(({ text }) => text), others: others.map(({ text, at }) => ({ action: text, at })), policy: undefined, users: own.users }] : [];
    });
    const whole = [
      ...policyTemplates.map((one) => ({ ...one, allowed: findPolicyTemplate(one.name)?.statements.flatMap(({ actions }) => actions) })),
      ...attached.map((one) => ({ ...one, allowed: overbroadPolicy(one.name) ? undefined : findManagedPolicy(one.name)?.flatMap(({ actions }) => actions) })),
    ];
    const inPolicies = whole.flatMap(({ name, at, when, template, grantee, allowed }): readonly UnusedGrant[] => {
      const own = when === undefined && allowed && allowed.length > 0 ? judge(template, grantee, ({ isUnused }) => allowed.every((action) => isUnused(action))) : undefined;
      return own && allowed?.every((action) => own.isUnused(action)) ? [{ at, grantee, actions: allowed, others: [], policy: name, users: own.users }] : [];
    });
    return [...inStatements, ...inPolicies];
  },
});

import { bothWords } from '../../src/project/condition-words.js';
import { functions } from '../../src/project/functions.js';
import { grants } from '../../src/project/grants.js';
import type { Grant } from '../../src/project/grants.js';
import { granteeWords, onlyFunction } from '../../src/project/grantee-words.js';
import { iamTables } from '../../src/project/iam-tables.js';
import { openResource } from '../../src/project/narrowable-actions.js';
import { narrowedGrants } from '../../src/project/narrowed-grants.js';
import { qualifier, quotedNames } from '../../src/project/shared-values.js';
import { starredTemplates } from '../../src/project/starred-templates.js';
import { defineRule } from '../../src/rule.js';

const USER_POOLS: ReadonlySet<string> = new Set(['cognito-idp']);
const NO_SERVICES: ReadonlySet<string> = new Set();

export default defineRule({
  id: 'wildcard-resource',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  securitySeverity: 5,
  fix: 'unsafe',
  reportsIn: 'template',
  docs: {
    summary: 'Statement allows actions on every resource that could be limited to some.',
    rationale: 'The function may then read or change tables, buckets, queues and keys of other projects in the account.',
    remedy: 'Name the ARNs that the code works with: `!GetAtt Table.Arn`, `!Sub "${Bucket.Arn}/*"`; in a policy template of SAM the resource instead of `*`.',
    silentWhen: [
      'the actions have no resource types, or only optional ones',
      'what the actions work on has no name yet, as network interfaces of a function in a VPC, or is what event source mappings need',
      'the statement also lets the function make such resources, which get their ids by chance',
      'a user pool calls the function: a role that named the pool would go round in a circle',
      'another resource of the statement limits the action all the same',
      'the statement has a Condition, or denies',
      'the service is CloudWatch Logs',
      'another rule speaks: `wildcard-action`, `admin-permissions`, `pass-role-wildcard`, `privilege-escalation`, `inverted-policy-element`',
      'the policy belongs to no function',
    ],
    references: ['https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html'],
  },
  messages: {
    any: "{grantee} may use {actions} on every resource: '{resource}'{when}.",
    template: "{grantee} may use {actions} on every resource: policy template '{name}' has '*' as '{parameter}'{when}.",
  },
  requires: { functions, grants, iamTables, narrowedGrants, starredTemplates },

  *check({ functions: all, grants: { statements }, iamTables: tables, narrowedGrants: narrowed, starredTemplates: starred }) {
    const ofPools = new Set(all.filter(({ triggers }) => triggers.some(({ kind }) => kind === 'cognito')).map(({ template, logicalId }) => `${template}#${logicalId}`));
    for (const statement of statements) {
      if (statement.effect !== 'Allow' || statement.hasCondition || statement.inverted.length > 0) continue;
      const open = openResource(tables, statement, isCalledByPool(statement, ofPools) ? USER_POOLS : NO_SERVICES);
      if (!open) continue;
      const { resource, actions } = open;
      yield {
        message: 'any',
        data: {
          grantee: granteeWords(statement.grantee),
          actions: quotedNames(actions.map(({ text }) => text)),
          resource: resource.text,
          when: qualifier({ when: bothWords(actions[0]?.when, resource.when) }),
        },
        at: resource.at,
        ...onlyFunction(statement.grantee),
        fixes: () => narrowed(statement),
      };
    }
    for (const { used: { name, grantee, ...used }, parameter, actions, at, when } of starred) {
      if (name.startsWith('Cognito') && isCalledByPool({ ...used, grantee }, ofPools)) continue;
      yield { message: 'template', data: { grantee: granteeWords(grantee), actions: quotedNames(actions), name, parameter, when }, at, ...onlyFunction(grantee) };
    }
  },
});

/** The pool needs the function, and the function its role; a policy of its own may come after both. */
function isCalledByPool({ grantee: { kind, functions: users }, template }: Pick<Grant, 'grantee' | 'template'>, ofPools: ReadonlySet<string>): boolean {
  return kind !== 'policy' && users.some((fn) => ofPools.has(`${template}#${fn}`));
}

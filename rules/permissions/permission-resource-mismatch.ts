import { deniedAccess } from '../../src/project/denied-calls.js';
import { granteeWords, onlyFunction } from '../../src/project/grantee-words.js';
import { inapplicableActions } from '../../src/project/inapplicable-actions.js';
import { allowAlso } from '../../src/project/permission-proposals.js';
import { functionNames, quotedNames, verbAfter } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'permission-resource-mismatch',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  fix: 'unsafe',
  reportsIn: 'template',
  docs: {
    summary: 'Action is granted, but on a resource that is not the one of the call, or not of the kind that the action works on.',
    rationale: 'The call fails with AccessDenied: what is granted is another table, the bucket in place of its objects, a table without its indexes, a function without the alias, a secret without the suffix of its ARN. Where no call is seen and the resource is of another kind than the action works on, the finding is a warning.',
    remedy: 'Name the resource that the call works on: `!Sub "${Bucket.Arn}/*"` for objects, `!Sub "${Table.Arn}/index/*"` for an index, the ARN of the alias, `secret:name-??????`.',
    silentWhen: [
      'a part of the role cannot be seen: it is a parameter, is written elsewhere, has a managed policy of unknown contents, or a macro may add to it',
      'no call is seen, and another resource of the statement or another statement fits the action, the action has a wildcard or no resource types, or CDK grants it along with others',
      'the resource of the call or of the statement has parts that deployment fills in, and may be the same',
      'the statement has a condition, or stands in a branch',
      'the client has credentials of its own, or an endpoint (one for connections of an API or for IoT always has), or cannot be seen through',
      'the resource has a policy of its own that may allow the call',
      'another statement of the role names the resource of the call, without the action: `missing-permission` tells of the call',
      'several functions share the handler, and another one may make the call',
    ],
    references: ['https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html', 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html'],
  },
  messages: {
    mismatch: '{role} allows {actions} on {granted}, which is not what {functions} {verb} {operations} on{resource}.',
    call: "'{action}' is needed here.",
    type: '{grantee} may use {actions} on {granted}, but IAM asks for a resource of type {types}.',
  },
  requires: { deniedAccess, inapplicableActions },

  *check({ deniedAccess: { grants, calls: deniedCalls }, inapplicableActions: inapplicable }) {
    for (const { at, granted, policy, resource, actions, calls, role, owners, missing } of grants) {
      const [only, other] = owners;
      yield {
        message: 'mismatch',
        data: {
          role: policy !== undefined ? `Policy template '${policy}'` : role === undefined ? 'The role' : `Role '${role}'`,
          actions: quotedNames(actions),
          granted: quotedNames(granted),
          functions: functionNames(owners),
          verb: verbAfter(functionNames(owners), 'call'),
          operations: actions.length === 1 ? 'it' : 'them',
          resource: resource === undefined ? '' : `: '${resource}'`,
        },
        at,
        related: calls.map((call) => ({ message: 'call' as const, data: { action: call.action }, at: call.at })),
        fixes: () => allowAlso(at, missing, policy !== undefined),
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
    for (const { grant, resource, actions, types } of inapplicable) {
      const denied = [...grants, ...deniedCalls].filter(({ owners }) => owners.some(({ logicalId }) => grant.grantee.functions.includes(logicalId))).flatMap((one) => one.actions);
      const left = actions.filter(({ text }) => !denied.some((action) => action.toLowerCase() === text.toLowerCase()));
      // The call says more about it.
      if (left.length === 0) continue;
      yield {
        message: 'type',
        data: { grantee: granteeWords(grant.grantee), actions: quotedNames(left.map(({ text }) => text)), granted: quotedNames(grant.resources.map(({ text }) => text)), types: alternatives(types) },
        // A resource that another stack hands on is not written where it is granted.
        at: resource.at.path === grant.at.path ? resource.at : (left[0]?.at ?? grant.at),
        severity: 'warning',
        ...onlyFunction(grant.grantee),
      };
    }
  },
});

/** "'bucket'", "'table' or 'index'". */
function alternatives(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(' or ');
}

import { deniedAccess } from '../../src/project/denied-calls.js';
import type { DeniedCall } from '../../src/project/denied-calls.js';
import { detourOf } from '../../src/project/detour.js';
import { allow } from '../../src/project/permission-proposals.js';
import { functionNames, quotedNames, verbAfter } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'missing-permission',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  fix: 'unsafe',
  docs: {
    summary: 'Function calls AWS in a way that its role does not allow, or the policy of the resource forbids.',
    rationale: 'The call fails with AccessDenied on the first invocation that comes by it.',
    remedy: 'Allow the action on the resource that the call works on, in the policies of the function or its role.',
    silentWhen: [
      'a part of the role cannot be seen: it is a parameter, is written elsewhere, has a managed policy of unknown contents, a macro may add to it, or an output of the template gives its name to whoever attaches policies',
      'a statement may allow the call: under a condition, in a branch, on a resource with parts that deployment fills in',
      'the client has credentials of its own, or an endpoint (one for connections of an API or for IoT always has), or cannot be seen through',
      'the code takes on another role, and the client is not made of nothing right where it is used, or for the whole file: one with the other role may come in its place',
      'the code is shared, and only other functions give it the client that makes the call',
      'it is not known for certain what the call needs',
      'it may be about a version of an object, and the action for versions is allowed',
      'it works on what an environment variable names that is empty, or that the function does not set, and the code copes with that',
      'on each way to the call a test asks for a variable without default that nobody sets, or that the function sets to another text',
      'on each way to the call a test asks for a setting (`config.archive`, in Python also `config.get("archive")`) that the file does not have as true, or in Python compares a parameter that has a text as its default: callers choose',
      'the resource has a policy of its own that may allow the call (what it allows the account as a whole is left to the role), or it is not seen which of a service with such a policy it is',
      'several functions share the handler, and another one may make the call',
      'it lists the parts of an S3 upload that it started itself, or gives it up: whoever starts one may',
      'none of five functions or more has any policy, alias, dead-letter queue or VPC, and the template has nothing but functions and their APIs: what gives them their roles is elsewhere',
      'no function has any of these, the template has nothing but functions and their APIs, and files of CDK, Terraform, Serverless Framework, SST or Pulumi lie in its folder or around it, or lie beside it and name the folder of the code: these give the functions their roles',
      'the template has nothing but functions that nothing calls, without policies, aliases, dead-letter queues and outputs: it is there to try them',
      'the action is granted on another resource: `permission-resource-mismatch`',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html', 'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html'],
  },
  messages: {
    missing: '{functions} {verb} {operation}{resource}, but {role} does not allow {actions}{granted}.',
    denied: '{functions} {verb} {operation}{resource}, but {role} forbids {actions}.',
    deniedByResource: '{functions} {verb} {operation}{resource}, whose own policy forbids {actions} to everyone.',
    forbids: 'A statement forbids it here.',
    owner: "Function '{fn}' is declared here.",
    step: "Reached through '{name}'.",
  },
  requires: { deniedAccess },

  *check({ deniedAccess: { calls } }) {
    for (const call of calls) {
      const { at, deniedBy, steps, owners, missing } = call;
      const [only, other] = owners;
      yield {
        message: deniedBy ? (deniedBy.isOfRole ? 'denied' : 'deniedByResource') : 'missing',
        data: wording(call),
        at,
        related: [
          ...(deniedBy ? [{ message: 'forbids' as const, at: deniedBy.at }] : []),
          ...detourOf(steps).map((step) => ({ message: 'step' as const, data: { name: step.name }, at: step.at, step: true as const })),
          ...owners.map((fn) => ({ message: 'owner' as const, data: { fn: fn.logicalId }, at: fn.at })),
        ],
        // What a statement forbids no other can allow.
        fixes: () => (deniedBy ? [] : allow(missing)),
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});

function wording({ operation, resource, role, actions, granted, isAllowedElsewhere, owners }: DeniedCall): { readonly functions: string; readonly verb: string; readonly operation: string; readonly resource: string; readonly role: string; readonly actions: string; readonly granted: string } {
  const functions = functionNames(owners);
  const only = granted.length === 0 ? '' : `, only ${quotedNames(granted)}`;
  const elsewhere = resource === undefined ? ' on what it works on' : ' on it';
  return {
    functions: `${functions.charAt(0).toUpperCase()}${functions.slice(1)}`,
    verb: verbAfter(functions, 'call'),
    operation: `'${operation}'`,
    resource: resource === undefined ? '' : ` on '${resource}'`,
    role: role === undefined ? 'its role' : `role '${role}'`,
    actions: quotedNames(actions),
    granted: isAllowedElsewhere ? elsewhere : only,
  };
}

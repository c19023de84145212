import { grants } from '../../src/project/grants.js';
import type { Grant } from '../../src/project/grants.js';
import { granteeWords, onlyFunction } from '../../src/project/grantee-words.js';
import { quotedNames } from '../../src/project/shared-values.js';
import { trust } from '../../src/project/trust.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'inverted-policy-element',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  securitySeverity: 7,
  reportsIn: 'template',
  docs: {
    summary: 'Statement allows everything but what it names.',
    rationale: '`NotAction`, `NotResource` and `NotPrincipal` with `Allow` grant all that is left, including services and resources that do not exist yet.',
    remedy: 'Name what is allowed in `Action`, `Resource` or `Principal`; to keep something out, add a statement that denies it.',
    silentWhen: ['the statement denies', 'the statement has a Condition', 'the policy belongs to no function, or is a permissions boundary', 'the statement has both an element and its inversion, which IAM refuses: `malformed-policy`'],
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html'],
  },
  messages: {
    NotAction: '{grantee} may use every action of every service but {names} on {resources}.',
    NotResource: '{grantee} may use {actions} on every resource but {names}.',
    principal: '{role} may be assumed by everyone but the principals that are named.',
    also: 'That is every resource but {names}.',
  },
  requires: { grants, trust },

  *check({ grants: { statements }, trust: trusted }) {
    for (const { effect, hasCondition, inverted, actions, resources, grantee } of statements) {
      const [first, second] = [...inverted].sort((a, b) => a.name.localeCompare(b.name));
      if (effect !== 'Allow' || hasCondition || !first) continue;
      if (inverted.some(({ name }) => (name === 'NotAction' ? actions : resources).length > 0)) continue;
      const data = { grantee: granteeWords(grantee), names: namesOf(first) };
      const related = second ? [{ message: 'also' as const, data: { names: namesOf(second) }, at: second.at }] : [];
      const place = { at: first.at, related, ...onlyFunction(grantee) };
      if (first.name === 'NotAction') yield { message: 'NotAction', data: { ...data, resources: second ? 'the resources that are left' : quotedNames(resources.map(({ text }) => text)) }, ...place };
      else yield { message: 'NotResource', data: { ...data, actions: quotedNames(actions.map(({ text }) => text)) }, ...place };
    }
    for (const { effect, hasCondition, notPrincipal, role } of trusted) {
      if (effect !== 'Allow' || hasCondition || !notPrincipal) continue;
      const words = role.kind === 'function' ? `The role of function '${role.logicalId}'` : granteeWords(role);
      yield { message: 'principal', data: { role: words }, at: notPrincipal, ...onlyFunction(role) };
    }
  },
});

function namesOf({ entries }: Grant['inverted'][number]): string {
  return quotedNames(entries.map(({ text }) => text));
}

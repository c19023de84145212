import { overbroadPolicy } from '../../src/data/find-managed-policy.js';
import type { OverbroadPolicy } from '../../src/data/find-managed-policy.js';
import { findManagedPolicy } from '../../src/data/find-policy.js';
import { grants } from '../../src/project/grants.js';
import { granteeWords, onlyFunction } from '../../src/project/grantee-words.js';
import { qualifier, quotedNames } from '../../src/project/shared-values.js';
import { usedOfGrant } from '../../src/project/used-of-grant.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'overbroad-managed-policy',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  securitySeverity: 6,
  reportsIn: 'template',
  docs: {
    summary: 'AWS managed policy gives full control over services.',
    rationale: 'It allows the function every action of the service on every resource of the account, not only on those of the project.',
    remedy: 'Use a SAM policy template or a statement with the actions and resources that the code needs.',
    silentWhen: ['the policy is one made for execution roles', 'the policy is not managed by AWS', 'the role trusts other services only'],
    references: ['https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html', 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html'],
  },
  messages: {
    overbroad: "{grantee} has managed policy '{policy}', which grants {grants} on every resource{when}{used}.",
  },
  requires: { grants, usedOfGrant },

  *check({ grants: { attached }, usedOfGrant: usedOf }) {
    for (const { name, at, when, grantee, template } of attached) {
      const policy = overbroadPolicy(name);
      if (!policy) continue;
      yield {
        message: 'overbroad',
        data: { grantee: granteeWords(grantee), policy: policy.name, grants: grantWords(policy.grants), when: qualifier({ when }), used: usedOf(template, grantee, allowedBy(policy)) },
        at,
        ...onlyFunction(grantee),
      };
    }
  },
});

/** The actions of the policy, where they are in a table. */
function allowedBy({ name, grants: words }: OverbroadPolicy): readonly string[] {
  const statements = findManagedPolicy(name);
  if (statements) return statements.flatMap(({ effect, actions }) => (effect === 'Allow' ? actions : []));
  const patterns = words.split(', ');
  return patterns.every((pattern) => /^[a-z0-9-]+:\S+$/.test(pattern)) ? patterns : [];
}

/** Patterns of actions in quotes; other words as they are. */
function grantWords(words: string): string {
  return words.includes('*') ? quotedNames(words.split(', ')) : words;
}

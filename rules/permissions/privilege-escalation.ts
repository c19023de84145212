import type { Location } from '../../src/diagnostic.js';
import { escalations } from '../../src/project/escalations.js';
import type { EscalationStep } from '../../src/project/escalations.js';
import { granteeWords, onlyFunction } from '../../src/project/grantee-words.js';
import { quotedNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'privilege-escalation',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  securitySeverity: 9,
  reportsIn: 'template',
  docs: {
    summary: 'Function may raise its own rights.',
    rationale: 'Whoever gets code to run in the function can change its permissions, or act through something that has more.',
    remedy: 'Limit the actions to named resources, or take one of them away.',
    silentWhen: [
      'one of the actions is limited to named resources that are not the role of the function itself',
      'a statement has a Condition',
      'all of the actions come from `service:*` or `*`: `wildcard-action` and `admin-permissions` speak about these',
      'the policy belongs to no function',
    ],
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege', 'https://pathfinding.cloud/'],
  },
  messages: {
    raise: '{grantee} may raise its own rights by {actions}{more}.',
    with: "'{action}' is allowed here.",
  },
  requires: { escalations },

  *check({ escalations: found }) {
    for (const { grantee, steps, others, at } of found) {
      yield {
        message: 'raise',
        data: { grantee: granteeWords(grantee), actions: quotedNames(steps.map(({ action }) => action)), more: others.length === 0 ? '' : `, and in ${others.length} more ${others.length === 1 ? 'way' : 'ways'}` },
        at,
        related: elsewhere([...steps, ...others], at).map(({ action, at: place }) => ({ message: 'with' as const, data: { action }, at: place })),
        ...onlyFunction(grantee),
      };
    }
  },
});

/** The first at each place but that of the finding. */
function elsewhere(steps: readonly EscalationStep[], { path, start }: Location): readonly EscalationStep[] {
  const places = new Map(steps.toReversed().map((step) => [`${step.at.path}:${step.at.start}`, step]));
  places.delete(`${path}:${start}`);
  return steps.filter((step) => [...places.values()].includes(step));
}

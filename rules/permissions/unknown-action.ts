import { granteeWords, onlyFunction } from '../../src/project/grantee-words.js';
import { iamTables } from '../../src/project/iam-tables.js';
import { qualifier, quotedNames } from '../../src/project/shared-values.js';
import { unknownActions } from '../../src/project/unknown-actions.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'unknown-action',
  severity: 'warning',
  precision: 'medium',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'Statement names an action that AWS does not have.',
    rationale: 'IAM takes it, and it grants nothing: calls that were meant are denied. Most are misspelt, or named after an operation of the SDK whose action is called otherwise. For a service that does not exist the finding is an error.',
    remedy: 'Name the action as the Service Authorization Reference does: `s3:ListBucket`, not `s3:ListObjects`.',
    silentWhen: [
      'the action is known at deployment only',
      'the service is one whose actions are not in the tables',
      'it is an operation of the SDK, and the statement also has the actions that this needs, as in policy templates of SAM',
      'the action has no form of an action at all: `malformed-policy`',
      'the policy belongs to no function',
    ],
    references: ['https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html'],
  },
  messages: {
    service: "{grantee} names action '{action}', but AWS had no service '{service}' in IAM on {day}{when}.",
    action: "{grantee} names action '{action}', which '{service}' did not have on {day}{when}.",
    actions: "{grantee} names actions '{action}', but '{service}' had none that fit on {day}{when}.",
    operation: "{grantee} names action '{action}', which '{service}' did not have on {day}: the operation needs {needed}{when}.",
  },
  requires: { iamTables, unknownActions },

  *check({ iamTables: tables, unknownActions: unknown }) {
    for (const { kind, service, needed, entry, grant } of unknown) {
      yield {
        message: kind,
        data: { grantee: granteeWords(grant.grantee), action: entry.text, service, needed: quotedNames(needed), day: tables.asOf, when: qualifier(entry) },
        at: entry.at,
        ...(kind === 'service' ? { severity: 'error' as const } : {}),
        ...onlyFunction(grant.grantee),
      };
    }
  },
});

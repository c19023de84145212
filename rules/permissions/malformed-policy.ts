import { looksGenerated } from '../../src/data/value-shape.js';
import { granteeWords, onlyFunction } from '../../src/project/grantee-words.js';
import { policyFaults } from '../../src/project/policy-faults.js';
import { qualifier } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

const CREDENTIAL = /^[\w/+=-]{20,}$/;

export default defineRule({
  id: 'malformed-policy',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  reportsIn: 'template',
  hidesPlaces: true,
  docs: {
    summary: 'Policy has a form that IAM refuses.',
    rationale: 'The deployment fails with MalformedPolicyDocument, and the stack rolls back: the template itself is valid, IAM alone reads what the policy says.',
    remedy: 'Give each statement an `Effect`, one of `Action` and `NotAction`, and one of `Resource` and `NotResource` (of `Principal` and `NotPrincipal` in the trust policy of a role); name resources by ARN: `!GetAtt Orders.Arn`, not `!Ref Orders`.',
    silentWhen: [
      'the part is known at deployment only, a script fills it in before (`%TABLE_ARN%`), the default of a parameter is its own name, or a transform may add it',
      'the resource is a default, or a value of a mapping, in a part that is there under a condition only: who wants the part gives another one',
      'the resource is a default that says in words what to put there',
      'the policy has no `Version`, or an old one that IAM takes',
      'the policy belongs to no function',
      'the action has the right form, but does not exist: `unknown-action`',
    ],
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html'],
  },
  messages: {
    version: "{grantee} has a policy of version '{value}', which is neither '2012-10-17' nor '2008-10-17'{when}.",
    effect: "{grantee} has a statement with the effect '{value}', which is neither 'Allow' nor 'Deny'{when}.",
    statements: "{grantee} has a policy without '{value}'{when}.",
    missing: "{grantee} has a statement without '{value}'{when}.",
    both: "{grantee} has a statement with both '{value}' and 'Not{value}'{when}.",
    empty: "{grantee} has a statement with an empty '{value}'{when}.",
    principal: "{grantee} has a statement with '{value}', which policies of roles do not take{when}.",
    trusted: "{grantee} has a statement with '{value}', which trust policies do not take{when}.",
    element: "{grantee} has a statement with '{value}', which is no element of a policy{when}.",
    sid: "{grantee} has a statement with the Sid '{value}', which holds more than letters and digits{when}.",
    duplicate: "{grantee} has a policy with two statements of the Sid '{value}'{when}.",
    shape: "{grantee} has a policy in which '{value}' has another type than IAM takes{when}.",
    action: "{grantee} has a statement with the action '{value}', which names no service{when}.",
    colons: "{grantee} has a statement with the action '{value}', which has more than one colon{when}.",
    resource: "{grantee} has a statement with the resource '{value}', which is neither an ARN nor '*'{when}.",
    partition: "{grantee} has a statement with the resource '{value}', whose partition does not exist{when}.",
    parts: "{grantee} has a statement with the resource '{value}', which has less than the six parts of an ARN{when}.",
    region: "{grantee} has a statement with the resource '{value}', which names a region though IAM has none{when}.",
    entry: "{grantee} has '{value}' in its policies, which starts neither a policy document nor the one policy template that SAM takes there{when}.",
    operator: "{grantee} has a condition with the operator '{value}', which IAM does not have{when}.",
    key: "{grantee} has a condition on '{value}', which names no service{when}.",
  },
  requires: { policyFaults },

  *check({ policyFaults: faults }) {
    for (const { kind, value, grantee, at, when } of faults) {
      // What stands where a name belongs may be anything: no name is as random.
      const isCredential = CREDENTIAL.test(value) && looksGenerated(value, false);
      yield {
        message: kind,
        data: { grantee: granteeWords(grantee), value: isCredential ? `${value.slice(0, 4)}…` : value, when: qualifier({ when }) },
        at,
        ...onlyFunction(grantee),
        ...(isCredential ? { isPlaceHidden: true } : {}),
      };
    }
  },
});

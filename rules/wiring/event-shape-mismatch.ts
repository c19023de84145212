import { authorizerMismatches } from '../../src/project/authorizer-mismatches.js';
import { eventMismatches } from '../../src/project/event-mismatches.js';
import { functionNames } from '../../src/project/shared-values.js';
import { TRIGGER_NAMES } from '../../src/project/trigger.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'event-shape-mismatch',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Handler reads the event of another trigger than its own.',
    rationale: 'Each service sends an event of its own shape. Members of another one are undefined (a KeyError in Python) on every invocation; tests pass, because their events match the code and not the template. So it is with `requestContext.authorizer`: user pools fill in `claims`, JWT authorizers `jwt`, Lambda authorizers of HTTP APIs `lambda`, those of REST APIs none of these.',
    remedy: 'Read the members that the trigger sends, or give the function the trigger that the code is written for.',
    silentWhen: ['the code reads members of its own event as well, tests for the member, or catches exceptions around the read and goes on', 'a wrapper or a decorator that may change the event stands before the handler, or the event is handed to code outside of the project', 'a trigger may send what it is told to (EventBridge, Step Functions), or other functions may invoke it', 'what an authorizer gives has a default, or the code reads something else of `requestContext.authorizer`', 'it is a member of the other payload format of API Gateway: `payload-version-mismatch`'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html'],
  },
  messages: {
    mismatch: "Code of {functions} reads '{member}' of the event, which no event of '{name}' has.",
    trigger: "'{name}' is of kind '{kind}'.",
    authorizer: "Code of {functions} reads '{member}' of the event, which {kind} '{name}' never gives.",
    checked: "Requests pass '{name}' before they come here.",
  },
  requires: { authorizerMismatches, eventMismatches },

  *check({ authorizerMismatches: ofAuthorizers, eventMismatches: all }) {
    for (const { member, trigger, at, owners } of all) {
      const [only, other] = owners;
      const { name, kind } = trigger;
      yield {
        message: 'mismatch',
        data: { functions: functionNames(owners), member, name },
        at,
        related: [{ message: 'trigger', data: { name, kind: TRIGGER_NAMES.get(kind) ?? kind }, at: trigger.at }],
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
    for (const { member, authorizer: { kind, name, at: eventAt }, at, owners } of ofAuthorizers) {
      const [only, other] = owners;
      yield {
        message: 'authorizer',
        data: { functions: functionNames(owners), member, name, kind: AUTHORIZERS[kind] },
        at,
        related: [{ message: 'checked', data: { name }, at: eventAt }],
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});

const AUTHORIZERS = { lambda: 'Lambda authorizer', cognito: 'Cognito authorizer', jwt: 'JWT authorizer', iam: 'authorizer', none: 'authorizer', unknown: 'authorizer' };

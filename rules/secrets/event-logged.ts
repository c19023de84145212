import { loggedEvents } from '../../src/project/logged-events.js';
import type { SensitiveEvent } from '../../src/project/sensitive-events.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

const CONTENTS: Readonly<Record<SensitiveEvent['kind'], string>> = {
  authorized: 'the credentials that callers send', authorizer: 'the credentials that it checks', cognito: 'the attributes of users', ses: 'senders, recipients and headers of mails',
};

const ORIGINS = { authorized: 'authorized', authorizer: 'authorizer', cognito: 'trigger', ses: 'trigger' } as const;

export default defineRule({
  id: 'event-logged',
  severity: 'warning',
  precision: 'medium',
  preset: 'strict',
  securitySeverity: 5.3,
  docs: {
    summary: 'Event that carries credentials or personal data is logged whole.',
    rationale: 'Tokens that are still valid and data of users stay in the log for as long as it is kept, for everyone who may read it.',
    remedy: 'Log the few members that help (`requestContext.requestId`, the path), or take credentials out first.',
    silentWhen: [
      'the trigger is an API without authorizer, or signs with IAM, or its authorizer is not known before deployment',
      'the event goes through a function that may mask it (a replacer of `JSON.stringify`, `redact` of pino, a logging filter)',
      'the line stands under a condition, which may be a setting',
      'the line is a debug line, or of a logger whose level is not known',
      'members without credentials are logged',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/security-dataprotection.html', 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html'],
  },
  messages: {
    logged: '{what} of {functions} is logged here, with {contents}.',
    authorized: "Requests of this event have passed authorizer '{name}'.",
    authorizer: "'{name}' has the function check credentials.",
    trigger: "Events come from '{name}'.",
  },
  requires: { loggedEvents },

  *check({ loggedEvents: all }) {
    for (const { at, member, event, owners } of all) {
      const [only, other] = owners;
      yield {
        message: 'logged',
        data: { what: member === '' ? 'The whole event' : `'${member}' of the event`, functions: functionNames(owners), contents: CONTENTS[event.kind] },
        at,
        isPlaceShown: true,
        related: [{ message: ORIGINS[event.kind], data: { name: event.name }, at: event.at }],
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});

import { retainedEvents } from '../../src/project/retained-events.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'request-state-in-module-scope',
  severity: 'warning',
  precision: 'medium',
  preset: 'strict',
  docs: {
    summary: 'List outside of the handler collects parts of events, or texts about them, and is never emptied.',
    rationale: 'An execution environment serves many invocations: each finds what those before it have left, so that answers contain the data of other requests, and memory grows until the environment is ended.',
    remedy: 'Create the list in the handler, or empty it at the beginning of each invocation.',
    silentWhen: [
      'the list is assigned anew, or something is taken out of it',
      'other modules get at it',
      'what is added is not certainly part of the event; or is a text that a function adds which has no part of the event, or under a test of what functions write to variables of the module',
      'it is a map or a set: most of these are caches',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  messages: {
    grows: "List '{variable}' outlives the invocation, and {functions} {verb} to it with each event.",
  },
  requires: { retainedEvents },

  *check({ retainedEvents: all }) {
    for (const { variable, at, owners } of all) {
      const [only, other] = owners;
      yield {
        message: 'grows',
        data: { variable, functions: functionNames(owners), verb: other ? 'add' : 'adds' },
        at,
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});

import { untracedSegments } from '../../src/project/untraced-segments.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'tracer-without-tracing',
  severity: 'warning',
  precision: 'medium',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'Code records segments of a trace, but its function is not traced.',
    rationale: 'Without active tracing Lambda samples no invocation by itself: what the library records is dropped, and costs time all the same.',
    remedy: 'Set `Tracing: Active` (`TracingConfig.Mode` in CloudFormation), or take the library out.',
    silentWhen: [
      'tracing is not known before deployment',
      'something else in the project has tracing on: a caller that is traced decides for the function',
      'a variable switches the library off (`POWERTOOLS_TRACE_ENABLED`)',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html', 'https://docs.powertools.aws.dev/lambda/python/latest/core/tracer/'],
  },
  messages: {
    untraced: "Tracing is not active here, but the code of {functions} records segments with '{package}'.",
    recorded: 'Recording starts here.',
  },
  requires: { untracedSegments },

  *check({ untracedSegments: all }) {
    for (const { owners, at, package: name, call } of all) {
      const [only, other] = owners;
      yield {
        message: 'untraced',
        data: { functions: functionNames(owners), package: name },
        at,
        related: [{ message: 'recorded', at: call }],
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});

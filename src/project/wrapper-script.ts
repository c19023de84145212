import { possibilities } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import { literal } from './text.js';
import type { Text } from './text.js';

const WRAPPER = 'AWS_LAMBDA_EXEC_WRAPPER';

/**
 * Wrappers that trace or profile and then start the runtime with the handler as it is. Sources: aws-cdk-lib AdotLambdaExecWrapper;
 * Dynatrace 'Configure OneAgent for AWS Lambda'; Datadog 'Instrumenting serverless applications'; Lumigo 'Auto-trace with layers';
 * docs.aws.amazon.com/codeguru/latest/profiler-ug/python-lambda-layers.html.
 */
const TRACING = /^\/opt\/(?:otel-[a-z-]+|dynatrace|datadog_wrapper|lumigo_wrapper|codeguru_profiler_lambda_exec)$/;

/** Whether a script of somebody's own stands before the runtime: it may start other code, or set variables. */
export function hasWrapperScript(environment: ReadonlyMap<string, { readonly value: Resolved<Text> }> | undefined): boolean {
  const wrapper = environment?.get(WRAPPER)?.value;
  if (!wrapper || wrapper.state === 'absent') return false;
  const possible = possibilities(wrapper);
  return possible.length === 0 || !possible.every(({ value }) => TRACING.test(literal(value) ?? ''));
}

import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { Expression, TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { definitions } from './definitions.js';
import { member } from './evaluate.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { effectiveProperties } from './globals.js';
import { booleanOf, stringOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';

/** Functions that are not traced, with a call in the code of the first that records segments of a trace. */
export interface UntracedSegments {
  readonly owners: readonly LambdaFunction[];
  /** `PassThrough` where it is written, else the function. */
  readonly at: Location;
  readonly package: string;
  readonly call: Location;
}

const TRACERS = /^(?:@aws-lambda-powertools\/tracer|aws_lambda_powertools(?:\.tracing)?|aws-xray-sdk(?:-core)?|aws_xray_sdk(?:\.core)?)$/;
/** What starts to record, by its last name. */
const RECORDING = /^(?:Tracer|captureAWS|captureAWSClient|captureAWSv3Client|captureHTTPs\w*|captureAsyncFunc|captureFunc|captureMySQL|capturePostgres|patch|patch_all|xray_recorder|capture|capture_async|begin_subsegment|in_subsegment)$/;
/** Variables that switch the libraries off. */
const SWITCHES: ReadonlySet<string> = new Set(['POWERTOOLS_TRACE_ENABLED', 'POWERTOOLS_TRACE_DISABLED', 'AWS_XRAY_SDK_ENABLED']);

/** Functions whose code records segments that nobody sends. A caller that is traced itself may decide for them: then nothing is said. */
export const untracedSegments = defineAnalysis({
  name: 'untracedSegments',
  requires: { functions, definitions },
  run: ({ functions: all, definitions: templates }): readonly UntracedSegments[] => {
    if (templates.some(({ scope }) => tracesSomething(scope))) return [];
    const found = new Map<string, UntracedSegments & { readonly owners: LambdaFunction[] }>();
    for (const fn of all) {
      const call = known(fn.tracing) === 'PassThrough' && !switchesOff(fn) ? recordingCall(fn) : undefined;
      const { at } = fn.tracing;
      const key = `${at.path}:${at.start}`;
      const before = found.get(key);
      if (call && before) before.owners.push(fn);
      else if (call) found.set(key, { owners: [fn], at, ...call });
    }
    return [...found.values()];
  },
});

function recordingCall({ handlerCode }: LambdaFunction): Pick<UntracedSegments, 'package' | 'call'> | undefined {
  for (const { fact: { callee, arguments: given }, at } of handlerCode?.calls ?? []) {
    if (callee.kind !== 'import' || given.some(isSwitchedOff) || !TRACERS.test(callee.specifier) || !RECORDING.test(callee.path.at(-1) ?? '')) continue;
    return { package: callee.specifier, call: at };
  }
  return undefined;
}

/** `Tracer(disabled=True)`, `new Tracer({ enabled: false })`. */
function isSwitchedOff(options: Expression): boolean {
  return options.kind === 'object' && options.properties.some(({ name, value }) => (name === 'disabled' && !isBoolean(value, false)) || (name === 'enabled' && !isBoolean(value, true)));
}

function isBoolean(value: Expression, expected: boolean): boolean {
  return value.kind === 'boolean' && value.value === expected;
}

function switchesOff({ environment }: LambdaFunction): boolean {
  return environment.state === 'unknown' || [...(known(environment)?.keys() ?? [])].some((name) => SWITCHES.has(name));
}

/** Where an API, a topic, a state machine or a resolver keeps its own switch. */
const SWITCHES_OF_CALLERS: readonly (readonly string[])[] = [['TracingEnabled'], ['XrayEnabled'], ['TracingConfig'], ['TracingConfiguration', 'Enabled'], ['Tracing', 'Enabled']];

function tracesSomething(scope: TemplateScope): boolean {
  const sections = ['Api', 'HttpApi', 'StateMachine'].map((name) => member(scope, scope.template.globals, name));
  const resources = scope.template.resources.filter(({ type }) => type !== 'AWS::Lambda::Function' && type !== 'AWS::Serverless::Function').map((resource) => effectiveProperties(scope, resource));
  return [...sections, ...resources].some((properties) => SWITCHES_OF_CALLERS.some((path) => isOn(scope, member(scope, properties, ...path))));
}

function isOn(scope: TemplateScope, value: TemplateValue | undefined): boolean {
  if (!value) return false;
  const at = scope.at(value);
  return known(booleanOf(scope, value, at)) !== false && known(stringOf(scope, value, at)) !== 'PassThrough';
}

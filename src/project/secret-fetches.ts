import { defineAnalysis } from '../analysis.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import type { Expression } from '../facts/model.js';
import { callAt } from './by-function.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { CallStep, HandlerCall } from './handler-code.js';
import { isConstant } from './is-constant.js';
import { moduleGraph } from './module-graph.js';
import type { ModuleGraph } from './find-export.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { sdkCalls } from './sdk-calls.js';
import type { SdkCall } from './sdk-calls.js';
import { memberOf } from './sdk-meaning.js';
import { valueFlow } from './value-flow.js';
import type { Sited, ValueFlow } from './value-flow.js';

/** A secret or parameter that is the same each time and is fetched each time. */
export interface SecretFetch {
  readonly operation: string;
  readonly at: Location;
  readonly steps: () => readonly CallStep[];
}

/** Code that writes them wants the newest. */
const WRITING = /^(?:secrets-manager\.(?:Put|Update|Create|Rotate|Restore)|ssm\.PutParameter)/;

const FETCHING: ReadonlySet<string> = new Set([
  'secrets-manager.GetSecretValue', 'secrets-manager.BatchGetSecretValue', 'ssm.GetParameter', 'ssm.GetParameters', 'ssm.GetParametersByPath',
]);

/** Triggers that fire at deployment or by the clock: the next invocation rarely finds what an earlier one kept. */
const SELDOM: ReadonlySet<TriggerKind> = new Set<TriggerKind>(['cfn-custom-resource', 'secretsmanager-rotation', 'codepipeline', 'eventbridge-schedule', 'scheduler']);

/** Fetches of secrets and parameters on every invocation that nothing keeps. */
export const secretFetches = defineAnalysis({
  name: 'secretFetches',
  requires: { functions, moduleGraph, sdkCalls },
  run: ({ functions: all, moduleGraph: graph, sdkCalls: callsOf }): readonly Owned<SecretFetch>[] =>
    byOwners(all.filter(runsOften), (_code, fn) => readOnly(callsOf.get(fn.key) ?? []).flatMap((call): SecretFetch[] => {
      if (!FETCHING.has(`${call.service}.${call.operation}`) || call.via !== 'call' || !isFetchedAgain(call, graph)) return [];
      return [{ operation: call.operation, at: call.call.at, steps: call.steps }];
    })),
});

function readOnly(calls: readonly SdkCall[]): readonly SdkCall[] {
  return calls.some(({ service, operation }) => WRITING.test(`${service}.${operation}`)) ? [] : calls;
}

function runsOften({ triggers }: LambdaFunction): boolean {
  return triggers.length === 0 || triggers.some(({ kind }) => !SELDOM.has(kind));
}

function isFetchedAgain({ call, input, isPerInvocation, steps }: SdkCall, graph: ModuleGraph): boolean {
  if (!isPerInvocation || call.fact.isMemoised || !input || !isConstant(input, valueFlow(graph)) || isPublic(input, valueFlow(graph))) return false;
  return ![call, ...steps()].some((step) => isKept(step.at, graph));
}

/** AWS changes what it publishes, such as the id of the latest image, and who asks wants the newest: `/aws/service/ami-amazon-linux-latest/...`. */
function isPublic({ path, value }: Sited<Expression>, flow: ValueFlow): boolean {
  const named = ['Name', 'Names', 'Path'].flatMap((name) => memberOf(value, name) ?? []);
  const texts = named.flatMap((one) => flow.values(path, one)).flatMap((one) => (one.value.kind === 'list' ? one.value.items : [one.value]));
  return texts.length > 0 && texts.every((text) => startOf(text).startsWith('/aws/service/'));
}

function startOf(value: Expression): string {
  if (value.kind === 'text') return value.parts[0] ? startOf(value.parts[0]) : '';
  return value.kind === 'string' ? value.value : '';
}

/** A function on the way keeps something in a variable of the module: it may be what was fetched. */
function isKept(at: HandlerCall['at'], { modules }: ModuleGraph): boolean {
  const module = modules.get(at.path);
  const within = module && callAt(module, at)?.within;
  return module?.moduleWrites.some((write) => write.within === within) === true;
}

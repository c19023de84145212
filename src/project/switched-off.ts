import { known } from '../resolved.js';
import type { Expression } from '../facts/model.js';
import { isProvidedVariable } from './provided-variable.js';
import type { LambdaFunction } from './functions.js';
import type { HandlerCall } from './handler-code.js';
import { literal } from './text.js';
import type { ValueFlow } from './value-flow.js';

/** Whether a test on each way to a call fails in this function. Of what an object was made with, or a function called with, it may. */
export function isSwitchedOff(fn: LambdaFunction, call: HandlerCall, flow: ValueFlow): boolean {
  return call.needs.some(({ value }) => value.kind === 'unknown') || isOffInEnvironment(fn, call, flow);
}

/** Whether a test asks for a variable that nobody sets, or that the template sets to something else. */
export function isOffInEnvironment({ handlerCode, environment }: LambdaFunction, { needs }: HandlerCall, flow: ValueFlow): boolean {
  if (needs.length === 0 || !handlerCode || handlerCode.loadsEnvironment || environment.state === 'unknown') return false;
  const declared = known(environment);
  if (declared?.has('AWS_LAMBDA_EXEC_WRAPPER')) return false;

  function isFalse(setting: Expression): boolean {
    if (setting.kind !== 'env' && setting.kind !== 'flag') return false;
    if (setting.otherwise === null || handlerCode?.setsVariable(setting.variable) !== false) return false;
    const variable = declared?.get(setting.variable);
    if (setting.kind === 'env' && setting.mayBeEmpty) return !variable && setting.otherwise === undefined && !isProvidedVariable(setting.variable);
    const isUnset = (text: string | undefined): boolean => text !== undefined && (setting.kind === 'flag' && setting.text !== undefined ? !mayMean(text, setting.text) : text === '');
    if (!variable) return !isProvidedVariable(setting.variable) && isUnset(setting.otherwise ?? '');
    const text = variable.value.state === 'known' ? literal(variable.value.value) : undefined;
    return isUnset(text) && (text !== '' || isUnset(setting.otherwise ?? ''));
  }

  return needs.some(({ path, value }) => {
    const values = flow.values(path, value);
    return values.length > 0 && values.every((one) => isFalse(one.value));
  });
}

const YES = /^(?:true|yes|on|y)$/i;
const NO = /^(?:false|no|off|n)$/i;

/** CloudFormation writes truth values and numbers of a template in its own way: `True` becomes `true`, `1.0` may become `1`. */
function mayMean(written: string, wanted: string): boolean {
  if (written === wanted || (YES.test(written) && YES.test(wanted)) || (NO.test(written) && NO.test(wanted))) return true;
  return written.trim() !== '' && Number(written) === Number(wanted);
}

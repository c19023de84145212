import { known } from '../resolved.js';
import type { Expression } from '../facts/model.js';
import { isProvidedVariable } from './provided-variable.js';
import type { LambdaFunction } from './functions.js';
import type { HandlerCall } from './handler-code.js';
import { literal } from './text.js';
import type { ValueFlow } from './value-flow.js';

/** Whether a test on the way to a call fails in this function: it asks for a variable that the template does not set, or sets to something else. */
export function isSwitchedOff({ handlerCode, environment }: LambdaFunction, { needs }: HandlerCall, flow: ValueFlow): boolean {
  if (needs.length === 0 || !handlerCode || handlerCode.loadsEnvironment || environment.state === 'unknown') return false;
  const declared = known(environment);
  if (declared?.has('AWS_LAMBDA_EXEC_WRAPPER')) return false;

  function isFalse(setting: Expression): boolean {
    if (setting.kind !== 'env' && setting.kind !== 'flag') return false;
    const variable = declared?.get(setting.variable);
    if (!variable) return !isProvidedVariable(setting.variable);
    const text = variable.value.state === 'known' ? literal(variable.value.value) : undefined;
    return text !== undefined && (setting.kind === 'flag' && setting.text !== undefined ? text !== setting.text : text === '');
  }

  return needs.some(({ path, value }) => {
    const values = flow.values(path, value);
    return values.length > 0 && values.every((one) => isFalse(one.value));
  });
}

import type { Location } from '../diagnostic.js';
import type { CallFact } from '../facts/model.js';
import { known } from '../resolved.js';
import type { EntryFunction } from './entry-functions.js';
import type { LambdaFunction } from './functions.js';
import type { HandlerCode } from './handler-code.js';
import { literal } from './text.js';

const POWERTOOLS = /^(?:aws_lambda_powertools(?:\.logging(?:\.logger)?)?|@aws-lambda-powertools\/logger(?:\/middleware)?)$/;

/** What makes the logger of Powertools write each event: `log_event=True` at the handler, or the variable that switches it on. */
export function eventLoggingByPowertools({ entries }: HandlerCode, { environment }: LambdaFunction): readonly Location[] {
  return entries.flatMap((entry) => injections(entry).flatMap((call): Location[] => {
    const given = call.arguments.flatMap((options) => (options.kind === 'object' ? options.properties : [])).find(({ name }) => name === 'log_event' || name === 'logEvent')?.value;
    if (given?.kind === 'boolean' && given.value) return [{ path: entry.module.path, start: given.start, end: given.end }];
    const variable = known(environment)?.get('POWERTOOLS_LOGGER_LOG_EVENT')?.value;
    const text = variable?.state === 'known' ? literal(variable.value) : undefined;
    return !given && variable && text !== undefined && /^(?:true|1)$/i.test(text) ? [variable.at] : [];
  }));
}

function injections({ module, fact }: EntryFunction): readonly CallFact[] {
  const isOwn = module.language === 'python' ? (call: CallFact) => decorates(call) : (call: CallFact) => isInside(call) || module.exports.length === 1;
  return module.calls.filter((call) => isInjection(call) && isOwn(call));

  /** A decorator stands above its function: the first that begins behind it. */
  function decorates(call: CallFact): boolean {
    const next = module.functions.filter(({ start }) => start > call.start).reduce<number>((least, { start }) => Math.min(least, start), Infinity);
    return call.within === null && next === fact.start;
  }

  function isInside({ within }: CallFact): boolean {
    return within === fact.id;
  }
}

function isInjection({ callee }: CallFact): boolean {
  const name = callee.kind === 'import' && POWERTOOLS.test(callee.specifier) ? callee.path.at(-1) : undefined;
  return name === 'inject_lambda_context' || name === 'injectLambdaContext' || name === 'logEventIfEnabled';
}

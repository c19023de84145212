import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { CallFact, Expression, ModuleFacts } from '../facts/model.js';
import type { EntryFunction, EventHolder } from './entry-functions.js';
import { holds } from './entry-functions.js';
import type { ModuleGraph } from './find-export.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { HandlerCode } from './handler-code.js';
import { eventLoggingByPowertools } from './event-logging-by-powertools.js';
import { loggingCalls } from './logging-calls.js';
import { moduleGraph } from './module-graph.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { sensitiveEvents } from './sensitive-events.js';
import type { SensitiveEvent } from './sensitive-events.js';

/** A log line that shows the event, or the part of it that is nobody's business. */
export interface LoggedEvent {
  readonly at: Location;
  /** The member that is logged, `request.userAttributes`; empty for the whole event. */
  readonly member: string;
  readonly event: SensitiveEvent;
}

/** Everywhere that events with credentials or personal data are logged, each place once. */
export const loggedEvents = defineAnalysis({
  name: 'loggedEvents',
  requires: { functions, moduleGraph, sensitiveEvents },
  run: ({ functions: all, moduleGraph: graph, sensitiveEvents: sensitive }): readonly Owned<LoggedEvent>[] =>
    byOwners(all, (code, fn) => {
      const event = sensitive.get(fn.key);
      return event ? [...loggedIn(code, event, graph), ...loggedByPowertools(code, fn, event)] : [];
    }),
});

function loggedByPowertools(code: HandlerCode, fn: LambdaFunction, event: SensitiveEvent): readonly LoggedEvent[] {
  return eventLoggingByPowertools(code, fn).map((at) => ({ at, member: '', event }));
}

function loggedIn(code: HandlerCode, event: SensitiveEvent, graph: ModuleGraph): readonly LoggedEvent[] {
  const isLogging = loggingCalls(code, graph);
  const ofHolder = (holder: EventHolder, module: ModuleFacts): readonly LoggedEvent[] => (shownOf(module).get(holder.id) ?? []).flatMap(({ call, value }) => {
    const told = call.within !== null && !call.isBranched && code.isInvoked(holder.path, call.within) && holds(holder, value) ? toldBy(holder, value, event) : undefined;
    return told && isLogging(holder.path, call) ? [told] : [];
  });
  return code.entries.flatMap(({ holders }: EntryFunction) => holders.flatMap((holder) => {
    const module = graph.modules.get(holder.path);
    return module ? ofHolder(holder, module) : [];
  }));
}

interface Shown {
  readonly call: CallFact;
  readonly value: Extract<Expression, { kind: 'parameter' }>;
}

const shownByModule = new WeakMap<ModuleFacts, ReadonlyMap<number, readonly Shown[]>>();

/** What calls would show of parameters if they wrote log lines, by the function that has the parameter: thousands of functions of one module may hold the event. */
function shownOf(module: ModuleFacts): ReadonlyMap<number, readonly Shown[]> {
  const known = shownByModule.get(module);
  if (known) return known;
  const shown = new Map<number, Shown[]>();
  for (const call of module.calls) for (const value of call.arguments.flatMap(writtenOut)) {
    if (value.kind !== 'parameter') continue;
    const before = shown.get(value.function);
    if (before) before.push({ call, value });
    else shown.set(value.function, [{ call, value }]);
  }
  shownByModule.set(module, shown);
  return shown;
}

function toldBy(holder: EventHolder, value: Shown['value'], event: SensitiveEvent): LoggedEvent | undefined {
  const path = [...holder.prefix, ...value.path];
  return isTelling(path, event.kind) ? { at: { path: holder.path, start: value.start, end: value.end }, member: path.join('.'), event } : undefined;
}

/** Everything that a log line shows of an argument: what is in texts, lists and objects, and what is turned into JSON as it is. */
function writtenOut(value: Expression): readonly Expression[] {
  switch (value.kind) {
    case 'text': return value.parts.flatMap(writtenOut);
    case 'list': return value.items.flatMap(writtenOut);
    case 'object': return value.properties.flatMap((property) => writtenOut(property.value));
    case 'call': {
      const name = 'path' in value.callee ? `${value.callee.kind === 'import' ? `${value.callee.specifier}.` : ''}${value.callee.path.join('.')}` : '';
      const [shown, replacer] = value.arguments;
      if (!shown || !AS_IT_IS.test(name) || (name === 'JSON.stringify' && replacer && mayReplace(replacer))) return [];
      return writtenOut(shown);
    }
    default: return [value];
  }
}

const AS_IT_IS = /^(?:JSON\.stringify|json\.dumps|(?:node:)?util\.(?:default\.)?inspect|pprint\.pformat)$/;

/** `null` is the one replacer that replaces nothing. */
function mayReplace(replacer: Expression): boolean {
  return replacer.kind !== 'unknown' || !replacer.isNull;
}

/** Whether a member of the event holds what makes it sensitive. */
function isTelling(path: readonly string[], kind: SensitiveEvent['kind']): boolean {
  const name = path.join('.');
  switch (kind) {
    case 'authorized': case 'authorizer': return /^(?:|authorizationToken|(?:headers|multiValueHeaders)(?:\.authorization)?)$/i.test(name);
    case 'cognito': return /^(?:|request(?:\.(?:userAttributes|password))?)$/.test(name);
    case 'ses': return /^(?:|Records(?:\.#item)?)$/.test(name);
  }
}

import type { Expression, Reference } from '../facts/model.js';
import { callersOf } from './callers.js';
import type { EntryFunction } from './entry-functions.js';
import type { ModuleGraph } from './find-export.js';
import { argumentGiven } from './given-argument.js';
import type { Sited } from './value-flow.js';

const MAX_DEPTH = 6;

/** The member of the handler's event that an expression holds, as in `ParameterReference`; undefined where callers differ, or it is none. */
export function eventPath(graph: ModuleGraph, entries: readonly EntryFunction[], sited: Sited<Expression>): readonly string[] | undefined {
  return entryParameter(graph, entries, sited, 0, 0);
}

/** The same for any parameter of the handler: 1 is the context. */
export function entryParameter(graph: ModuleGraph, entries: readonly EntryFunction[], { path, value }: Sited<Expression>, index: number, depth: number): readonly string[] | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (value.kind === 'call') {
    const text = isJsonParse(value) ? value.arguments[0] : undefined;
    const found = text && entryParameter(graph, entries, { path, value: text }, index, depth + 1);
    return found && [...found, '#json'];
  }
  if (value.kind !== 'parameter') return undefined;
  const { function: id } = value;
  if (entries.some(({ module, fact }) => module.path === path && fact.id === id)) return value.index === index ? value.path : undefined;
  const fact = graph.modules.get(path)?.functions[id];
  const given = callersOf(graph, { path, id }).map((caller) => {
    const argument = argumentGiven(fact, caller.arguments ?? [], value.index);
    return argument && entryParameter(graph, entries, { path: caller.path, value: argument }, index, depth + 1);
  });
  const [first] = given;
  const isAgreed = first !== undefined && given.every((one) => one?.join('.') === first.join('.'));
  return isAgreed ? [...first, ...value.path] : undefined;
}

/** Whether a call reads a text as JSON. */
export function isJsonParse({ callee }: { readonly callee: Reference }): boolean {
  if (callee.kind === 'global') return callee.path.join('.') === 'JSON.parse';
  return callee.kind === 'import' && callee.specifier === 'json' && callee.path.join('.') === 'loads';
}

/** `Records[].s3.object.key`: whether the path ends so. What a text in the event says is not the event itself. */
export function endsWith(path: readonly string[] | undefined, ...members: readonly string[]): boolean {
  return path !== undefined && !path.includes('#json') && path.length >= members.length && members.every((name, index) => path[path.length - members.length + index] === name);
}

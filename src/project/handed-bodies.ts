import type { Location } from '../diagnostic.js';
import type { Expression, Reference } from '../facts/model.js';
import { callersOf } from './callers.js';
import type { EntryFunction } from './entry-functions.js';
import { resolveReference } from './find-export.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';
import { argumentGiven } from './given-argument.js';

/** What a handler gives a function of the project that answers with it as it is: `return answer(200, { orders })`. */
export interface HandedBody {
  readonly body: Expression;
  /** Where that function names it, if nobody gives it a text; otherwise where the handler gives it. */
  readonly at: Location;
}

interface Answering {
  readonly index: number;
  readonly at: Location;
}

/** Bodies of the answers that a handler has another function make; those of which that function makes something are left out. */
export function handedBodies(graph: ModuleGraph, { module, fact }: EntryFunction): readonly HandedBody[] {
  const known = new Map<string, Answering | undefined>();
  const answeringOf = (at: FunctionAt): Answering | undefined => {
    const key = `${at.path}#${at.id}`;
    if (!known.has(key)) known.set(key, answering(graph, at));
    return known.get(key);
  };
  return module.returns.flatMap(({ within, value }) => {
    if (within !== fact.id || value?.kind !== 'call' || value.isNew) return [];
    const [only, other] = resolveReference(graph, module.path, value.callee);
    const helper = only && !other ? answeringOf(only) : undefined;
    const body = only && helper && argumentGiven(graph.modules.get(only.path)?.functions[only.id], value.arguments, helper.index);
    return body ? [{ body, at: helper.at.path === '' ? { path: module.path, start: body.start, end: body.end } : helper.at }] : [];
  });
}

const AT_CALLER: Location = { path: '', start: 0, end: 0 };

/** The parameter that is the body of every answer that a function gives. */
function answering(graph: ModuleGraph, { path, id }: FunctionAt): Answering | undefined {
  const module = graph.modules.get(path);
  const fact = module?.functions[id];
  if (!module || !fact || fact.isDecorated || fact.reachesEnd) return undefined;
  const answers = module.returns.filter(({ within }) => within === id);
  const index = answers[0]?.bodyParameter;
  if (index === undefined || !answers.every((one) => one.bodyParameter === index && one.value?.kind === 'object' && one.value.complete)) return undefined;
  const [body] = answers.flatMap(({ value }) => (value?.kind === 'object' ? value.properties.filter(({ name }) => name === 'body') : []));
  if (!body) return undefined;
  const isGivenTexts = callersOf(graph, { path, id }).some(({ arguments: given = [] }) => isText(argumentGiven(fact, given, index)));
  return { index, at: isGivenTexts ? AT_CALLER : { path, start: body.value.start, end: body.value.end } };
}

function isText(given: Expression | undefined): boolean {
  if (given?.kind === 'call') return isEncoder(given.callee);
  return given?.kind === 'string' || given?.kind === 'text';
}

function isEncoder(callee: Reference): boolean {
  return 'path' in callee && /^(?:stringify|dumps)$/.test(callee.path.at(-1) ?? '');
}

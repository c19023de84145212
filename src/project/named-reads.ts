import type { Location } from '../diagnostic.js';
import type { ModuleFacts, Span, Within } from '../facts/model.js';
import { callersWithin } from './callers.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';

/** A read by a helper that is given the name, and throws where no such variable is set: `requireEnv('TABLE_NAME')`. */
export interface NamedRead {
  readonly variable: string;
  /** Where it is named. */
  readonly at: Location;
  readonly module: ModuleFacts;
  readonly within: Within;
}

/** Helpers that call helpers. */
const MAX_STEPS = 3;

/** What code names for helpers of its own, as far as each run of the function around it comes by. */
export function namedReads(graph: ModuleGraph, loaded: readonly ModuleFacts[], paths: readonly string[]): readonly NamedRead[] {
  const found: NamedRead[] = [];
  const seen = new Set<string>();
  const follow = (helper: FunctionAt, index: number, left: number): void => {
    const key = `${helper.path}#${helper.id}#${index}`;
    if (left === 0 || seen.has(key)) return;
    seen.add(key);
    for (const { path, call, arguments: given } of callersWithin(graph, helper, paths)) {
      const name = given?.[index];
      const module = graph.modules.get(path);
      if (!module || !call || !name || call.isConditional || call.isCaught || isCaught(module, call)) continue;
      if (name.kind === 'string') found.push({ variable: name.value, at: { path, start: name.start, end: name.end }, module, within: call.within });
      else if (name.kind === 'parameter' && name.path.length === 0) follow({ path, id: name.function }, name.index, left - 1);
    }
  };
  for (const { path, environmentReaders = [] } of loaded) for (const { function: id, index } of environmentReaders) follow({ path, id }, index, MAX_STEPS);
  return found;
}

/** Whether code goes on in spite of what is thrown at a place. */
export function isCaught({ catches }: ModuleFacts, { start, end }: Span): boolean {
  return catches.some(({ tried, rethrows, answersFailure }) => rethrows !== 'always' && !answersFailure && tried.start <= start && end <= tried.end);
}

/** Reads of the environment, and texts that a helper may take for names. */
export function namedVariables({ environmentReads: reads, literals, calls }: ModuleFacts): readonly string[] {
  const given = calls.flatMap((call) => call.arguments.flatMap((argument) => (argument.kind === 'string' ? [argument.value] : [])));
  return [...reads.map(({ variable }) => variable), ...literals.map(({ text }) => text), ...given];
}

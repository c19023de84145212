import type { CallExpression } from '../facts/model.js';

/** Something of a package, wherever in the project it is used: the members read from it, with the steps of `Reference`. */
export interface Origin {
  readonly specifier: string;
  readonly path: readonly string[];
  /** The call that gave what the last member is read from. */
  readonly receiver: Sited<CallExpression> | undefined;
  /** Calls on the way from `receiver` to the last member that stand beyond a parameter or an import, the last one first. */
  readonly further?: readonly Sited<CallExpression>[];
}

/** A fact's value with the module that it stands in. */
export interface Sited<T> {
  readonly path: string;
  readonly value: T;
}

/** Callers that give the same thing count once; the construction is then that of the first. In Python only the text tells one service from another. */
export function distinctOrigins(found: readonly Origin[]): readonly Origin[] {
  const keyed = found.map((one) => [[one.specifier, ...one.path, nameIn(one)].join('\0'), one] as const);
  return found.length < 2 ? found : [...new Map(keyed).values()];
}

function nameIn({ receiver }: Origin): string {
  const [name] = receiver?.value.arguments ?? [];
  return name?.kind === 'string' ? name.value : '';
}

/** The calls that a value came from, the last one first. */
export function chainOf(from: Sited<CallExpression> | undefined): readonly Sited<CallExpression>[] {
  const found: Sited<CallExpression>[] = [];
  for (let value = from?.value; from && value; value = value.receiver) found.push({ path: from.path, value });
  return found;
}

/** Each of the calls left a step; calls that gave back what they were asked for (`getClient()`) left none. */
export function beyond(origin: Origin, further: readonly Sited<CallExpression>[] = []): Origin {
  const all = [...further, ...(origin.further ?? [])];
  const steps = origin.path.filter((step) => step === '#call' || step === '#new').length - chainOf(origin.receiver).length;
  return all.length === 0 || steps <= 0 ? origin : { ...origin, further: all.slice(0, steps) };
}

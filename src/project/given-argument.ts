import type { Expression, FunctionFact } from '../facts/model.js';

/** What a caller gives for a parameter. In Python an argument may be given by its name: names are one object behind the others. */
export function argumentGiven(fact: FunctionFact | undefined, given: readonly Expression[], index: number): Expression | undefined {
  const names = fact?.parameterNames;
  const last = given.at(-1);
  if (!names || last?.kind !== 'object') return given[index];
  const named = last.properties.findLast(({ name }) => name === names[index])?.value;
  if (named) return named;
  const areNames = last.properties.some(({ name }) => names.includes(name));
  return areNames && index === given.length - 1 ? undefined : given[index];
}

import type { Formula, Operand } from './condition-formula.js';

/** Values of a variable to try: those it is compared with, and one that stands for all others. */
export type Domain = readonly string[];

/** Two open variables may have the same value, which is none of those that are written. */
const SHARED = '\0shared';

/** What makes a difference to the formulas: for each variable the values worth trying. `closed` are those that are all there are. */
export function domainsOf(formulas: Iterable<Formula>, closed: (variable: string) => Domain | undefined): ReadonlyMap<string, Domain> {
  const compared = new Map<string, Set<string>>();
  const alike: string[][] = [];
  const note = (variable: string, values: Iterable<string>): void => {
    const known = compared.get(variable) ?? new Set();
    for (const value of values) known.add(value);
    compared.set(variable, known);
  };
  for (const { left, right } of comparisons(formulas)) {
    for (const [one, other] of [[left, right], [right, left]] as const) {
      if (one.kind === 'variable') note(one.name, other.kind === 'literal' ? [other.text] : []);
      if (one.kind === 'mapped') noteKeys(one, note);
    }
    if (left.kind === 'variable' && right.kind === 'variable') alike.push([left.name, right.name]);
  }
  // Through a third one, any of them may have a value of any other.
  const common = alike.flat().flatMap((name) => [...(closed(name) ?? compared.get(name) ?? []), SHARED]);
  for (const name of new Set(alike.flat())) note(name, common);
  return new Map([...compared].map(([name, values]) => [name, closed(name) ?? [...values, `\0${name}`]]));
}

function noteKeys({ map, keys: [first, second] }: Extract<Operand, { kind: 'mapped' }>, note: (variable: string, values: Iterable<string>) => void): void {
  if (first.kind === 'variable') note(first.name, map.entries.map(({ key }) => key));
  if (second.kind === 'variable') note(second.name, map.entries.flatMap(({ value }) => (value.kind === 'map' ? value.entries.map(({ key }) => key) : [])));
}

function* comparisons(formulas: Iterable<Formula>): Generator<Extract<Formula, { kind: 'equals' }>> {
  for (const formula of formulas) {
    if (formula.kind === 'equals') yield formula;
    else if (formula.kind === 'not') yield* comparisons([formula.part]);
    else if (formula.kind !== 'condition') yield* comparisons(formula.parts);
  }
}

/** The variables of the formulas, in the order met. */
export function variablesOf(formulas: Iterable<Formula>): readonly string[] {
  const operands = [...comparisons(formulas)].flatMap(({ left, right }) => [left, right]);
  return [...new Set(operands.flatMap((operand) => (operand.kind === 'mapped' ? operand.keys : [operand])).flatMap((operand) => (operand.kind === 'variable' ? [operand.name] : [])))];
}

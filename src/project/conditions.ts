import type { ParameterFact, TemplateFacts } from '../facts/model.js';
import { assumptionsOf } from './condition-words.js';
import type { Assumption } from './condition-words.js';
import { domainsOf, variablesOf } from './condition-domains.js';
import type { Domain } from './condition-domains.js';
import { readFormula } from './condition-formula.js';
import type { Formula, Operand } from './condition-formula.js';

/** What can be said about the conditions of a template, whatever its parameters are given. */
export interface Conditions {
  /** Whether all that the words suppose can hold at once. What is too much to try is taken as possible. */
  canHold(...words: readonly (string | undefined)[]): boolean;
  /** Whether both depend on one condition or parameter, so that they are chosen together. */
  areRelated(words: string | undefined, others: string | undefined): boolean;
  /** Something was too much to try. */
  readonly isLimited: boolean;
}

/** Combinations of values that one question may try. */
const MAX_TRIES = 1000;
/** Steps that all questions about one template may take together: some tenths of a second. */
const MAX_STEPS = 1_000_000;
/** Expressions behind the conditions of one question. */
const MAX_FORMULAS = 500;
const MAX_DEPTH = 40;

/** The conditions of a template, where parameters have the values that `given` says. */
export function createConditions(template: TemplateFacts, given: (parameter: string) => string | undefined): Conditions {
  const section = template.conditions?.kind === 'map' ? template.conditions.entries : [];
  const formulas = new Map(section.map(({ key, value }) => [key, readFormula(value, template.mappings)]));
  const parameters = new Map(template.parameters.map((parameter) => [parameter.name, parameter]));
  const closed = (variable: string): Domain | undefined => {
    const value = given(variable);
    const parameter = parameters.get(variable);
    return value === undefined ? parameter && allowedTexts(parameter) : [value];
  };
  return new Solver(formulas, closed);
}

/** The only values that a parameter may have, as far as the template says. */
export function allowedTexts({ type, allowedValues }: ParameterFact): Domain | undefined {
  if (allowedValues?.kind !== 'list' || (type !== 'String' && type !== 'Number')) return undefined;
  const texts = allowedValues.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
  return texts.length === allowedValues.items.length && texts.length > 0 ? texts : undefined;
}

/** True and false are certain; undefined is neither. */
type Truth = boolean | undefined;

class Solver implements Conditions {
  isLimited = false;
  private steps = 0;
  private readonly answers = new Map<string, boolean>();
  private readonly domains: ReadonlyMap<string, Domain>;

  constructor(
    private readonly formulas: ReadonlyMap<string, Formula>,
    private readonly closed: (variable: string) => Domain | undefined,
  ) {
    this.domains = domainsOf(formulas.values(), closed);
  }

  canHold(...words: readonly (string | undefined)[]): boolean {
    const key = words.filter((one) => one !== undefined).join(' and ');
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const answer = this.solve(assumptionsOf(key));
    this.answers.set(key, answer);
    return answer;
  }

  areRelated(words: string | undefined, others: string | undefined): boolean {
    const subjects = this.subjectsOf(words);
    return [...this.subjectsOf(others)].some((subject) => subjects.has(subject));
  }

  /** The conditions and parameters that the words name, and those behind them. */
  private subjectsOf(words: string | undefined): ReadonlySet<string> {
    const names = assumptionsOf(words).map(({ name, outcome }) => (typeof outcome === 'boolean' ? `condition ${name}` : name));
    const conditions = assumptionsOf(words).flatMap(({ name, outcome }) => (typeof outcome === 'boolean' ? [name] : []));
    return new Set([...names, ...variablesOf(this.reachable(conditions))]);
  }

  private solve(assumptions: readonly Assumption[]): boolean {
    const outcomes = new Map<string, boolean>();
    const values = new Map<string, string>();
    for (const { name, outcome } of assumptions) {
      if (typeof outcome === 'boolean') {
        if (outcomes.get(name) === !outcome) return false;
        outcomes.set(name, outcome);
      } else {
        if ((values.get(name) ?? outcome) !== outcome || this.closed(name)?.includes(outcome) === false) return false;
        values.set(name, outcome);
      }
    }
    const formulas = this.reachable(outcomes.keys());
    if (formulas.size > MAX_FORMULAS) {
      this.isLimited = true;
      return true;
    }
    const variables = variablesOf(formulas).filter((name) => !values.has(name));
    return this.search(outcomes, values, variables, { tries: 0 });
  }

  /** The formulas of the conditions and of all that these mention; one more than are followed when there are too many. */
  private reachable(names: Iterable<string>): ReadonlySet<Formula> {
    const found = new Set<Formula>();
    const pending = [...names].flatMap((name) => this.formulas.get(name) ?? []);
    for (let formula = pending.pop(); formula && found.size <= MAX_FORMULAS; formula = pending.pop()) {
      if (found.has(formula)) continue;
      found.add(formula);
      const behind = formula.kind === 'condition' ? this.formulas.get(formula.name) : undefined;
      if (behind) pending.push(behind);
      else if (formula.kind === 'not') pending.push(formula.part);
      else if (formula.kind === 'and' || formula.kind === 'or') pending.push(...formula.parts);
    }
    return found;
  }

  /** Gives one variable after the other a value, and leaves a branch as soon as an outcome is certainly another. */
  private search(outcomes: ReadonlyMap<string, boolean>, values: Map<string, string>, variables: readonly string[], count: { tries: number }): boolean {
    if (++count.tries > MAX_TRIES || this.steps > MAX_STEPS) {
      this.isLimited = true;
      return true;
    }
    const truths = new Map<string, Truth>();
    const truth = [...outcomes].map(([name, outcome]) => [this.truthOf(name, values, truths, 0), outcome] as const);
    if (truth.some(([is, outcome]) => is === !outcome)) return false;
    const [variable, ...rest] = variables;
    if (variable === undefined || truth.every(([is]) => is !== undefined)) return true;
    for (const value of this.domains.get(variable) ?? []) {
      values.set(variable, value);
      if (this.search(outcomes, values, rest, count)) return true;
    }
    values.delete(variable);
    return false;
  }

  /** A condition that is missing or that goes in circles is neither true nor false. */
  private truthOf(name: string, values: ReadonlyMap<string, string>, truths: Map<string, Truth>, depth: number): Truth {
    const formula = this.formulas.get(name);
    if (!formula || depth > MAX_DEPTH) return undefined;
    if (truths.has(name)) return truths.get(name);
    truths.set(name, undefined);
    const truth = this.evaluate(formula, values, truths, depth + 1);
    truths.set(name, truth);
    return truth;
  }

  private evaluate(formula: Formula, values: ReadonlyMap<string, string>, truths: Map<string, Truth>, depth: number): Truth {
    this.steps++;
    switch (formula.kind) {
      case 'condition':
        return this.truthOf(formula.name, values, truths, depth);
      case 'not':
        return negated(this.evaluate(formula.part, values, truths, depth));
      case 'equals':
        return areEqual(formula.left, formula.right, values);
      case 'and':
      case 'or': {
        const deciding = formula.kind === 'or';
        const parts = formula.parts.map((part) => this.evaluate(part, values, truths, depth));
        if (parts.includes(deciding)) return deciding;
        return parts.includes(undefined) ? undefined : !deciding;
      }
    }
  }
}

function negated(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function areEqual(left: Operand, right: Operand, values: ReadonlyMap<string, string>): Truth {
  if (left.kind === 'variable' && right.kind === 'variable' && left.name === right.name) return true;
  const [a, b] = [textOf(left, values), textOf(right, values)];
  return a === undefined || b === undefined ? undefined : a === b;
}

function textOf(operand: Operand, values: ReadonlyMap<string, string>): string | undefined {
  if (operand.kind === 'literal') return operand.text;
  if (operand.kind === 'variable') return values.get(operand.name);
  const [first, second] = operand.keys.map((key) => textOf(key, values));
  const inner = operand.map.entries.find(({ key }) => key === first)?.value;
  const value = inner?.kind === 'map' ? inner.entries.find(({ key }) => key === second)?.value : undefined;
  return value?.kind === 'scalar' && !value.text.includes('{{resolve:') ? value.text : undefined;
}

import type { Answers, Requirements } from './analysis.js';
import type { Proposal } from './change.js';
import type { Fix, Location, Precision, Severity } from './diagnostic.js';

/** Which projects want the rule: nearly all; those that like strict advice; those that are audited. */
export type Preset = 'recommended' | 'strict' | 'compliance';

export const CONCERNS = [
  'cold-start', 'secrets', 'permissions', 'failures', 'timeouts', 'package-size', 'runtime', 'wiring', 'observability', 'run',
] as const;
export type Concern = (typeof CONCERNS)[number];

export interface RuleDocs {
  /** One sentence: the defect. */
  readonly summary: string;
  /** What happens at run time or in an account because of it. */
  readonly rationale: string;
  /** What to do about it: the one-line way out shown below a finding. */
  readonly remedy: string;
  /** Cases in which the rule says nothing on purpose. */
  readonly silentWhen: readonly string[];
  readonly references: readonly string[];
}

type Messages = Readonly<Record<string, string>>;
type Placeholder<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never;
type Data<S extends string> = [Placeholder<S>] extends [never]
  ? { readonly data?: undefined }
  : { readonly data: Readonly<Record<Placeholder<S>, string | number>> };
type Worded<M extends Messages> = { [K in keyof M & string]: { readonly message: K } & Data<M[K]> }[keyof M & string];

/** What a rule yields: message id with its data, the one place to edit, and the other places with a sentence each. */
export type Finding<M extends Messages> = Worded<M> & {
  readonly at: Location;
  /** Steps come in the order of the path to the finding: handler, helper, client. */
  readonly related?: readonly (Worded<M> & { readonly at: Location; readonly step?: true })[];
  /** Logical id of the function concerned. */
  readonly function?: string;
  /** Where the rule's severity depends on the case. */
  readonly severity?: Severity;
  /** Of a rule about secrets: what stands at the place is a name or a call, and may be shown. */
  readonly isPlaceShown?: true;
  /** Of any other rule: what stands at the place may be a credential, and no report shows it. */
  readonly isPlaceHidden?: true;
  /** Ways to cure it, the best first; asked for only where someone wants them. */
  readonly fixes?: () => readonly Proposal[];
};

interface RuleDefinition<R extends Requirements, M extends Messages> {
  readonly id: string;
  readonly severity: Severity;
  readonly precision: Precision;
  readonly preset: Preset;
  /** CVSS-like weight from 0.1 to 10, for security rules only (GitHub: `security-severity`). */
  readonly securitySeverity?: number;
  /** The surest kind of fix that its findings may bring. */
  readonly fix?: Fix['applicability'];
  /** Its findings stand in templates and settings, never in code: it has nothing to say while code is typed. */
  readonly reportsIn?: 'template';
  /** Of no rule about secrets, but some of its findings have `isPlaceHidden`: it is asked for them when it is off, too. */
  readonly hidesPlaces?: true;
  readonly docs: RuleDocs;
  readonly messages: M;
  readonly requires: R;
  check(answers: Answers<R>): Iterable<Finding<M>>;
}

/** A message with its place, its message type forgotten. */
export interface AnyPlaced {
  readonly message: string;
  readonly data?: Readonly<Record<string, string | number>> | undefined;
  readonly at: Location;
  readonly step?: true;
}

/** A finding as the engine sees it. */
export interface AnyFinding extends AnyPlaced {
  readonly related?: readonly AnyPlaced[];
  readonly function?: string;
  readonly severity?: Severity;
  readonly isPlaceShown?: true;
  readonly isPlaceHidden?: true;
  readonly fixes?: () => readonly Proposal[];
}

/** A rule without its types: what lists, docs and the engine handle. */
export interface Rule extends Omit<RuleDefinition<Requirements, Messages>, 'check'> {
  check(answers: never): Iterable<AnyFinding>;
}

/** A rule with the concern that its folder gives it. */
export interface RegisteredRule extends Rule {
  readonly concern: Concern;
}

/** Types a rule: message ids, placeholders and required analyses are checked by the compiler. */
export function defineRule<R extends Requirements, const M extends Messages>(definition: RuleDefinition<R, M>): Rule {
  return definition as unknown as Rule;
}

/** Adds the concern. The rule stays the object it is: its docs may be read only when they are asked for. */
export function registerRule(rule: Rule, concern: Concern): RegisteredRule {
  return Object.assign(rule, { concern });
}

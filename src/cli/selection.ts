import type { Precision, Severity } from '../diagnostic.js';
import { CONCERNS } from '../rule.js';
import type { Preset, RegisteredRule } from '../rule.js';
import { didYouMean } from './suggestion.js';

export const PRESETS = ['recommended', 'strict', 'compliance', 'all'] as const;
export type PresetName = (typeof PRESETS)[number];
export const SEVERITIES = ['error', 'warning', 'note'] as const satisfies readonly Severity[];
export const PRECISIONS = ['high', 'medium'] as const satisfies readonly Precision[];
export const FAIL_ON = [...SEVERITIES, 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** Which rules run and how severe they are, as one place (flags, a config file) says it. */
export interface Selection {
  readonly preset?: PresetName | undefined;
  /** Rule ids and concerns: only these run, whatever the preset. */
  readonly select?: readonly string[] | undefined;
  readonly ignore: readonly string[];
  readonly rules: ReadonlyMap<string, Severity | 'off'>;
}

const INCLUDED: Readonly<Record<PresetName, readonly Preset[]>> = {
  recommended: ['recommended'],
  strict: ['recommended', 'strict'],
  compliance: ['recommended', 'compliance'],
  all: ['recommended', 'strict', 'compliance'],
};

/** The severity of a rule. Flags beat the config; in the config the entry under `rules` beats everything else. */
export function severityOf(rule: RegisteredRule, flags: Selection, config: Selection): Severity | 'off' {
  if (names(flags.ignore, rule)) return 'off';
  const configured = config.rules.get(rule.id);
  if (flags.select) return names(flags.select, rule) ? switchedOn(rule, configured) : 'off';
  if (configured !== undefined) return configured;
  if (names(config.ignore, rule)) return 'off';
  // A preset on the command line replaces what the config selects.
  if (config.select && flags.preset === undefined) return names(config.select, rule) ? rule.severity : 'off';
  const preset = flags.preset ?? config.preset ?? 'recommended';
  return INCLUDED[preset].includes(rule.preset) ? rule.severity : 'off';
}

function switchedOn(rule: RegisteredRule, configured: Severity | 'off' | undefined): Severity {
  return configured === undefined || configured === 'off' ? rule.severity : configured;
}

function names(list: readonly string[], { id, concern }: RegisteredRule): boolean {
  return list.includes(id) || list.includes(concern);
}

/** What is wrong with an entry of `select` or `ignore`; undefined for the id of a rule or a concern. */
export function selectorProblem(entry: string, rules: readonly RegisteredRule[]): string | undefined {
  const known = [...rules.map(({ id }) => id), ...CONCERNS];
  return known.includes(entry) ? undefined : `unknown rule or concern '${entry}'${didYouMean(entry, known)}`;
}

/** What is wrong with the id of a rule; undefined for a good one. */
export function ruleProblem(id: string, rules: readonly RegisteredRule[]): string | undefined {
  const known = rules.map((rule) => rule.id);
  return known.includes(id) ? undefined : `unknown rule '${id}'${didYouMean(id, known)}`;
}

import { wrapped } from '../report/wrapped.js';
import type { RegisteredRule } from '../rule.js';
import type { Arguments } from './arguments.js';
import type { Io } from './io.js';
import { ruleProblem } from './selection.js';
import { UsageError } from './usage-error.js';

/** Lists every rule. */
export function listRules({ positionals, flags }: Arguments, io: Io, rules: readonly RegisteredRule[]): number {
  if (positionals.length > 0) throw new UsageError("'rules' takes no arguments; see one rule with: lambdavet explain RULE");
  io.stdout.write(flags.has('json') ? rulesJson(rules) : rulesText(rules));
  return 0;
}

function rulesJson(rules: readonly RegisteredRule[]): string {
  const entries = rules.map(({ id, concern, severity, precision, preset, fix, docs }) => ({ id, concern, severity, precision, preset, fixable: fix !== undefined, fix: fix ?? null, summary: docs.summary }));
  return `${JSON.stringify({ schemaVersion: 1, rules: entries }, null, 2)}\n`;
}

function rulesText(rules: readonly RegisteredRule[]): string {
  const rows = [['rule', 'concern', 'severity', 'precision', 'preset', 'fix'], ...rules.map(({ id, concern, severity, precision, preset, fix }) => [id, concern, severity, precision, preset, fix ?? '-'])];
  const widths = rows.reduce<readonly number[]>((widest, row) => row.map((cell, index) => Math.max(cell.length, widest[index] ?? 0)), []);
  return rows.map((row) => `${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ').trimEnd()}\n`).join('');
}

/** The page of one rule, from the program itself: no network. */
export function explain({ positionals }: Arguments, io: Io, rules: readonly RegisteredRule[]): number {
  const [id, ...others] = positionals;
  if (id === undefined || others.length > 0) throw new UsageError('explain needs one rule: lambdavet explain RULE');
  const rule = rules.find((one) => one.id === id);
  if (!rule) throw new UsageError(capitalised(ruleProblem(id, rules) ?? ''));
  io.stdout.write(page(rule, Math.min(io.stdout.columns ?? 100, 100)));
  return 0;
}

function page({ id, concern, severity, precision, preset, fix, docs }: RegisteredRule, width: number): string {
  const section = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', title, ...lines]);
  const paragraph = (text: string): readonly string[] => wrapped(text, width - 2).map((line) => `  ${line}`);
  const item = (text: string): readonly string[] => wrapped(text, width - 4).map((line, index) => `  ${index === 0 ? '*' : ' '} ${line}`);
  return [
    id,
    `${severity}, ${precision} precision, concern ${concern}, preset ${preset}${fix === undefined ? '' : `, fix ${fix}`}`,
    '',
    ...wrapped(docs.summary, width),
    ...section('Why', paragraph(docs.rationale)),
    ...section('Way out', paragraph(docs.remedy)),
    ...section('Silent when', docs.silentWhen.flatMap(item)),
    ...section('References', docs.references.map((address) => `  ${address}`)),
    ...section('To silence it', paragraph(`# lambdavet: ignore[${id}] reason, at the end of the line or alone above it (// in JavaScript and TypeScript)`)),
    '',
  ].join('\n');
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

import type { RegisteredRule } from '../rule.js';
import type { Arguments } from './arguments.js';
import type { Io } from './io.js';
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

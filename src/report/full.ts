import type { Diagnostic, Problem, Severity } from '../diagnostic.js';
import type { RegisteredRule } from '../rule.js';
import type { Paint, Style } from './colour.js';
import { paint } from './colour.js';
import { frameOf } from './frame.js';
import type { Report } from './model.js';
import { placeText, problemPlace } from './place-text.js';
import { printable } from './printable.js';
import type { Sources } from './sources.js';
import { createSources } from './sources.js';
import { summaryLine } from './summary-line.js';

export interface FullOptions {
  readonly colour?: boolean;
}

const MAX_RELATED = 5;
const SEVERITY_STYLE: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', note: 'cyan' };

/** The default text: per finding its message, the code, the other places, the way out and a link; then problems and the summary. */
export function toFull(report: Report, options: FullOptions = {}): string {
  const ink = paint(options.colour ?? false);
  const sources = createSources(report);
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  const blocks = [
    ...report.diagnostics
      .filter(({ suppressed }) => suppressed === null)
      .map((diagnostic) => findingBlock(diagnostic, rules.get(diagnostic.rule), sources, ink)),
    ...report.problems.map((problem) => problemBlock(problem, ink)),
    [summaryText(report, ink)],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function findingBlock(diagnostic: Diagnostic, rule: RegisteredRule | undefined, sources: Sources, ink: Paint): readonly string[] {
  const margin = ' '.repeat(String(diagnostic.location.startLine).length);
  return [
    header(diagnostic.severity, SEVERITY_STYLE[diagnostic.severity], diagnostic.rule, diagnostic.message, ink),
    `${margin}${ink('-->', 'blue', 'bold')} ${placeText(diagnostic.location)}`,
    ...frameLines(diagnostic, margin, sources, ink),
    ...relatedNotes(diagnostic).map(([label, text]) => noteLine(margin, label, text, ink)),
    ...(rule ? adviceNotes(rule) : []).map(([label, text]) => noteLine(margin, label, text, ink)),
  ];
}

function header(word: string, style: Style, detail: string, message: string, ink: Paint): string {
  return `${ink(`${word}[${detail}]`, style, 'bold')} ${ink(printable(message), 'bold')}`;
}

function frameLines(diagnostic: Diagnostic, margin: string, sources: Sources, ink: Paint): readonly string[] {
  const frame = frameOf(diagnostic.location, sources);
  if (!frame) return [];
  const bar = ink('|', 'blue', 'bold');
  const number = ink(String(diagnostic.location.startLine), 'blue', 'bold');
  const carets = ink('^'.repeat(frame.carets), SEVERITY_STYLE[diagnostic.severity], 'bold');
  return [`${margin} ${bar}`, `${number} ${bar} ${frame.source}`, `${margin} ${bar} ${' '.repeat(frame.indent)}${carets}`];
}

type Note = readonly [label: 'note' | 'help' | 'see', text: string];

function relatedNotes({ related }: Diagnostic): readonly Note[] {
  const shown = related.slice(0, MAX_RELATED).map((one): Note => ['note', `${placeText(one.location)} ${printable(one.message)}`]);
  const more = related.length - shown.length;
  return more > 0 ? [...shown, ['note', `… and ${more} more`]] : shown;
}

function adviceNotes({ docs }: RegisteredRule): readonly Note[] {
  const [reference] = docs.references;
  const help: Note = ['help', printable(docs.remedy)];
  return reference === undefined ? [help] : [help, ['see', reference]];
}

function noteLine(margin: string, label: string, text: string, ink: Paint): string {
  return `${margin} ${ink('=', 'blue', 'bold')} ${ink(`${label}:`, 'bold')} ${text}`;
}

function problemBlock(problem: Problem, ink: Paint): readonly string[] {
  const place = problemPlace(problem);
  const lines = [header('problem', 'red', problem.kind, problem.message, ink)];
  return place === '' ? lines : [...lines, ` ${ink('-->', 'blue', 'bold')} ${place}`];
}

function summaryText({ summary }: Report, ink: Paint): string {
  const style = summary.errors > 0 ? 'red' : summary.warnings > 0 ? 'yellow' : summary.notes > 0 ? 'cyan' : 'green';
  return ink(summaryLine(summary), style, 'bold');
}

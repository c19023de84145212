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
import { wrapped } from './wrapped.js';

export interface FullOptions {
  readonly colour?: boolean;
  /** Columns of the terminal; undefined where there is none: lines are then as long as their sentences. */
  readonly columns?: number | undefined;
}

/** How a text report is printed. */
interface Pen {
  readonly ink: Paint;
  readonly columns: number | undefined;
}

const MAX_RELATED = 5;
const MIN_COLUMNS = 40;
const FRAME_COLUMNS = 120;
const SEVERITY_STYLE: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', note: 'cyan' };

/** The default text: per finding its message, the code, the other places, the way out and a link; then problems and the summary. */
export function toFull(report: Report, options: FullOptions = {}): string {
  const { colour = false, columns } = options;
  const pen: Pen = { ink: paint(colour), columns: columns === undefined ? undefined : Math.max(columns, MIN_COLUMNS) };
  const sources = createSources(report);
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  const blocks = [
    ...report.diagnostics
      .filter(({ suppressed }) => suppressed === null)
      .map((diagnostic) => findingBlock(diagnostic, rules.get(diagnostic.rule), sources, pen)),
    ...sameProblems(report.problems).map((problems) => problemBlock(problems, pen)),
    [summaryText(report, pen.ink)],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function findingBlock(diagnostic: Diagnostic, rule: RegisteredRule | undefined, sources: Sources, pen: Pen): readonly string[] {
  const margin = ' '.repeat(String(diagnostic.location.startLine).length);
  return [
    ...header(diagnostic.severity, SEVERITY_STYLE[diagnostic.severity], diagnostic.rule, diagnostic.message, pen),
    `${margin}${pen.ink('-->', 'blue', 'bold')} ${placeText(diagnostic.location)}`,
    ...frameLines(diagnostic, margin, sources, pen),
    ...relatedNotes(diagnostic).flatMap(([label, text]) => noteLines(margin, label, text, pen)),
    ...(rule ? adviceNotes(rule) : []).flatMap(([label, text]) => noteLines(margin, label, text, pen)),
  ];
}

function header(word: string, style: Style, detail: string, message: string, { ink, columns }: Pen): readonly string[] {
  const label = `${word}[${detail}]`;
  const [first = '', ...others] = hanging(printable(message), label.length + 1, 4, columns);
  return [`${ink(label, style, 'bold')} ${ink(first, 'bold')}`, ...others.map((line) => ink(line, 'bold'))];
}

function frameLines(diagnostic: Diagnostic, margin: string, sources: Sources, { ink, columns }: Pen): readonly string[] {
  const room = columns === undefined ? FRAME_COLUMNS : columns - margin.length - ' | '.length;
  const frame = frameOf(diagnostic.location, sources, Math.min(room, FRAME_COLUMNS));
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

function noteLines(margin: string, label: string, text: string, { ink, columns }: Pen): readonly string[] {
  const start = `${margin} = ${label}: `.length;
  const [first = '', ...others] = hanging(text, start, start, columns);
  return [`${margin} ${ink('=', 'blue', 'bold')} ${ink(`${label}:`, 'bold')} ${first}`, ...others];
}

/**
 * Where a terminal would break a line in the middle of a word, it is broken between two, and what follows is indented.
 * The text starts at a column of the first line; that one comes back without what stands before it.
 */
function hanging(text: string, start: number, indent: number, columns: number | undefined): readonly string[] {
  if (columns === undefined || start + text.length <= columns) return [text];
  const [first = '', ...others] = wrapped(text, columns - start);
  return [first, ...wrapped(others.join(' '), columns - indent).map((line) => ' '.repeat(indent) + line)];
}

/** Problems with the same words, as the templates of one generator have: said once, with all the places. */
function sameProblems(problems: readonly Problem[]): readonly (readonly [Problem, ...Problem[]])[] {
  const groups = new Map<string, [Problem, ...Problem[]]>();
  for (const problem of problems) {
    const key = JSON.stringify([problem.kind, problem.message]);
    const group = groups.get(key);
    if (group) group.push(problem);
    else groups.set(key, [problem]);
  }
  return [...groups.values()];
}

function problemBlock(problems: readonly [Problem, ...Problem[]], pen: Pen): readonly string[] {
  const [{ kind, message }] = problems;
  const places = problems.map(problemPlace).filter((place) => place !== '');
  return [...header('problem', 'red', kind, message, pen), ...places.map((place) => ` ${pen.ink('-->', 'blue', 'bold')} ${place}`)];
}

function summaryText({ summary, problems }: Report, ink: Paint): string {
  const style = summary.errors > 0 ? 'red' : summary.warnings > 0 || problems.length > 0 ? 'yellow' : summary.notes > 0 ? 'cyan' : 'green';
  return ink(summaryLine(summary, problems.length), style, 'bold');
}

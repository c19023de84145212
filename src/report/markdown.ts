import type { Diagnostic } from '../diagnostic.js';
import type { Report } from './model.js';
import { placeText, problemPlace } from './place-text.js';
import { printable } from './printable.js';
import { SEVERITY_RANK } from './severity-rank.js';
import { summaryLine } from './summary-line.js';

/** GitHub refuses a longer comment of a pull request, and a job summary of a megabyte. */
const MAX_CHARACTERS = 60_000;

/** For a comment on a pull request or the summary of a job: counts per rule, then the findings, the worst first. */
export function toMarkdown(report: Report): string {
  const open = report.diagnostics.filter(({ suppressed }) => suppressed === null);
  const worstFirst = [...open].sort((a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity]);
  const blocks = [
    '### lambdavet',
    summaryLine(report.summary, report.problems.length),
    ...(open.length === 0 ? [] : [table(['rule', 'severity', 'findings'], countRows(worstFirst, report))]),
    ...(open.length === 0 ? [] : [limited(['severity', 'rule', 'place', 'finding'], worstFirst.map(findingRow), 'finding')]),
    ...(report.problems.length === 0 ? [] : ['#### Problems', limited(['place', 'problem'], report.problems.map((problem) => [code(problemPlace(problem)), escapeText(problem.message)]), 'problem')]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function countRows(open: readonly Diagnostic[], { rules }: Report): readonly (readonly string[])[] {
  const counts = new Map<string, number>();
  for (const { rule } of open) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].map(([id, count]) => {
    const rule = rules.find((one) => one.id === id);
    const [reference] = rule?.docs.references ?? [];
    return [reference === undefined ? code(id) : `[${code(id)}](${reference})`, open.find((one) => one.rule === id)?.severity ?? '', String(count)];
  });
}

function findingRow({ severity, rule, message, location }: Diagnostic): readonly string[] {
  return [severity, code(rule), code(placeText(location)), escapeText(message)];
}

function limited(head: readonly string[], rows: readonly (readonly string[])[], noun: string): string {
  let length = 0;
  const shown = rows.filter((row) => (length += row.join(' | ').length) <= MAX_CHARACTERS / 2);
  const left = rows.length - shown.length;
  return left === 0 ? table(head, shown) : `${table(head, shown)}\n\n… and ${left} more ${noun}${left === 1 ? '' : 's'}.`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** Paths and ids: a backtick would end the code, and a bar the cell even inside it. */
function code(text: string): string {
  return text === '' ? '' : `\`${printable(text).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

/** Names come from the project that is vetted: they must neither format nor link nor call anybody. */
function escapeText(text: string): string {
  return printable(text)
    .replace(/&/g, '&amp;')
    .replace(/[\\`*_[\]|~#!<>]/g, '\\$&')
    .replace(/(:)(?=\/\/)/g, '$1<!-- -->')
    .replace(/@(?=\w)/g, '@<!-- -->');
}

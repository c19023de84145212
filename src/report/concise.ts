import type { Report } from './model.js';
import { placeText, problemPlace } from './place-text.js';
import { printable } from './printable.js';
import { summaryLine } from './summary-line.js';

/** One line per finding and problem, then the summary. */
export function toConcise(report: Report): string {
  const findings = report.diagnostics
    .filter(({ suppressed }) => suppressed === null)
    .map(({ location, severity, rule, message }) => `${placeText(location)}: ${severity} ${rule} ${printable(message)}`);
  const problems = report.problems.map((problem) => {
    const place = problemPlace(problem);
    return `${place === '' ? '' : `${place}: `}problem ${printable(problem.message)}`;
  });
  return `${[...findings, ...problems, summaryLine(report.summary, report.problems.length)].join('\n')}\n`;
}

import type { Diagnostic, Problem, Severity } from '../diagnostic.js';
import type { Report } from './model.js';
import { printable } from './printable.js';
import { summaryLine } from './summary-line.js';

const COMMAND: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };

/** Workflow commands, which GitHub shows as annotations (github/docs: content/actions/reference/workflow-commands-for-github-actions.md), then the summary. */
export function toGithub(report: Report): string {
  const findings = report.diagnostics.filter(({ suppressed }) => suppressed === null).map(findingCommand);
  return `${[...findings, ...report.problems.map(problemCommand), summaryLine(report.summary, report.problems.length)].join('\n')}\n`;
}

function findingCommand({ severity, rule, message, location }: Diagnostic): string {
  const { path, startLine, startColumn, endLine, endColumn } = location;
  // Columns are refused where the lines differ.
  const columns = startLine === endLine ? { col: startColumn, endColumn } : {};
  return command(COMMAND[severity], { file: path, line: startLine, endLine, ...columns, title: `lambdavet ${rule}` }, message);
}

function problemCommand({ path, line, message }: Problem): string {
  return command('warning', { ...(path === '' ? {} : { file: path }), ...(line === undefined ? {} : { line }), title: 'lambdavet problem' }, message);
}

function command(name: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name} ${list.join(',')}::${escapeData(message)}`;
}

/** Names come from the project that is vetted: none may end its line and start a command of its own. */
function escapeData(text: string): string {
  return printable(text).replaceAll('%', '%25');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

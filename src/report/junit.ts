import type { Diagnostic, Problem } from '../diagnostic.js';
import type { Report } from './model.js';
import { placeText, problemPlace } from './place-text.js';
import { printable } from './printable.js';

/** JUnit XML: a suite for each file with findings, a failed case for each finding; what could not be read is an error. */
export function toJunit(report: Report): string {
  const found = byFile(report);
  // Without any case, many readers take the run for one that did not happen.
  const suites = found.size > 0 ? [...found] : [['lambdavet', [{ name: 'no findings', body: '', kind: 'passed' }]] as const];
  const head = attributes({ name: 'lambdavet', ...totals(suites.flatMap(([, cases]) => cases)) });
  const lines = suites.map(([path, cases]) => suite(path, cases));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${head}>\n${lines.join('\n')}\n</testsuites>\n`;
}

interface Case {
  readonly name: string;
  readonly body: string;
  readonly kind: 'failure' | 'error' | 'passed';
}

function byFile(report: Report): ReadonlyMap<string, readonly Case[]> {
  const files = new Map<string, Case[]>();
  const add = (path: string, one: Case): void => {
    const known = files.get(path);
    if (known) known.push(one);
    else files.set(path, [one]);
  };
  for (const diagnostic of report.diagnostics) if (diagnostic.suppressed === null) add(diagnostic.location.path, findingCase(diagnostic));
  for (const problem of report.problems) add(problem.path === '' ? '.' : problem.path, problemCase(problem));
  return files;
}

function findingCase({ rule, severity, message, location, related }: Diagnostic): Case {
  const others = related.map((one) => `${placeText(one.location)} ${one.message}`);
  const text = [`${placeText(location)}: ${severity} ${rule} ${message}`, ...others].join('\n');
  const { startLine, startColumn } = location;
  return { name: `${rule} at ${startLine}:${startColumn}`, kind: 'failure', body: element('failure', { message, type: `${severity} ${rule}` }, text) };
}

function problemCase(problem: Problem): Case {
  const { kind, line, message } = problem;
  return { name: `problem ${kind}${line === undefined ? '' : ` at ${line}`}`, kind: 'error', body: element('error', { message, type: kind }, `${problemPlace(problem)}: ${message}`) };
}

function suite(path: string, cases: readonly Case[]): string {
  const head = attributes({ name: path, ...totals(cases) });
  const lines = cases.map(({ name, body }) => `    <testcase ${attributes({ classname: path, name })}${body === '' ? '/>' : `>${body}</testcase>`}`);
  return `  <testsuite ${head}>\n${lines.join('\n')}\n  </testsuite>`;
}

function totals(cases: readonly Case[]): Readonly<Record<string, number>> {
  const count = (kind: Case['kind']): number => cases.filter((one) => one.kind === kind).length;
  return { tests: cases.length, failures: count('failure'), errors: count('error') };
}

function element(name: string, given: Readonly<Record<string, string>>, text: string): string {
  return `<${name} ${attributes(given)}>${escapeXml(text.split('\n').map(printable).join('\n'))}</${name}>`;
}

function attributes(given: Readonly<Record<string, string | number>>): string {
  return Object.entries(given).map(([key, value]) => `${key}="${escapeXml(printable(String(value)))}"`).join(' ');
}

/** XML takes neither half surrogate pairs nor the two last units of its planes, escaped or not. */
function escapeXml(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|[\uFFFE\uFFFF]/g, '\uFFFD').replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

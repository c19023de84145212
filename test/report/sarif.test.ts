import { computeRollingHashes } from '@microsoft/sarif';
import type { Log, Result, Run } from 'sarif';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostic.js';
import type { Report } from '../../src/report/model.js';
import type { SarifOptions } from '../../src/report/sarif.js';
import { toSarif } from '../../src/report/sarif.js';
import { leftOutText } from '../../src/report/sarif-limits.js';
import { NOT_RUNNABLE, validate } from './multitool.js';
import { fakeDiagnostic, fakeRule, ORDERS_REPORT, reportOn } from './orders-report.js';

function runOf(report: Report, options?: SarifOptions): Run {
  const log: Log = JSON.parse(toSarif(report, options).text);
  const [run] = log.runs;
  if (!run || log.runs.length > 1) throw new Error('expected one run');
  return run;
}

function resultsOf(report: Report, options?: SarifOptions): readonly Result[] {
  return runOf(report, options).results ?? [];
}

const at = (startLine: number, startColumn: number, endColumn: number) => ({ path: 'a.ts', startLine, startColumn, endLine: startLine, endColumn });

const SILENT_CASES: [name: string, report: Report, options: SarifOptions][] = [
  ['a bit of everything', ORDERS_REPORT, {}],
  [
    'a category, suppressed findings, a repository',
    ORDERS_REPORT,
    { category: 'orders', includeSuppressed: true, repository: { uri: 'https://example.com/orders.git', revision: 'a1b2', branch: 'main' } },
  ],
  ['nothing found', { ...ORDERS_REPORT, diagnostics: [], problems: [] }, {}],
  ['a region that is its whole file', reportOn('abc', [fakeDiagnostic(at(1, 1, 4))]), {}],
  ['an empty region in an empty line', reportOn('\n\n', [fakeDiagnostic(at(2, 1, 1))]), {}],
  ['a minified line', reportOn(`${'é😀'.repeat(5000)}x`, [fakeDiagnostic(at(1, 302, 303)), fakeDiagnostic({ ...at(1, 1, 15_002), path: 'b.ts' })]), {}],
  ['more findings than fit', reportOn('x', Array.from({ length: 2500 }, (_, index) => fakeDiagnostic({ ...at(1, 1, 2), path: `${index}.ts` }))), {}],
  ['a path with everything in it', reportOn('x', [fakeDiagnostic({ ...at(1, 1, 2), path: 'a:b/ü ?#%[id]+&=@/\uD800.ts' })]), {}],
];

const skipped = NOT_RUNNABLE === undefined ? '' : ` (skipped: ${NOT_RUNNABLE})`;
const PATIENCE = 60_000;

describe.skipIf(NOT_RUNNABLE)(`the official validator${skipped}`, () => {
  test.each(SILENT_CASES)('has nothing to say about %s', (_name, report, options) => expect(validate(toSarif(report, options).text)).toEqual([]), PATIENCE);

  test('speaks up about a file that is wrong', () => {
    const wrong = toSarif(ORDERS_REPORT).text.replaceAll('"startLine"', '"other"');
    expect(validate(wrong).filter((line) => line.startsWith('error GH1003'))).not.toEqual([]);
  }, PATIENCE);
});

test('a rule has what GitHub shows, and a security severity only if it is one of security', () => {
  const rules = runOf(ORDERS_REPORT).tool.driver.rules;
  expect(rules?.map(({ id, name }) => [id, name])).toEqual([
    ['client-in-handler', 'ClientInHandler'],
    ['default-timeout', 'DefaultTimeout'],
    ['secret-in-source', 'SecretInSource'],
  ]);
  expect(rules?.map(({ properties }) => properties)).toEqual([
    { tags: ['aws-lambda', 'cold-start', 'recommended'], precision: 'high', 'problem.severity': 'warning' },
    { tags: ['aws-lambda', 'timeouts', 'recommended'], precision: 'medium', 'problem.severity': 'recommendation' },
    { tags: ['aws-lambda', 'secrets', 'recommended', 'security'], precision: 'high', 'problem.severity': 'error', 'security-severity': '8.0' },
  ]);
  expect(rules?.[0]?.help?.markdown).toContain('<https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html>');
  expect(rules?.[1]?.helpUri).toBe('https://www.npmjs.com/package/lambdavet');
});

test('a result: wording with links, first line of the region, text around it, steps, fingerprints', () => {
  const [first] = resultsOf(ORDERS_REPORT);
  expect(first?.message.text).toBe(
    "Client 'DynamoDBClient' is built on each invocation. See [Function 'Orders' is declared here](1) and ['handler' \\[async\\] is called here](2).",
  );
  expect(first?.locations?.[0]?.physicalLocation).toEqual({
    artifactLocation: { uri: 'src/orders%20%5Bv2%5D.ts', uriBaseId: '%SRCROOT%' },
    region: { startLine: 3, startColumn: 17, endLine: 3, endColumn: 37, snippet: { text: 'new DynamoDBClient({' } },
    contextRegion: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 37, snippet: { text: '\tconst client = new DynamoDBClient({' } },
  });
  expect(first?.relatedLocations?.map(({ id, physicalLocation }) => [id, physicalLocation?.artifactLocation?.uri])).toEqual([
    [1, 'template.yaml'],
    [2, 'src/orders%20%5Bv2%5D.ts'],
  ]);
  expect(first?.codeFlows?.[0]?.threadFlows[0]?.locations.map(({ location }) => location?.physicalLocation?.region?.startLine)).toEqual([2, 3]);
  const code = ORDERS_REPORT.textOf('src/orders [v2].ts') ?? '';
  expect(first?.partialFingerprints).toEqual({ primaryLocationLineHash: computeRollingHashes(code).get(3), 'lambdavet/v1': '0123456789abcdef' });
});

test('one result per rule and line, the others are related to it', () => {
  const onLine = resultsOf(ORDERS_REPORT).filter(({ locations }) => locations?.[0]?.physicalLocation?.region?.startLine === 7);
  expect(onLine.map(({ message }) => message.text)).toEqual(['A key is written here. See [Another key is written here](1).']);
});

test('the merged result is as severe as the worst of them', () => {
  const findings = [fakeDiagnostic(at(1, 1, 2), { severity: 'note' }), fakeDiagnostic(at(1, 2, 3), { severity: 'error' })];
  expect(resultsOf(reportOn('ab', findings)).map(({ level }) => level)).toEqual(['error']);
});

test('suppressed findings are left out unless wanted', () => {
  expect(toSarif(ORDERS_REPORT).text).not.toContain('Ignored.');
  const suppressed = resultsOf(ORDERS_REPORT, { includeSuppressed: true }).filter(({ suppressions }) => suppressions);
  expect(suppressed.map(({ message, suppressions }) => [message.text, suppressions])).toEqual([
    ['Ignored.', [{ kind: 'inSource', justification: 'known' }]],
  ]);
});

test('a category is written only if given, with the slash that makes it one', () => {
  expect(runOf(ORDERS_REPORT).automationDetails).toBeUndefined();
  expect(runOf(ORDERS_REPORT, { category: 'orders' }).automationDetails).toEqual({ id: 'orders/' });
});

test('problems are notifications, and an internal one means the run failed', () => {
  const [invocation] = runOf(ORDERS_REPORT).invocations ?? [];
  expect(invocation?.executionSuccessful).toBe(true);
  expect(invocation?.toolExecutionNotifications?.map(({ message }) => message.text)).toEqual(ORDERS_REPORT.problems.map(({ message }) => message));
  const failed = runOf({ ...ORDERS_REPORT, problems: [{ kind: 'internal', path: '', message: 'Rule x failed.' }] });
  expect(failed.invocations?.[0]?.executionSuccessful).toBe(false);
});

test('a result of a file without text, and of a rule that is not listed, is still one', () => {
  const report = { ...ORDERS_REPORT, rules: [fakeRule('other', 'run')], textOf: () => undefined };
  const [first] = resultsOf(report);
  expect(first).toMatchObject({ ruleId: 'client-in-handler', message: {}, partialFingerprints: { 'lambdavet/v1': '0123456789abcdef' } });
  expect(first).not.toHaveProperty('ruleIndex');
  expect(first).not.toHaveProperty('message.id');
});

const manyFindings = (length: number): Report =>
  reportOn('', Array.from({ length }, (_, index): Diagnostic => fakeDiagnostic(at(index + 1, 1, 2), { severity: index < 20 ? 'note' : 'error' })));

test.each([[1000, 10, {}], [25_000, 10, { maxResults: 25_000 }], [15, 10, { maxResults: 15 }], [3, 3, { maxResults: 3 }]])('over %i results the least severe are dropped, and the run says so', (limit, notes, options) => {
  const report = manyFindings(limit + 10);
  const run = runOf(report, options);
  expect(run.results).toHaveLength(limit);
  expect(run.results?.filter(({ level }) => level === 'note')).toHaveLength(notes);
  const text = `The 10 least severe of ${limit + 10} results are left out of the SARIF file: --sarif-limit is ${limit}, and GitHub accepts 25000.`;
  expect(run.invocations?.[0]?.toolExecutionNotifications).toEqual([{ level: 'warning', message: { text }, properties: { leftOut: 10, limit } }]);
  expect(leftOutText(toSarif(report, options).leftOut)).toBe(text);
});

test('what was accepted takes the place of nothing that is open', () => {
  const diagnostics = manyFindings(30).diagnostics.map((one): Diagnostic => ({ ...one, suppressed: one.severity === 'error' ? { kind: 'baseline', reason: '' } : null }));
  const { results = [] } = runOf({ ...manyFindings(30), diagnostics }, { includeSuppressed: true, maxResults: 20 });
  expect(results.map(({ level }) => level)).toEqual(Array.from({ length: 20 }, () => 'note'));
});

test('as many results as there may be are no remark', () => {
  expect(runOf(manyFindings(1000)).invocations?.[0]?.toolExecutionNotifications).toEqual([]);
});

test('the same bytes come out twice', () => {
  expect(toSarif(ORDERS_REPORT).text).toBe(toSarif({ ...ORDERS_REPORT, rules: [...ORDERS_REPORT.rules].reverse() }).text);
});

test('a file that is too large when packed loses the least severe results, and says so', () => {
  const text = Array.from({ length: 400 }, (_, line) => `line ${line} ${Math.sin(line)}`).join('\n');
  const severity = (line: number) => (line % 100 === 0 ? 'error' : 'note');
  const report = reportOn(text, Array.from({ length: 400 }, (_, line) => fakeDiagnostic(at(line + 1, 1, 5), { severity: severity(line), fingerprint: String(Math.cos(line)) })));
  const maxPackedBytes = Math.floor(gzipSync(toSarif(report).text).length / 3);
  const sarif = toSarif(report, { maxPackedBytes }).text;
  expect(gzipSync(sarif).length).toBeLessThanOrEqual(maxPackedBytes);
  const { results = [], invocations } = runOf(report, { maxPackedBytes });
  expect(results.length).toBeGreaterThan(20);
  expect(results.filter(({ level }) => level === 'error')).toHaveLength(4);
  expect(invocations?.[0]?.toolExecutionNotifications?.map(({ message }) => message.text)).toEqual([`The ${400 - results.length} least severe of 400 results are left out of the SARIF file: GitHub accepts 10 MB packed (--sarif-limit is 1000).`]);
});

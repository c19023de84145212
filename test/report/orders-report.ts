import type { Diagnostic, Place, Problem } from '../../src/diagnostic.js';
import type { Report } from '../../src/report/model.js';
import type { RegisteredRule } from '../../src/rule.js';

const FILES: Readonly<Record<string, string>> = {
  'template.yaml': [
    'Resources:',
    '  Orders:',
    '    Type: AWS::Serverless::Function',
    '    Properties:',
    '      Timeout: 30',
    '      Environment:',
    '        Variables:',
    '          API_KEY: sk_live_4eC39HqLyjWDarjtT1zdp7dc',
    '',
  ].join('\n'),
  'src/orders [v2].ts': [
    "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';",
    'export async function handler() {',
    '\tconst client = new DynamoDBClient({',
    "\t\tregion: 'eu-west-1',",
    '\t});',
    "\tconst 注文 = '注文'; await client.send(orders);",
    "\tconst keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG' };",
    '\treturn `-----BEGIN PRIVATE KEY-----',
    'MIIEvQIBADANBgkq',
    '-----END`;',
    '}',
    '',
  ].join('\n'),
};

/** A place found by the text it covers, on the given line. */
export function placeOf(path: string, line: number, text: string, files = FILES): Place {
  const column = (files[path] ?? '').split(/\r\n|\r|\n/)[line - 1]?.indexOf(text) ?? -1;
  if (column < 0) throw new Error(`'${text}' is not on line ${line} of ${path}`);
  return { path, startLine: line, startColumn: column + 1, endLine: line, endColumn: column + 1 + text.length };
}

export function fakeRule(id: string, concern: RegisteredRule['concern'], changes: Partial<RegisteredRule> = {}): RegisteredRule {
  return {
    id,
    concern,
    severity: 'warning',
    precision: 'high',
    preset: 'recommended',
    docs: {
      summary: `Summary of ${id} with {braces}.`,
      rationale: 'Each invocation pays for it.',
      remedy: 'Move it out of the handler.',
      silentWhen: ['the handler cannot be resolved'],
      references: ['https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html'],
    },
    messages: {},
    requires: {},
    check: () => [],
    ...changes,
  };
}

export function fakeDiagnostic(location: Place, changes: Partial<Diagnostic> = {}): Diagnostic {
  return {
    rule: 'client-in-handler',
    concern: 'cold-start',
    severity: 'warning',
    precision: 'high',
    messageId: 'built',
    message: "Client 'DynamoDBClient' is built on each invocation.",
    location,
    related: [],
    fixes: [],
    fingerprint: '0123456789abcdef',
    suppressed: null,
    ...changes,
  };
}

export const RULES: readonly RegisteredRule[] = [
  fakeRule('secret-in-source', 'secrets', { severity: 'error', securitySeverity: 8 }),
  fakeRule('client-in-handler', 'cold-start'),
  fakeRule('default-timeout', 'timeouts', { severity: 'note', precision: 'medium', docs: { ...fakeRule('', 'run').docs, references: [] } }),
];

const CODE = 'src/orders [v2].ts';

const DIAGNOSTICS: readonly Diagnostic[] = [
  fakeDiagnostic(
    { path: CODE, startLine: 3, startColumn: 17, endLine: 5, endColumn: 4 },
    {
      function: 'Orders',
      related: [
        { message: "Function 'Orders' is declared here.", location: placeOf('template.yaml', 2, 'Orders') },
        { message: "'handler' [async] is called here.", location: placeOf(CODE, 2, 'handler'), step: true },
      ],
      fixes: [{ title: 'Move it', applicability: 'unsafe', edits: [{ path: CODE, start: 1, end: 2, text: 'x' }] }],
    },
  ),
  fakeDiagnostic(placeOf(CODE, 6, 'client.send(orders)'), { message: 'After wide characters [once].' }),
  secret(placeOf(CODE, 7, "'AKIAIOSFODNN7EXAMPLE'"), 'A key is written here.'),
  secret(placeOf(CODE, 7, "'wJalrXUtnFEMI/K7MDENG'"), 'Another key is written here.'),
  secret({ path: CODE, startLine: 8, startColumn: 9, endLine: 10, endColumn: 10 }, 'A private key is written here.'),
  fakeDiagnostic(placeOf('template.yaml', 5, '30'), { rule: 'default-timeout', concern: 'timeouts', severity: 'note', precision: 'medium' }),
  secret(placeOf('template.yaml', 8, 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'), 'A token is written here.'),
  fakeDiagnostic(placeOf('template.yaml', 8, 'API_KEY'), {
    rule: 'default-timeout',
    message: 'Ignored.',
    suppressed: { kind: 'comment', reason: 'known' },
  }),
];

function secret(location: Place, message: string): Diagnostic {
  return fakeDiagnostic(location, { rule: 'secret-in-source', concern: 'secrets', severity: 'error', message, fingerprint: `s${location.startColumn}` });
}

const PROBLEMS: readonly Problem[] = [
  { kind: 'parse', path: 'broken.yaml', line: 4, message: 'A flow mapping is not closed.' },
  { kind: 'limit', path: '', message: 'More than 10,000 files; the rest was not read.' },
];

/** A report with a bit of everything. */
export const ORDERS_REPORT: Report = {
  version: '0.1.0',
  diagnostics: DIAGNOSTICS,
  problems: PROBLEMS,
  rules: RULES,
  summary: { projects: 1, functions: 1, files: 2, errors: 4, warnings: 2, notes: 1, suppressed: 1 },
  textOf: (path) => FILES[path],
};

/** A report about one file. */
export function reportOn(text: string, diagnostics: readonly Diagnostic[]): Report {
  return { ...ORDERS_REPORT, diagnostics, problems: [], textOf: () => text };
}

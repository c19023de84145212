import { describe, expect, test } from 'vitest';

import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import { findCandidates } from '../../src/engine/discover.js';
import { vet } from '../../src/engine/vet.js';
import type { VetResult } from '../../src/engine/vet.js';
import { functions } from '../../src/project/functions.js';
import { defineRule } from '../../src/rule.js';
import type { RegisteredRule, Rule } from '../../src/rule.js';
import { RULES } from '../../rules/index.js';
import { memorySource } from '../../src/source/file-source.js';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: orders.handler, CodeUri: src/ }
  Invoices:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: orders.handler, CodeUri: src/ }
`;

const docs = { summary: 'S.', rationale: 'R.', remedy: 'W.', silentWhen: ['never'], references: ['https://example.com'] };

const named = defineRule({
  id: 'named', severity: 'warning', precision: 'high', preset: 'recommended', docs,
  messages: { seen: "Function '{fn}' is seen." },
  requires: { functions },
  *check({ functions: all }) {
    for (const { logicalId, at } of all) yield { message: 'seen', data: { fn: logicalId }, at, function: logicalId };
  },
});

const failing = defineRule({
  id: 'failing', severity: 'error', precision: 'high', preset: 'recommended', docs, messages: { never: 'Never.' }, requires: {},
  check() {
    throw new Error('no such thing');
  },
});

const shared = defineRule({
  id: 'shared', severity: 'note', precision: 'high', preset: 'recommended', docs,
  messages: { file: 'The template is used.', user: "Function '{fn}' uses it." },
  requires: { functions },
  *check({ functions: all }) {
    for (const { logicalId, at, template } of all) yield { message: 'file', at: { path: template, start: 0, end: 9 }, related: [{ message: 'user', data: { fn: logicalId }, at }] };
  },
});

const fixing = defineRule({
  id: 'fixing', severity: 'note', precision: 'high', preset: 'recommended', docs, messages: { seen: 'Seen.' },
  requires: { functions },
  *check({ functions: all }) {
    for (const { logicalId, at } of all) {
      const title = `Remove '${logicalId} ghp_9sKq2LmXv8Rt4Wz7Yb1Nc6Dj3Fg5Hp0AeUoI ${'x'.repeat(1000)}'`;
      yield { message: 'seen', at, function: logicalId, fixes: () => [{ title, applicability: 'manual', changes: [{ kind: 'text', at: { ...at, end: at.start }, text: '# ' }] }] };
    }
  },
});

function run(texts: Readonly<Record<string, string>>, ...rules: readonly Rule[]): VetResult {
  const source = memorySource(texts);
  const registered = rules.map((rule): RegisteredRule => ({ ...rule, concern: 'wiring' }));
  return vet(source, findCandidates(source, ''), { rules: registered, severityIn: ({ severity }) => severity, today: '2026-11-20', runtimes: BUILT_IN_RUNTIMES });
}

describe('a run', () => {
  test('offers no fix that would show a credential beside the code that it moves', () => {
    const text = (comment: string): string => `import { S3Client } from '@aws-sdk/client-s3';\nexport const handler = async () => {\n  const s3 = new S3Client({}); // ${comment}\n  return s3;\n};\n`;
    const fixesOf = (comment: string): number => run({ 'template.yaml': TEMPLATE, 'src/orders.ts': text(comment) }, ...RULES.filter(({ id }) => id === 'client-in-handler')).diagnostics.flatMap(({ fixes }) => fixes).length;
    expect(fixesOf('once')).toBe(1);
    expect(fixesOf('AKIA3ZQ7PLMXW2R9TB4K, q8Vn2LxT0bRz5YkWm7CdJp9FhGs4Ae1Uo6Iv3XyZ')).toBe(0);
  });

  test('says what a fix does in words that are safe to show', () => {
    const { diagnostics: [first] } = run({ 'template.yaml': TEMPLATE.replace('  Orders:', '  "Orders\\r\\n::error::x\\e[2J":') }, fixing);
    const title = first?.fixes[0]?.title ?? '';
    expect(title).toMatch(/^Remove 'Orders  \uFFFD:error::x\uFFFD\[2J ghp_… x+…$/);
    expect(title.length).toBeLessThan(520);
  });

  test('keeps the other findings when a rule fails, and names the rule', () => {
    const { diagnostics, problems } = run({ 'template.yaml': TEMPLATE }, failing, named);
    expect(diagnostics.map(({ message }) => message)).toEqual(["Function 'Orders' is seen.", "Function 'Invoices' is seen."]);
    expect(problems).toEqual([{ kind: 'internal', path: '.', message: "Rule 'failing' failed here: no such thing. This is a mistake of lambdavet; the other rules are not affected." }]);
  });

  test('joins findings of one rule at one place', () => {
    const { diagnostics } = run({ 'template.yaml': TEMPLATE }, shared);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.related.map(({ location }) => location.startLine)).toEqual([3, 6]);
  });

  test('sorts by path and place', () => {
    const { diagnostics } = run({ 'b/template.yaml': TEMPLATE, 'a/template.yaml': TEMPLATE }, shared, named);
    expect(diagnostics.map(({ location, rule }) => `${location.path}:${location.startLine} ${rule}`)).toEqual([
      'a/template.yaml:1 shared', 'a/template.yaml:3 named', 'a/template.yaml:6 named', 'b/template.yaml:1 shared', 'b/template.yaml:3 named', 'b/template.yaml:6 named',
    ]);
  });

  test('gives fingerprints that survive edits above, and tells repeats apart', () => {
    const before = run({ 'template.yaml': TEMPLATE }, named).diagnostics.map(({ fingerprint }) => fingerprint);
    const after = run({ 'template.yaml': `# a comment\n\n${TEMPLATE}` }, named).diagnostics.map(({ fingerprint }) => fingerprint);
    expect(after).toEqual(before);
    expect(new Set(before).size).toBe(2);
    for (const fingerprint of before) expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('what is read', () => {
  test('hidden folders, dependencies and ignored files are passed over', () => {
    const found = findCandidates(memorySource({
      'template.yaml': '', '.aws-sam/build/template.yaml': '', 'node_modules/x/template.json': '', 'app/.gitignore': 'generated/\n*.tmp.json\n',
      'app/generated/template.yaml': '', 'app/a.tmp.json': '', 'app/stack.template': '', 'app/package-lock.json': '', 'app/notes.txt': '',
    }), '');
    expect(found).toEqual(['app/stack.template', 'template.yaml']);
  });

  test('a broken template costs neither the others nor the run', () => {
    const { diagnostics, problems } = run({ 'a/template.yaml': 'Resources:\n  A:\n    Type: AWS::SQS::Queue\n  "B: [\n', 'b/template.yaml': TEMPLATE }, named);
    expect(diagnostics).toHaveLength(2);
    expect(problems.map(({ kind, path }) => [kind, path])).toContainEqual(['parse', 'a/template.yaml']);
  });

  test('code outside the repository is reported, not read', () => {
    const { problems } = run({ 'template.yaml': TEMPLATE.replaceAll('CodeUri: src/', 'CodeUri: ../../src') });
    expect(problems.map(({ kind, line }) => [kind, line])).toEqual([['outside-root', 5], ['outside-root', 8]]);
  });
});

test('places of secrets are told even when the rule that finds them is off', () => {
  const secret = ['7hQz2Lk9vX', 'w4Rt8Yp3Nc', '6BmD'].join('');
  const source = memorySource({ 'template.yaml': TEMPLATE.replace('CodeUri: src/ }', `CodeUri: src/, Environment: { Variables: { API_KEY: ${secret} } } }`) });
  const { diagnostics, secrets } = vet(source, ['template.yaml'], { rules: RULES, severityIn: () => 'off', today: '2026-11-20', runtimes: BUILT_IN_RUNTIMES });
  expect(diagnostics).toEqual([]);
  expect(secrets.map(({ startLine }) => startLine)).toEqual([5]);
});

test('a place that names a parameter may be shown, a text around the name may not', () => {
  const texts = `Parameters:\n  AdminToken: { Type: String, NoEcho: true }\n${TEMPLATE}Outputs:\n  Token: { Value: !Ref AdminToken }\n  Login:\n    Value: !Sub admin-7hQz2Lk9vX-\${AdminToken}\n  Long:\n    Value: !Sub |\n      token\n      \${AdminToken}\n`;
  const source = memorySource({ 'template.yaml': texts });
  const { secrets } = vet(source, ['template.yaml'], { rules: RULES, severityIn: ({ severity }) => severity, today: '2026-11-20', runtimes: BUILT_IN_RUNTIMES });
  const lines = texts.split('\n');
  expect(secrets.map(({ startLine, isShown }) => [lines[startLine - 1]?.trim().split(':')[0], isShown === true])).toEqual([['Token', true], ['Value', false], ['${AdminToken}', true]]);
});

test('a place where a rule about something else sees what may be a credential is one of secrets', () => {
  const statement = (action: string): string => TEMPLATE.replace('CodeUri: src/ }', `CodeUri: src/, Policies: [{ Statement: [{ Effect: Allow, Action: ${action}, Resource: '*' }] }] }`);
  const secretsOf = (template: string, isOff = false): readonly number[] => vet(memorySource({ 'template.yaml': template }), ['template.yaml'], { rules: RULES, severityIn: ({ severity }) => (isOff ? 'off' : severity), today: '2026-11-20', runtimes: BUILT_IN_RUNTIMES }).secrets.map(({ startLine }) => startLine);
  const action = ['t4Bw9QzH2LmXo7Rv1NcY', '6Dj3FgKp8Aes5UiTq0Ez'].join('');
  expect(secretsOf(statement(action))).toEqual([5]);
  expect(secretsOf(statement(action), true)).toEqual([5]);
  expect(secretsOf(statement('GetObjectOfOrdersAndInvoices'))).toEqual([]);
});

test('code that nests too deeply is a limit of its file and costs no other finding', () => {
  const chain = `exports.handler = () => ${Array.from({ length: 5000 }, () => "'a'").join(' + ')};\n`;
  const { diagnostics, problems } = run({ 'template.yaml': TEMPLATE, 'src/orders.js': chain }, named);
  expect(diagnostics).toHaveLength(2);
  expect(problems).toEqual([{ kind: 'limit', path: 'src/orders.js', message: 'It is nested too deeply to be read.' }]);
  expect(run({ 'template.yaml': TEMPLATE, 'src/orders.js': '['.repeat(100_000) }, named).problems).toEqual(problems);
});

test('so is a line whose errors could be too many', () => {
  const { diagnostics, problems } = run({ 'template.yaml': TEMPLATE, 'src/orders.js': 'export '.repeat(14_701) }, named);
  expect(diagnostics).toHaveLength(2);
  expect(problems).toEqual([{ kind: 'limit', path: 'src/orders.js', message: 'It has a line that is too long to be read.' }]);
});

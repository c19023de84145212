import { RuleTester } from 'eslint';
import { describe, expect, it } from 'vitest';

import { lintText, makePlugin, show, TEMPLATE } from './lint.js';
import { makeProject } from './temporary-project.js';

const RULE = 'lambdavet/deprecated-runtime';

async function lint(text: string, path = 'template.yaml', version: 9 | 10 = 10) {
  const folder = makeProject({ [path]: text });
  return lintText(folder, path, text, [...makePlugin().configs.templates, { linterOptions: { reportUnusedDisableDirectives: 'error' } }], version);
}

describe.each([9, 10] as const)('lambdavet/cfn in ESLint %i', (version) => {
  it.each([
    ['at the end of the line', TEMPLATE.replace('nodejs20.x', `nodejs20.x # eslint-disable-line ${RULE} -- leaving in May`)],
    ['above the line', TEMPLATE.replace('      Runtime', `      # eslint-disable-next-line ${RULE}\n      Runtime`)],
    ['for the rest of the file', `# eslint-disable\n${TEMPLATE}`],
    ['with Windows line ends', TEMPLATE.replace('nodejs20.x', `nodejs20.x # eslint-disable-line ${RULE}`).replaceAll('\n', '\r\n')],
    ['after a scalar with a hash', TEMPLATE.replace('nodejs20.x', `"nodejs20.x" # eslint-disable-line ${RULE}`).replace('CodeUri: src/', 'CodeUri: "src # 1"')],
  ])('is silenced by a comment %s', async (_, text) => {
    expect((await lint(text, 'template.yaml', version)).map(show)).toEqual([]);
  });

  it('ends what a comment silences', async () => {
    const text = `# eslint-disable ${RULE}\n# eslint-enable ${RULE}\n${TEMPLATE}`;
    expect((await lint(text, 'template.yaml', version)).map(({ ruleId }) => ruleId)).toContain(RULE);
  });

  it('tells and removes unused comments', async () => {
    const text = TEMPLATE.replace('src/', `src/ # eslint-disable-line ${RULE}`);
    const [, unused] = await lint(text, 'template.yaml', version);
    expect([unused?.line, unused?.message, unused?.fix?.text]).toEqual([8, `Unused eslint-disable directive (no problems were reported from '${RULE}').`, ' ']);
    expect(text.slice(...(unused?.fix?.range ?? [0, 0]))).toBe(`# eslint-disable-line ${RULE}`);
  });

  it('takes no text for a comment', async () => {
    const block = `${TEMPLATE}      Description: |\n        # eslint-disable\n      Role: "a # eslint-disable"\n      Layers: [a#eslint-disable]\n`;
    expect((await lint(block, 'template.yaml', version)).map(({ ruleId }) => ruleId)).toEqual([RULE]);
  });

  it('reports a broken template where it breaks', async () => {
    const messages = await lint(`${TEMPLATE}      Layers: [a, b\n  Jobs:\n    Type: AWS::SQS::Queue\n`, 'template.yaml', version);
    expect(messages.map(({ fatal, line, ruleId }) => [fatal, ruleId, line])).toEqual([[true, null, 10]]);
  });
});

describe('lambdavet/cfn', () => {
  it.each([
    ['a Helm chart', 'apiVersion: v1\nmetadata:\n  name: {{ .Release.Name }}-{{ if .x }}\n  {{- include "labels" . }}\n'],
    ['another YAML file', 'jobs: [build, test]\n'],
    ['broken YAML that is no template', 'a: [1, 2\nb: }\n'],
    ['an empty file', ''],
    ['several documents', 'a: 1\n---\nb: 2\n'],
    ['a template for a template engine', `${TEMPLATE}{% if jobs %}\n  Jobs:\n    Type: AWS::SQS::Queue\n{% endif %}\n`.replace('nodejs20.x', '{{ cookiecutter.runtime }}')],
  ])('passes over %s', async (_, text) => {
    expect((await lint(text, 'chart-template.yaml')).map(show)).toEqual([]);
  });

  it('accepts files of every name that its configuration has', async () => {
    for (const path of ['template.yml', 'infra/orders.template', 'orders.template.json', 'template-orders.yaml']) {
      const text = path.endsWith('.json') ? '{"Resources":{"Orders":{"Type":"AWS::Lambda::Function","Properties":{"Runtime":"nodejs20.x"}}}}' : TEMPLATE;
      expect((await lint(text, path)).map(({ ruleId }) => ruleId), path).toEqual([RULE]);
    }
  });

  it('works in a RuleTester', () => {
    const plugin = makePlugin();
    const folder = makeProject({});
    const rule = plugin.rules['deprecated-runtime'];
    if (!rule) throw new Error('no such rule');
    RuleTester.describe = (_: string, run: () => void) => { run(); };
    RuleTester.it = (_: string, run: () => void) => { run(); };
    const tester = new RuleTester({ plugins: { lambdavet: plugin }, language: 'lambdavet/cfn' });
    tester.run('deprecated-runtime', rule, {
      valid: [{ code: TEMPLATE.replace('nodejs20', 'nodejs24'), filename: `${folder}/template.yaml` }],
      invalid: [{ code: TEMPLATE, filename: `${folder}/template.yaml`, errors: [{ messageId: 'finding', line: 6, column: 16, endColumn: 26, suggestions: [{ desc: "Move to 'nodejs24.x'", output: TEMPLATE.replace('nodejs20', 'nodejs24') }] }] }],
    });
  });

  it('answers what tools ask of a text', () => {
    const { cfn } = makePlugin().languages;
    const file = { path: '/t/template.yaml', physicalPath: '/t/template.yaml', bom: false, body: 'a: 1 # one\r\nb: 2\n' };
    const parsed = cfn.parse(file, { languageOptions: {} });
    if (!parsed.ok) throw new Error('not parsed');
    const code = cfn.createSourceCode(file, parsed, { languageOptions: {} }) as unknown as Record<string, (...given: unknown[]) => unknown> & { lines: string[]; ast: { comments: unknown[] } };
    const [comment] = code.ast.comments;
    expect(code.lines).toEqual(['a: 1 # one', 'b: 2', '']);
    expect(code['getLocFromIndex']?.(12)).toEqual({ line: 2, column: 0 });
    expect(code['getIndexFromLoc']?.({ line: 2, column: 3 })).toBe(15);
    expect(code['getText']?.(comment, 2, 1)).toBe('1 # one\r');
    expect(code['getText']?.()).toBe(file.body);
    expect(code['getAncestors']?.(comment)).toEqual([code.ast]);
  });
});

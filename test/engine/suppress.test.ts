import { describe, expect, it } from 'vitest';

import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import type { Diagnostic } from '../../src/diagnostic.js';
import { findCandidates } from '../../src/engine/discover.js';
import { vet } from '../../src/engine/vet.js';
import { RULES } from '../../rules/index.js';
import { memorySource } from '../../src/source/file-source.js';

function vetTexts(texts: Readonly<Record<string, string>>, off: readonly string[] = []): readonly Diagnostic[] {
  const source = memorySource(texts);
  const severityIn: Parameters<typeof vet>[2]['severityIn'] = (rule, { root }) => (off.includes(rule.id) || off.includes(`${root}:${rule.id}`) ? 'off' : rule.severity);
  return vet(source, findCandidates(source, ''), { rules: RULES, severityIn, today: '2026-11-20', runtimes: BUILT_IN_RUNTIMES }).diagnostics;
}

function template(...lines: readonly string[]): string {
  return ['Transform: AWS::Serverless-2016-10-31', 'Resources:', '  Orders:', '    Type: AWS::Serverless::Function', '    Properties:', ...lines.map((line) => `      ${line}`), ''].join('\n');
}

/** "6:16 value-out-of-range (comment: agreed)", for the rules that matter here. */
function found(text: string, off: readonly string[] = []): readonly string[] {
  return vetTexts({ 'template.yaml': text }, off)
    .filter(({ rule }) => rule === 'value-out-of-range' || rule === 'unused-suppression')
    .map(({ rule, location: { startLine, startColumn }, suppressed }) => `${startLine}:${startColumn} ${rule}${suppressed ? ` (${suppressed.kind}: ${suppressed.reason})` : ''}`);
}

describe('a suppression', () => {
  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['at the end of the line', ['Timeout: 1200 # lambdavet: ignore[value-out-of-range] agreed'], ['6:16 value-out-of-range (comment: agreed)']],
    ['alone above', ['# lambdavet: ignore[value-out-of-range]: agreed', '', 'Timeout: 1200'], ['8:16 value-out-of-range (comment: agreed)']],
    ['after another comment', ['Timeout: 1200 # too long # lambdavet: ignore[value-out-of-range] agreed'], ['6:16 value-out-of-range (comment: agreed)']],
    ['after a text with a number sign', ['Description: "a # b" # lambdavet: ignore[value-out-of-range]', 'Timeout: 1200'], ['6:48 unused-suppression', '7:16 value-out-of-range']],
    ['below', ['Timeout: 1200', '# lambdavet: ignore[value-out-of-range] agreed'], ['6:16 value-out-of-range', '7:27 unused-suppression']],
    ['of another rule', ['Timeout: 1200 # lambdavet: ignore[duplicate-key]'], ['6:16 value-out-of-range', '6:41 unused-suppression']],
  ])('%s', (_name, lines, expected) => {
    expect(found(template(...lines))).toEqual(expected);
  });

  it('that names several rules is judged id by id, each at its own place', () => {
    const text = template('Timeout: 1200 # lambdavet: ignore[duplicate-key, value-out-of-range, no-such-rule]');
    expect(found(text)).toEqual(['6:16 value-out-of-range (comment: )', '6:41 unused-suppression', '6:76 unused-suppression']);
    expect(vetTexts({ 'template.yaml': text }).filter(({ rule }) => rule === 'unused-suppression').map(({ message }) => message)).toEqual([
      "No finding of 'duplicate-key' is here to be ignored.",
      "There is no rule 'no-such-rule' to be ignored.",
    ]);
  });

  it('is not judged for a rule that did not run, here or in another project', () => {
    const text = template('Timeout: 30 # lambdavet: ignore[value-out-of-range]');
    expect(found(text)).toEqual(['6:39 unused-suppression']);
    expect(found(text, ['value-out-of-range'])).toEqual([]);
    const all = vetTexts({ 'a/template.yaml': text, 'b/template.yaml': template('Timeout: 30') }, ['a:value-out-of-range']);
    expect(all.filter(({ rule }) => rule === 'unused-suppression')).toEqual([]);
  });

  it('covers a whole resource from its Metadata, and a file from its first lines', () => {
    const metadata = '    Metadata: { lambdavet: { ignore: [{ rule: value-out-of-range, reason: agreed }] } }\n';
    expect(found(template('Timeout: 1200') + metadata)).toEqual(['6:16 value-out-of-range (metadata: agreed)']);
    expect(found(`# lambdavet: ignore-file[value-out-of-range] agreed\n${template('Timeout: 1200')}`)).toEqual(['7:16 value-out-of-range (comment: agreed)']);
    const filler = Array.from({ length: 10 }, () => '#\n').join('');
    expect(found(`${filler}# lambdavet: ignore-file[value-out-of-range] agreed\n${template('Timeout: 1200')}`)).toEqual(['11:1 unused-suppression', '17:16 value-out-of-range']);
  });

  it('covers findings by their related places', () => {
    const text = 'Transform: AWS::Serverless-2016-10-31\nGlobals: { Function: { Timeout: 1200 } }\nResources:\n  Orders: { Type: AWS::Serverless::Function }\n  Invoices: { Type: AWS::Serverless::Function } # lambdavet: ignore[value-out-of-range] agreed\n';
    expect(found(text)).toEqual(['2:33 value-out-of-range (comment: agreed)']);
  });
});

describe('in code inside a template', () => {
  const code = (...lines: readonly string[]): string => ['Resources:', '  Orders:', '    Type: AWS::Lambda::Function', '    Properties:', '      Runtime: nodejs22.x', '      Handler: index.handler', '      Environment: { Variables: { A: a } }', '      Code:', '        ZipFile: |', ...lines.map((line) => (line === '' ? '' : `          ${line}`)), ''].join('\n');
  const inCode = (text: string, path = 'template.yaml'): readonly string[] =>
    vetTexts({ [path]: text })
      .filter(({ rule }) => rule === 'undeclared-environment-variable' || rule === 'unused-suppression')
      .map(({ rule, location: { startLine }, suppressed }) => `${startLine} ${rule}${suppressed ? ' (ignored)' : ''}`);

  it('lines are counted as they stand there', () => {
    const text = code(
      '// lambdavet: ignore[undeclared-environment-variable] one',
      '',
      '/* and',
      '   more */',
      'const b = process.env.B;',
      'const c = process.env.C; // lambdavet: ignore[undeclared-environment-variable] two',
      'const d = process.env.D;',
      'const a = process.env.A; // lambdavet: ignore[undeclared-environment-variable] three',
      'exports.handler = async () => [a, b, c, d];',
    );
    expect(inCode(text)).toEqual(['14 undeclared-environment-variable (ignored)', '15 undeclared-environment-variable (ignored)', '16 undeclared-environment-variable', '17 unused-suppression']);
  });

  it('lines of a list count one by one, and findings of one line stay apart', () => {
    const lines = ['// lambdavet: ignore[undeclared-environment-variable] one', 'const b = process.env.B;', 'const c = process.env.C + process.env.D;', 'exports.handler = async () => [b, c];'];
    const json = {
      Resources: { Orders: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Environment: { Variables: { A: 'a' } }, Code: { ZipFile: { 'Fn::Join': ['\n', lines] } } } } },
    };
    const text = JSON.stringify(json, null, 2);
    const first = text.split('\n').findIndex((line) => line.includes('lambdavet:')) + 1;
    expect(inCode(text, 'template.json')).toEqual([`${first + 1} undeclared-environment-variable (ignored)`, `${first + 2} undeclared-environment-variable`, `${first + 2} undeclared-environment-variable`]);
    const oneLine = JSON.stringify({ Resources: { Orders: { ...json.Resources.Orders, Properties: { ...json.Resources.Orders.Properties, Code: { ZipFile: lines.slice(1).join('\n') } } } } });
    expect(inCode(oneLine, 'template.json')).toHaveLength(3);
  });
});

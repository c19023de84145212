import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

import { joinIncludes } from '../../src/engine/join-includes.js';
import type { Joined } from '../../src/engine/join-includes.js';
import { extractFragment } from '../../src/facts/template/fragment.js';
import type { TemplateValue } from '../../src/facts/model.js';
import { memorySource } from '../../src/source/file-source.js';

type Sources = Readonly<Record<string, string>>;

const ORACLE = createRequire(import.meta.url).resolve('cfn-include/bin/cli.js');

const FILES: Sources = {
  'parts/function.yaml': 'Type: AWS::Lambda::Function\nProperties: { Timeout: 30, Layers: !Include layers.yml }\n',
  'parts/layers.yml': '- base\n- !Ref Metrics\n',
  'parts/orders.js': "exports.handler = async () => {\n  return '{{stage}}';\n};\n",
  'parts/queue.json': '{ "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "${Name}-jobs", "Tags": [{ "Key": "a", "Value": "1" }] } }',
};

const CASES: Readonly<Record<string, string>> = {
  'a file': 'Orders: !Include parts/function.yaml',
  'a file beside other keys': 'Orders:\n  Fn::Include: parts/function.yaml\n  Properties: { Timeout: 5 }\n  Condition: IsProd',
  'a file by its location': 'Orders: { Fn::Include: { location: parts/queue.json } }',
  'a file of a list': 'A: [1, !Include parts/layers.yml]',
  'a text': 'A: !Include { location: parts/orders.js, type: string }',
  'lines': 'A: !Include { location: parts/orders.js, type: literal }',
  'lines with a context': 'A: !Include { location: parts/orders.js, type: literal, context: { stage: !Ref Stage } }',
  'Fn::Map over texts': 'A:\n  Fn::Map:\n    - [orders, invoices]\n    - Name\n    - { "${Name}Queue": { QueueName: "${Name}-jobs", Whole: Name } }',
  'Fn::Map without a placeholder': 'A: { Fn::Map: [[a, b], { Ref: _ }] }',
  'Fn::Map with index and size': 'A: { Fn::Map: [[a, b], [x, i, n], "${i} of ${n}: ${x}"] }',
  'Fn::Map over maps': 'A: { Fn::Map: [[{ Ref: B }, 5], x, [x, { Fn::Sub: "${y}" }]] }',
  'Fn::Map in Fn::Map': 'A: { Fn::Map: [[1, 2], x, { Fn::Map: [[a, b], y, "${x}${y}"] }] }',
  'Fn::Map over a file': 'A: { Fn::Map: [!Include parts/layers.yml, x, { Ref: x }] }',
  'Fn::Map of a file': 'A: { Fn::Map: [[orders], Name, !Include parts/queue.json] }',
  'Fn::Flatten': 'A: !Flatten [[1, [2]], 3, !Include parts/layers.yml]',
  'Fn::Merge': 'A: !Merge [{ a: 1, b: { c: 2, l: [1, 2, 3] } }, { a: 4, b: { d: 5, l: [9] } }]',
  'Fn::Merge beside other keys': 'A: { Fn::Merge: [{ a: 1, b: 2 }, { c: 3 }], b: own }',
  'Fn::Merge of files': 'A: !Merge [!Include parts/function.yaml, !Include parts/queue.json]',
  'Fn::DeepMerge': 'A: { Fn::DeepMerge: [{ a: [1, 2], b: { c: 1 } }, { a: [3], b: { d: 2, c: 4 } }] }',
  'Fn::Sequence': 'A: !Sequence [1, 4]\nB: !Sequence [10, 0, -5]\nC: !Sequence [a, d]',
  'Fn::Merge of Fn::Map': 'A: { Fn::Merge: { Fn::Map: [{ Fn::Sequence: [1, 3] }, i, { "Queue${i}": { DelaySeconds: i } }] } }',
  'nothing of it': 'A: !Sub "${B}"\nC: !If [D, !GetAtt E.Arn, !Ref "AWS::NoValue"]',
};

let oracle: unknown;
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'lambdavet-include-'));
  const names = Object.keys(CASES).map((_, index) => `case-${index}.yaml`);
  // One process for all of them.
  const files = { ...FILES, ...Object.fromEntries(Object.values(CASES).map((text, index) => [names[index] ?? '', text])), 'template.yaml': names.map((name) => `- !Include ${name}\n`).join('') };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  oracle = JSON.parse(execFileSync(process.execPath, [ORACLE, join(folder, 'template.yaml')], { encoding: 'utf8', stdio: 'pipe' }));
  rmSync(folder, { recursive: true, force: true });
});

function joined(text: string, files: Sources = FILES): Joined {
  const { root } = extractFragment(text);
  if (!root) throw new Error('no document');
  return joinIncludes(memorySource(files), 'template.yaml', root);
}

/** Without places, as what it says: texts as texts, `Fn::GetAtt` in one form. */
function plain(value: TemplateValue): unknown {
  switch (value.kind) {
    case 'scalar':
      return value.text;
    case 'list':
      return value.items.map(plain);
    case 'map':
      return Object.fromEntries(value.entries.map(({ key, value: inner }) => [key, plain(inner)]));
    case 'call':
      return { [value.name]: value.name === 'Fn::GetAtt' && value.argument.kind === 'scalar' ? value.argument.text.split('.') : plain(value.argument) };
    case 'opaque':
      return `? ${value.reason}`;
  }
}

function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asTexts(inner)]));
}

describe('what cfn-include makes of', () => {
  test.each(Object.entries(CASES).map(([name, text], index) => ({ name, text, index })))('$name', ({ text, index }) => {
    expect(plain(joined(text).root)).toEqual(asTexts(Array.isArray(oracle) ? oracle[index] : undefined));
  });
});

describe('what cannot be included', () => {
  test.each([
    ['s3://bucket/a.yaml', '? it is included from elsewhere', []],
    ['https://example.com/a.yaml', '? it is included from elsewhere', []],
    ['{ location: a, type: api }', '? it is included from elsewhere', []],
    ['{ location: parts/layers.yml, query: x }', '? it is included from elsewhere', []],
    ['../away.yaml', '? what it includes is not there', ['outside-root:2']],
    ['/etc/passwd', '? what it includes is not there', ['outside-root:2']],
    ['gone.yaml', '? what it includes is not there', ['unreadable:2']],
    ['template.yaml', '? what it includes is not there', ['parse:2']],
  ])('%s', (location, expected, problems) => {
    const text = `B: 1\nA: !Include ${location}`;
    const { root, problems: found } = joined(text, { ...FILES, 'template.yaml': text });
    expect(plain(root)).toEqual({ B: '1', A: expected });
    expect(found.map(({ kind, line }) => `${kind}:${line}`)).toEqual(problems);
  });

  test('circles, and chains that are too long', () => {
    expect(joined('A: !Include a.yaml', { 'a.yaml': 'B: !Include b.yaml', 'b.yaml': 'C: !Include a.yaml' }).problems.map(({ kind, path }) => [kind, path])).toEqual([['parse', 'b.yaml']]);
    const chain = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`${index}.yaml`, `A: !Include ${index + 1}.yaml`]));
    expect(joined('A: !Include 0.yaml', chain).problems.map(({ kind }) => kind)).toEqual(['limit']);
  });

  test('what multiplies without end', () => {
    const files = Object.fromEntries(Array.from({ length: 18 }, (_, index) => [`${index}.yaml`, `[!Include ${index + 1}.yaml, !Include ${index + 1}.yaml, !Include ${index + 1}.yaml]`]));
    expect(joined('A: !Include 0.yaml', { ...files, '18.yaml': 'x' }).problems.map(({ kind }) => kind)).toEqual(['limit']);
    const ten = '[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]';
    const nested = Array.from({ length: 8 }).reduce<string>((body, _, index) => `{ Fn::Map: [${ten}, x${index}, ${body}] }`, 'x');
    expect(joined(`A: ${nested}`).problems.map(({ kind }) => kind)).toEqual(['limit']);
  });

  test('functions of a wrong shape', () => {
    for (const name of ['Map', 'Flatten', 'Merge', 'DeepMerge', 'Sequence', 'Include']) {
      for (const argument of ['x', '[]', '{}', '[[]]', '[1]', '[null, null, null]', '!Ref B', '[{ a: 1 }, [2]]']) expect(() => joined(`A: !${name} ${argument}`)).not.toThrow();
    }
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

import { recoverYaml } from '../../src/source/yaml-recovery.js';
import { parseYaml } from '../../src/source/yaml.js';
import type { YamlNode } from '../../src/source/yaml.js';

function rootOf(text: string): YamlNode | undefined {
  const result = parseYaml(text);
  if (!result.ok) throw new Error(result.error.message);
  return result.document.root;
}

/** Plain data without places: keys, texts and tags. */
function plain(node: YamlNode | undefined): unknown {
  if (!node) return null;
  if (node.kind === 'scalar') return node.text;
  if (node.kind === 'alias') return `*${node.name}`;
  if (node.kind === 'list') return node.items.map(plain);
  return node.entries.map(({ key, value }) => [plain(key), plain(value)]);
}

/** Every scalar with the text that stands at its place. */
function written(text: string, node: YamlNode | undefined): readonly string[] {
  if (!node || node.kind === 'alias') return [];
  if (node.kind === 'scalar') return [text.slice(node.start, node.end)];
  if (node.kind === 'list') return node.items.flatMap((item) => written(text, item));
  return node.entries.flatMap(({ key, value }) => [...written(text, key), ...written(text, value)]);
}

describe('places', () => {
  const text = 'Ref: "a b"\nList:\n  - !GetAtt Orders.Arn\n  - { x: 1, y: [2, three] }\nEmpty:\nEmoji: 😀 après\n';

  test('scalars stand where they are written, quotes left out', () => {
    expect(written(text, rootOf(text))).toEqual(['Ref', 'a b', 'List', 'Orders.Arn', 'x', '1', 'y', '2', 'three', 'Empty', '', 'Emoji', '😀 après']);
  });

  test('flow collections end behind their bracket', () => {
    const root = rootOf(text);
    const list = root?.kind === 'map' ? root.entries[1]?.value : undefined;
    const flow = list?.kind === 'list' ? list.items[1] : undefined;
    expect(text.slice(flow?.start, flow?.end)).toBe('{ x: 1, y: [2, three] }');
  });

  test('tags are kept', () => {
    const root = rootOf('a: !Sub "${X}"\nb: !If [C, 1, 2]\n');
    expect(root?.kind === 'map' ? root.entries.map(({ value }) => value.tag) : []).toEqual(['!Sub', '!If']);
  });
});

describe('what AWS reads although YAML forbids it', () => {
  test('a quoted text whose second line is indented less than its key', () => {
    const text = 'Resources:\n  Orders:\n    Properties:\n      Description: "first\n  second"\n      Timeout: 5\n';
    expect(plain(rootOf(text))).toEqual([['Resources', [['Orders', [['Properties', [['Description', 'first second'], ['Timeout', '5']]]]]]]]);
    expect(written(text, rootOf(text)).at(-1)).toBe('5');
  });

  test('a flow map whose lines are indented less than its key', () => {
    const text = 'Resources:\n  Orders:\n    Variables: {\n  A: 1,\n  B: two\n}\n    Timeout: 5\n';
    expect(plain(rootOf(text))).toEqual([['Resources', [['Orders', [['Variables', [['A', '1'], ['B', 'two']]], ['Timeout', '5']]]]]]);
    expect(written(text, rootOf(text)).slice(-6)).toEqual(['A', '1', 'B', 'two', 'Timeout', '5']);
  });
});

describe('bad input', () => {
  test.each([
    ['a tab as indentation', 'a:\n\tb: 1\n', 3],
    ['an unclosed quote', 'a: "b\n', 6],
  ])('%s is an error with its offset', (_, text, offset) => {
    const result = parseYaml(text);
    expect(result.ok ? undefined : result.error.offset).toBe(offset);
  });

  test('100,000 nested lists are refused, not overflown', () => {
    const result = parseYaml('['.repeat(100_000));
    expect(result.ok ? '' : result.error.message).toContain('nested more than 200 levels deep');
  });
});

test('equal to the yaml package on random documents, places included', () => {
  const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9é😀 ]{0,8}[A-Za-z0-9]$/);
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, word, fc.integer(), fc.boolean(), fc.array(tie('tree'), { maxLength: 4 }), fc.dictionary(word, tie('tree'), { maxKeys: 4 })),
  }));
  fc.assert(
    fc.property(fc.dictionary(word, tree, { minKeys: 1, maxKeys: 4 }), fc.boolean(), (value, isJson) => {
      const text = isJson ? JSON.stringify(value, null, 2) : toYaml(value, '');
      const expected = parseDocument(text, { schema: 'failsafe' });
      expect(expected.errors).toEqual([]);
      expect(plain(rootOf(text))).toEqual(plainOf(expected.contents));
      expect(written(text, rootOf(text))).toEqual(writtenOf(text, expected.contents));
    }),
    { numRuns: 300, seed: 20261120 },
  );
});

function plainOf(node: unknown): unknown {
  if (isScalar(node)) return node.source ?? '';
  if (isSeq(node)) return node.items.map(plainOf);
  if (isMap(node)) return node.items.map((pair) => [plainOf(pair.key), plainOf(pair.value)]);
  return '';
}

/** What stands at the place of every scalar, as the yaml package sees it. */
function writtenOf(text: string, node: unknown): readonly string[] {
  if (isSeq(node)) return node.items.flatMap((item) => writtenOf(text, item));
  if (isMap(node)) return node.items.flatMap((pair) => [...writtenOf(text, pair.key), ...writtenOf(text, pair.value)]);
  if (!isScalar(node) || !node.range) return [''];
  const quote = node.type === 'QUOTE_DOUBLE' ? 1 : 0;
  return [text.slice(node.range[0] + quote, node.range[1] - quote)];
}

/** Block style with two blanks of indentation. */
function toYaml(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? `${indent}[]\n` : value.map((item) => (isPlain(item) ? `${indent}- ${JSON.stringify(item)}\n` : `${indent}-\n${toYaml(item, `${indent}  `)}`)).join('');
  }
  if (typeof value !== 'object' || value === null) return `${indent}${JSON.stringify(value)}\n`;
  const entries = Object.entries(value);
  if (entries.length === 0) return `${indent}{}\n`;
  return entries.map(([key, item]) => (isPlain(item) ? `${indent}${JSON.stringify(key)}: ${JSON.stringify(item)}\n` : `${indent}${JSON.stringify(key)}:\n${toYaml(item, `${indent}  `)}`)).join('');
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

test('errors on one line are not searched for their line each', () => {
  // Pretty, the message would say where it is, and so many would take minutes.
  const { errors } = recoverYaml(`{ "Resources": { ${'"a" 1,,'.repeat(20_000)} } }`);
  expect(errors.length).toBeGreaterThan(20_000);
  expect(errors.filter(({ message }) => message.includes(' at line '))).toEqual([]);
});

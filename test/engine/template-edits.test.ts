import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';

import { TemplateEditor } from '../../src/engine/fix/template-edits.js';
import type { TemplateChange } from '../../src/engine/fix/template-edits.js';
import { applyEdits } from '../../src/engine/fix/text-edit.js';
import { parseYaml } from '../../src/source/yaml.js';
import type { YamlNode } from '../../src/source/yaml.js';
import { FIXTURES } from '../fixture-cases.js';

/** Where a word of the text stands. */
function at(text: string, word: string): { readonly path: string; readonly start: number; readonly end: number } {
  const start = text.indexOf(word);
  return { path: 'template.yaml', start, end: start + word.length };
}

function edited(text: string, ...changes: readonly TemplateChange[]): string | undefined {
  const edits = TemplateEditor.open(text, parseYaml)?.edit(changes);
  return edits && applyEdits(text, edits);
}

const RUNTIME = ['Properties', 'Runtime'];

describe('edits of templates', () => {
  it('sets what is missing, with comments and blank lines left alone', () => {
    const text = 'Resources:\n  Orders: # ours\n    Type: A\n    Properties:\n      Handler: a.b # why\n\n  # next\n  Jobs:\n    Type: B\n';
    expect(edited(text, { kind: 'set', below: at(text, 'Orders'), path: ['Properties', 'Tags', 'Team'], value: 'web: one' })).toBe(
      "Resources:\n  Orders: # ours\n    Type: A\n    Properties:\n      Handler: a.b # why\n      Tags:\n        Team: 'web: one'\n\n  # next\n  Jobs:\n    Type: B\n");
    expect(edited(text, { kind: 'set', below: at(text, 'Jobs'), path: RUNTIME, value: 'x' })).toBe(`${text}    Properties:\n      Runtime: x\n`);
  });

  it('keeps line ends, indentation, quotes and a missing last line break', () => {
    const text = 'Resources:\r\n    Orders:\r\n        Type: "A"\r\n        Properties:\r\n            Size: "1"';
    expect(edited(text, { kind: 'set', below: at(text, 'Orders'), path: RUNTIME, value: 'true' }, { kind: 'replace', at: at(text, '1'), value: 2 })).toBe(
      'Resources:\r\n    Orders:\r\n        Type: "A"\r\n        Properties:\r\n            Size: "2"\r\n            Runtime: "true"');
  });

  it('adds resources with the blank lines that the others have', () => {
    const text = 'Resources:\n\n  Orders:\n    Type: A\n\n  Jobs:\n    Type: B\n\nOutputs: {}\n';
    expect(edited(text, { kind: 'add', beside: at(text, 'Orders'), key: 'Failed', value: { Type: 'C' } })).toBe('Resources:\n\n  Orders:\n    Type: A\n\n  Failed:\n    Type: C\n\n  Jobs:\n    Type: B\n\nOutputs: {}\n');
    expect(edited(text, { kind: 'add', beside: at(text, 'Orders'), key: 'Jobs', value: { Type: 'C' } })).toBeUndefined();
  });

  it('extends lists, and makes lists of single values', () => {
    const text = "Action:\n- 'a:Get' # one\nOne: a:Put # two\nFlow: [x, y]\n";
    expect(edited(text, { kind: 'append', below: { ...at(text, 'Action') }, path: [], values: ['a:Scan'] })).toBe("Action:\n- 'a:Get' # one\n- a:Scan\nOne: a:Put # two\nFlow: [x, y]\n");
    expect(edited(text, { kind: 'append', below: at(text, 'One'), path: [], values: [{ Ref: 'Two' }] })).toBe("Action:\n- 'a:Get' # one\nOne:\n- a:Put # two\n- !Ref Two\nFlow: [x, y]\n");
    expect(edited(text, { kind: 'append', below: at(text, 'Flow'), path: [], values: [{ 'Fn::GetAtt': 'Z.Arn' }] })).toBe("Action:\n- 'a:Get' # one\nOne: a:Put # two\nFlow: [x, y, !GetAtt Z.Arn]\n");
  });

  it('writes JSON as JSON', () => {
    const text = '{\n    "Resources": {\n        "Orders": {\n            "Type": "A",\n            "Action": "a:Get"\n        }\n    }\n}\n';
    expect(edited(text, { kind: 'set', below: at(text, 'Orders'), path: ['Properties', 'Role'], value: { 'Fn::GetAtt': 'Role.Arn' } }, { kind: 'append', below: at(text, 'Action'), path: [], values: ['a:Put'] })).toBe(
      '{\n    "Resources": {\n        "Orders": {\n            "Type": "A",\n            "Action": ["a:Get", "a:Put"],\n            "Properties": {\n                "Role": {\n                    "Fn::GetAtt": [\n                        "Role",\n                        "Arn"\n                    ]\n                }\n            }\n        }\n    }\n}\n');
  });

  it('keeps comments within brackets beside what they are about', () => {
    const text = 'List: [\n  a, # one\n  b # two\n]\n';
    expect(edited(text, { kind: 'append', below: at(text, 'List'), path: [], values: ['c'] })).toBe('List: [\n  a, # one\n  b, # two\n  c\n]\n');
  });

  it('puts another value where a longer one stood', () => {
    const text = 'Action:\n  - a:*\n  - b:*\nResource: "*"\nFlow: { A: [a, b] }\n';
    expect(edited(text, { kind: 'replace', at: at(text, 'Action'), value: ['a:Get'] }, { kind: 'replace', at: at(text, 'Resource'), value: [{ Ref: 'X' }] }, { kind: 'replace', at: at(text, 'A:').start > 0 ? { ...at(text, 'A: ['), end: at(text, 'A: [').start + 1 } : at(text, 'A'), value: 'c' })).toBe(
      'Action:\n  - a:Get\nResource:\n  - !Ref X\nFlow: { A: c }\n');
  });

  it('removes entries and items with their lines and commas', () => {
    const text = 'Map:\n  a: 1\n  b:\n    - c\n  d: 2 # kept\nFlow: { a: 1, b: 2 }\n';
    expect(edited(text, { kind: 'remove', at: at(text, 'b') })).toBe('Map:\n  a: 1\n  d: 2 # kept\nFlow: { a: 1, b: 2 }\n');
    expect(edited(text, { kind: 'remove', at: at(text, 'd') })).toBeUndefined();
    const flow = 'Flow: { a: 1, b: 2 }\n';
    expect(edited(flow, { kind: 'remove', at: at(flow, 'a') })).toBe('Flow: { b: 2 }\n');
    expect(edited(flow, { kind: 'remove', at: at(flow, 'b') })).toBe('Flow: { a: 1 }\n');
  });

  it('leaves alone what stands in several places, and what is no map', () => {
    const shared = 'Base: &base\n  Type: A\nOrders: *base\nOther: { a: !If [x, y, z], b: !Ref c }\n';
    expect(edited(shared, { kind: 'set', below: at(shared, 'Base'), path: ['Size'], value: 1 })).toBeUndefined();
    expect(edited(shared, { kind: 'set', below: at(shared, 'Orders'), path: ['Size'], value: 1 })).toBeUndefined();
    expect(edited(shared, { kind: 'set', below: at(shared, 'Other'), path: ['a', 'Size'], value: 1 })).toBeUndefined();
    expect(edited('A: [', { kind: 'set', below: at('A: [', 'A'), path: ['b'], value: 1 })).toBeUndefined();
  });

  it('changes items of a list that gets another one', () => {
    const text = 'List:\n  - A: [a]\n  - B: [b]\nNext: c\n';
    expect(edited(text, { kind: 'append', below: at(text, '[a]'), path: [], values: ['d'] }, { kind: 'append', below: at(text, 'B: [b]'), path: [], values: ['e'] })).toBe('List:\n  - A: [a, d]\n  - B: [b]\n  - e\nNext: c\n');
  });

  it('adds a section of parameters where there is none', () => {
    const text = 'Transform: T\nResources:\n  Orders:\n    Type: A\n';
    expect(edited(text, { kind: 'parameter', beside: at(text, 'Orders'), name: 'Table', value: { Type: 'String' } })).toBe('Transform: T\nParameters:\n  Table:\n    Type: String\nResources:\n  Orders:\n    Type: A\n');
  });
});

interface Place {
  readonly node: YamlNode;
  readonly path: readonly (string | number)[];
}

function placesIn(node: YamlNode, path: readonly (string | number)[] = []): readonly Place[] {
  const own = [{ node, path }];
  if (node.kind === 'map') return [...own, ...node.entries.flatMap(({ key, value }) => (key.kind === 'scalar' ? placesIn(value, [...path, key.text]) : []))];
  return node.kind === 'list' ? [...own, ...node.items.flatMap((item, index) => placesIn(item, [...path, index]))] : own;
}

/** Read by another library, tags left out. */
function read(text: string): unknown {
  return parse(text, { logLevel: 'silent', uniqueKeys: false, merge: false });
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>>)[key], value);
}

function commentsIn(text: string): readonly string[] {
  return (text.match(/(?<=^|\s)#.*$/gm) ?? []).map((comment) => comment.trimEnd()).sort();
}

describe('edits of all fixtures', () => {
  const texts = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(?:ya?ml|json)$/.test(file)).map((file) => readFileSync(join(FIXTURES, file), 'utf8'));
  const documents = texts.flatMap((text) => {
    const parsed = parseYaml(text);
    return parsed.ok && parsed.document.root && parsed.document.anchors.size === 0 && !/\bNull:/.test(text) && parseDocument(text).errors.length === 0 ? [{ text, places: placesIn(parsed.document.root).slice(1) }] : [];
  });
  const value = fc.oneof(fc.constantFrom('arn:aws:s3:::orders/*', 'true', '12', 'a: b', "it's", '*', '#', ''), fc.integer({ min: 0, max: 900 }), fc.constant(['a', 'b']), fc.constant({ Size: 3, Names: ['a', 'b'], Inner: { Deep: 'x y' } }));

  it('say what they are meant to say, and keep every comment', () => {
    let made = 0;
    fc.assert(fc.property(fc.nat(), fc.nat(), fc.constantFrom('set', 'append', 'replace'), value, (which, spotAt, kind, written) => {
      const { text, places } = documents[which % documents.length] ?? { text: '', places: [] };
      const place = places[spotAt % Math.max(1, places.length)];
      if (!place) return;
      const { node, path } = place;
      const spot = { path: '', start: node.start, end: node.end };
      const change: TemplateChange = kind === 'set' ? { kind, below: spot, path: ['Added', 'Here'], value: written } : kind === 'append' ? { kind, below: spot, path: [], values: [written] } : { kind, at: spot, value: written };
      const after = edited(text, change);
      if (after === undefined) return;
      made++;
      const [expected, found] = [read(text), read(after)];
      // Beside an item of a list, one more item.
      const isItem = kind === 'append' && typeof path.at(-1) === 'number' && !(node.kind === 'list' && node.tag === undefined);
      const where = isItem ? path.slice(0, -1) : path;
      const old = valueAt(expected, where);
      const wanted = kind === 'set' ? { ...(old as object), Added: { Here: written } } : kind === 'append' ? [...(isItem || (node.kind === 'list' && node.tag === undefined) ? (old as unknown[]) : [old]), written] : written;
      // Quotes around a number stay.
      if (kind === 'replace' && typeof written === 'number') expect(String(valueAt(found, path))).toBe(String(written));
      else expect(valueAt(found, where)).toEqual(wanted);
      if (kind !== 'replace') expect(commentsIn(after)).toEqual(commentsIn(text).concat(commentsIn(JSON.stringify(written))).sort());
    }), { numRuns: 1500 });
    expect(made).toBeGreaterThan(400);
  });

  it('are the same where a part of the document is read again and where all of it is', () => {
    let made = 0;
    const documentsInBlocks = documents.filter(({ text }) => /^[A-Z]/.test(text) && text.endsWith('\n'));
    // An anchor lets one place mean something at another, so all is read.
    const [plain, anchored, behind] = ['Before:\n  Nothing: here\n', 'Before: &before\n  Nothing: here\n', 'Behind: here\n'];
    fc.assert(fc.property(fc.nat(), fc.nat(), fc.nat(), fc.constantFrom('set', 'append', 'replace', 'remove'), value, (which, firstAt, secondAt, kind, written) => {
      const { text, places } = documentsInBlocks[which % documentsInBlocks.length] ?? { text: '', places: [] };
      const nodes = [firstAt, secondAt].map((one) => places[one % Math.max(1, places.length)]?.node).filter((node) => node !== undefined);
      const changed = (before: string): string | undefined => {
        const changes = nodes.map(({ start, end }): TemplateChange => {
          const spot = { path: '', start: start + before.length, end: end + before.length };
          return kind === 'set' ? { kind, below: spot, path: ['Added', 'Here'], value: written } : kind === 'append' ? { kind, below: spot, path: [], values: [written, 'b'] } : kind === 'remove' ? { kind, at: spot } : { kind, at: spot, value: written };
        });
        return edited(`${before}${text}${behind}`, ...changes)?.slice(before.length);
      };
      const byParts = changed(plain);
      if (byParts !== undefined) made++;
      expect(byParts).toBe(changed(anchored));
    }), { numRuns: 1500 });
    expect(made).toBeGreaterThan(400);
  });
});

import { describe, expect, it } from 'vitest';
import { mapInlineCode, neutraliseSubstitutions, toHostSpan } from '../../src/engine/inline-code.js';
import { loadRepository } from '../../src/engine/load.js';
import { createFactsCache } from '../../src/facts/cache.js';
import { memorySource } from '../../src/source/file-source.js';

/** What the template holds where the inline code reads `process.env.…`, with its line and column. */
function reads(template: string, path = 'template.yaml'): readonly string[] {
  const source = memorySource({ [path]: template });
  const { projects, inlineMaps } = loadRepository(source, [path], { templates: createFactsCache(9), modules: createFactsCache(9) });
  const map = inlineMaps.get(`${path}#Orders`);
  const facts = projects[0]?.modules.get(`${path}#Orders`);
  if (!map || !facts) return ['nothing is loaded'];
  return facts.environmentReads.map((read) => {
    const { start, end } = toHostSpan(map, read.start, read.end);
    const before = template.slice(0, start).split('\n');
    return `${before.length}:${(before.at(-1)?.length ?? 0) + 1} ${template.slice(start, end)}`;
  });
}

const yaml = (zipFile: string): string => `Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Code:
        ZipFile: ${zipFile}
`;

describe('inline code in YAML', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['a literal block', "|\n          const a = 1;\n\n          if (a) {\n            console.log(process.env.TABLE);\n          }\n", ['12:25 process.env.TABLE']],
    ['a block without a last newline', "|-\n          exports.handler = async () => process.env.TABLE;", ['9:41 process.env.TABLE']],
    ['a block with its indentation given', "|2\n            exports.handler = async () => process.env.TABLE;", ['9:43 process.env.TABLE']],
    ['a text in quotes', '"exports.handler = async () => [\\"a\\", process.env.TABLE];"', ['8:57 process.env.TABLE']],
    ['a text in quotes with line breaks', '"const a = 1;\\nexports.handler = () => process.env.TABLE;"', ['8:57 process.env.TABLE']],
    ['a text in apostrophes', "'exports.handler = () => [''a'', process.env.TABLE];'", ['8:51 process.env.TABLE']],
    ['a plain text', 'exports.handler = () => process.env.TABLE;', ['8:42 process.env.TABLE']],
    ['Fn::Sub', "!Sub |\n          const a = '${AWS::Region}';\n          exports.handler = () => process.env.TABLE;", ['10:35 process.env.TABLE']],
    ['Fn::Sub with variables', "\n          Fn::Sub:\n            - |\n              const a = '${Name}';\n              exports.handler = () => process.env.TABLE;\n            - Name: orders", ['12:39 process.env.TABLE']],
    ['Fn::Join', "!Join\n          - \"\\n\"\n          - - const a = 1;\n            - 'exports.handler = () => process.env.TABLE;'", ['11:40 process.env.TABLE']],
    ['Fn::Join with a reference', "!Join\n          - ''\n          - - const a = '\n            - !Ref AWS::Region\n            - \"';\\n\"\n            - 'exports.handler = () => process.env.TABLE;'", ['13:40 process.env.TABLE']],
  ])('%s', (_, zipFile, expected) => expect(reads(yaml(zipFile))).toEqual(expected));

  it('knows a folded text by its whole place', () => {
    const [only] = reads(yaml('>\n          exports.handler = () =>\n          process.env.TABLE;'));
    expect(only).toMatch(/^9:11 exports\.handler/);
  });
});

describe('inline code in JSON', () => {
  const json = (code: unknown): string => JSON.stringify({ Resources: { Orders: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { ZipFile: code } } } } }, null, 2);

  it('finds the place behind escapes', () => {
    const [only] = reads(json('const a = "x";\n\texports.handler = () => ["a", process.env.TABLE];\n'), 'template.json');
    expect(only).toBe('9:75 process.env.TABLE');
  });

  it('finds the item of a list of lines', () => {
    const [only] = reads(json({ 'Fn::Join': ['\n', ['const a = "x";', 'exports.handler = () => {', '  return [a, process.env.TABLE];', '};']] }), 'template.json');
    expect(only).toBe('15:31 process.env.TABLE');
  });
});

describe('mapInlineCode', () => {
  it('is not led astray by equal short lines around a line that it cannot find', () => {
    const template = 'X: |\n  a {\n  }\n  other\n  }\n  const last = 1;\n';
    const map = mapInlineCode('t.yaml', template, 'a {\n}\nREPLACED\n}\nconst last = 1;\n', { start: 5, end: template.length });
    expect(toHostSpan(map, 4, 5)).toEqual({ start: 13, end: 14 });
    expect(toHostSpan(map, 6, 8)).toEqual(map.whole);
    expect(toHostSpan(map, 17, 22)).toEqual({ start: 29, end: 34 });
  });
});

describe('neutraliseSubstitutions', () => {
  it('keeps offsets and escaped references', () => {
    expect(neutraliseSubstitutions("a('${Queue.Arn}', `${!b}`, ${Count})")).toBe("a('____________', `${!b}`, ________)");
  });
});

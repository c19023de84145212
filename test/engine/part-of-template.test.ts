import { describe, expect, test } from 'vitest';

import { partsAround } from '../../src/engine/fix/part-of-template.js';
import { TemplateEditor } from '../../src/engine/fix/template-edits.js';
import { parseYaml } from '../../src/source/yaml.js';

const BLOCK = `Parameters:
  Stage: { Type: String }
Resources:
  # The queue.
  Jobs:
    Type: AWS::SQS::Queue

  Orders:
    Type: AWS::Serverless::Function
    Properties: { Handler: "orders.handler" }
    Metadata:
      Tags:
        - Key: a
          Value: a.one
        - Key: b.key
          Value: b.two
  Invoices: { Type: AWS::SNS::Topic }
Outputs:
  Queue: { Value: jobs }
`;
const JSON_TEXT = '{ "Resources": { "Jobs": { "Type": "AWS::SQS::Queue" }, "Orders": { "Type": "AWS::SNS::Topic" } } }';

/** The texts of the parts around edits that stand at words of the text. */
function partTexts(text: string, ...words: readonly string[]): readonly string[] | undefined {
  const read = parseYaml(text);
  if (!read.ok) throw new Error(read.error.message);
  const parts = partsAround(text, read.document, words.map((word) => ({ start: text.indexOf(word), end: text.indexOf(word) + word.length, text: 'x' })), new Map());
  return parts?.map(({ start, end }) => text.slice(start, end));
}

describe('the part of a template that an edit stands in', () => {
  test.each<[string, string, readonly string[], readonly string[] | undefined]>([
    ['is the lines of one property', BLOCK, ['AWS::SQS::Queue'], ['    Type: AWS::SQS::Queue\n\n']],
    ['is a member of braces', BLOCK, ['"orders.handler"'], ['Handler: "orders.handler"']],
    ['is what a plain value in braces stands in', BLOCK, ['String'], ['  Stage: { Type: String }\n']],
    ['is a resource on one line, before the next section', BLOCK, ['AWS::SNS::Topic'], ['  Invoices: { Type: AWS::SNS::Topic }\n']],
    ['is one for each edit', BLOCK, ['AWS::SQS::Queue', 'Value: jobs'], ['    Type: AWS::SQS::Queue\n\n', '  Queue: { Value: jobs }\n']],
    ['is an item of a list, from its dash on', BLOCK, ['b.key'], ['        - Key: b.key\n          Value: b.two\n']],
    ['is an entry of an item that has lines of its own', BLOCK, ['b.two'], ['          Value: b.two\n']],
    ['is the key of a comment that stands before the first of several', BLOCK, ['# The queue.'], [BLOCK.slice(BLOCK.indexOf('Resources'), BLOCK.indexOf('Outputs'))]],
    ['is a member of JSON', JSON_TEXT, ['"AWS::SNS::Topic"'], ['"Type": "AWS::SNS::Topic"']],
    ['is not told where an edit stands before all', `# ours\n${BLOCK}`, ['ours'], undefined],
    ['is not told where anchors are used', BLOCK.replace('Properties: {', 'Properties: &code {'), ['orders.handler'], undefined],
  ])('%s', (_case, text, words, expected) => expect(partTexts(text, ...words)).toEqual(expected));
});

test('no edit may take the end of a line from the last of several resources', () => {
  // The value ends with the line end of its last text.
  const text = 'Resources:\n  Orders:\n    Type: AWS::Lambda::Function\n    Code: |\n      one\n  Jobs:\n    Type: AWS::SQS::Queue\n';
  const at = { path: 'template.yaml', start: text.indexOf('Type'), end: text.indexOf('  Jobs') };
  expect(TemplateEditor.open(text, parseYaml)?.edit([{ kind: 'replace', at, value: { Type: 'AWS::SQS::Queue', Tags: ['a'] } }])).toBeUndefined();
});

import { describe, expect, test } from 'vitest';

import { partAround } from '../../src/engine/fix/part-of-template.js';
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
    Properties: { Handler: orders.handler }
  Invoices: { Type: AWS::SNS::Topic }
Outputs:
  Queue: { Value: jobs }
`;
const JSON_TEXT = '{ "Resources": { "Jobs": { "Type": "AWS::SQS::Queue" }, "Orders": { "Type": "AWS::SNS::Topic" } } }';

/** The text of the part around edits that stand at words of the text. */
function partText(text: string, ...words: readonly string[]): string | undefined {
  const read = parseYaml(text);
  if (!read.ok) throw new Error(read.error.message);
  const part = partAround(text, read.document, words.map((word) => ({ start: text.indexOf(word), end: text.indexOf(word) + word.length, text: 'x' })));
  return part && text.slice(part.start, part.end);
}

describe('the part of a template that an edit stands in', () => {
  test.each<[string, string, readonly string[], string | undefined]>([
    ['is the lines of one resource', BLOCK, ['orders.handler'], '  Orders:\n    Type: AWS::Serverless::Function\n    Properties: { Handler: orders.handler }\n'],
    ['ends before the next section', BLOCK, ['AWS::SNS::Topic'], '  Invoices: { Type: AWS::SNS::Topic }\n'],
    ['is all lines from the first to the last of several', BLOCK, ['AWS::SQS::Queue', 'orders.handler'], BLOCK.slice(BLOCK.indexOf('  Jobs:'), BLOCK.indexOf('  Invoices'))],
    ['is a member of JSON', JSON_TEXT, ['AWS::SNS::Topic'], '"Orders": { "Type": "AWS::SNS::Topic" }'],
    ['is not told for other sections', BLOCK, ['String'], undefined],
    ['is not told where edits stand in several sections', BLOCK, ['orders.handler', 'Value: jobs'], undefined],
    ['is not told where anchors are used', BLOCK.replace('Properties: {', 'Properties: &code {'), ['orders.handler'], undefined],
    ['is not told for a comment before the first resource', BLOCK, ['# The queue.'], undefined],
  ])('%s', (_case, text, words, expected) => expect(partText(text, ...words)).toBe(expected));
});

test('no edit may take the end of a line from the last of several resources', () => {
  // The value ends with the line end of its last text.
  const text = 'Resources:\n  Orders:\n    Type: AWS::Lambda::Function\n    Code: |\n      one\n  Jobs:\n    Type: AWS::SQS::Queue\n';
  const at = { path: 'template.yaml', start: text.indexOf('Type'), end: text.indexOf('  Jobs') };
  expect(TemplateEditor.open(text)?.edit([{ kind: 'replace', at, value: { Type: 'AWS::SQS::Queue', Tags: ['a'] } }])).toBeUndefined();
});

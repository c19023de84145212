import { expect, test } from 'vitest';

import { definitions } from '../../src/project/definitions.js';
import { member } from '../../src/project/evaluate.js';
import { textOf } from '../../src/project/read-value.js';
import { displayText } from '../../src/project/text.js';
import { projectOf } from './templates.js';

/** What variable `NAME` of function `Orders` comes to in a template of the project. */
function nameIn(texts: Readonly<Record<string, string>>, path = 'app.yaml'): string | undefined {
  const found = projectOf(texts).answers({ definitions }).definitions.find(({ scope }) => scope.key === path)?.functions[0];
  const name = found && textOf(found.scope, member(found.scope, found.properties, 'Environment', 'Variables', 'NAME'), found.at);
  return name?.state === 'known' ? displayText(name.value) : undefined;
}

const app = (value: string): string => `
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          NAME: ${value}
`;
const stack = (name: string, value: string): string => `
Resources:
  Table:
    Type: AWS::DynamoDB::Table
Outputs:
  Table:
    Value: ${value}
    Export:
      Name: ${name}
`;

test('a value is what the stack that exports it says', () => {
  const data = stack('shop-table', '!Ref Table');
  expect(nameIn({ 'app.yaml': app('!ImportValue shop-table'), 'data.yaml': data })).toBe('${Table}');
  expect(nameIn({ 'app.yaml': app('{ "Fn::ImportValue": !Sub "shop-${Kind}" }').replace('Resources', 'Parameters:\n  Kind:\n    Type: String\n    Default: table\nResources'), 'data.yaml': data })).toBe('${Table}');
  expect(nameIn({ 'app.yaml': app('!Join ["/", [!ImportValue shop-table, orders]]'), 'data.yaml': data })).toBe('${Table}/orders');
  expect(nameIn({ 'app.yaml': app('!ImportValue shop-table') })).toBeUndefined();
});

test('neither an export of two stacks nor one of an unknown name is taken', () => {
  const import_ = app('!ImportValue shop-table');
  expect(nameIn({ 'app.yaml': import_, 'a.yaml': stack('shop-table', '!Ref Table'), 'b.yaml': stack('shop-table', '!Ref Table') })).toBeUndefined();
  expect(nameIn({ 'app.yaml': import_, 'a.yaml': stack('!Sub ${AWS::StackName}-table', '!Ref Table') })).toBeUndefined();
  expect(nameIn({ 'app.yaml': import_, 'a.yaml': stack('shop-table', '!Sub ${AWS::StackName}-table') })).toBe('${…}-table');
});

test('stacks that import from each other in a circle come to an end', () => {
  const a = stack('a', '!Join ["", [!ImportValue b, !ImportValue b]]');
  const b = stack('b', '!Join ["", [!ImportValue a, !ImportValue a]]');
  expect(nameIn({ 'app.yaml': app('!ImportValue a'), 'a.yaml': a, 'b.yaml': b })).toBe('${…}'.repeat(8));
  expect(nameIn({ 'app.yaml': app('!ImportValue a'), 'a.yaml': stack('!ImportValue a', 'orders') })).toBeUndefined();
});

test('a text that each stack doubles has an end', () => {
  const chain = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`${index}.yaml`, stack(`n${index}`, index === 199 ? 'end' : `!Join ["", [!ImportValue n${index + 1}, !ImportValue n${index + 1}]]`)]));
  expect((nameIn({ 'app.yaml': app('!ImportValue n0'), ...chain }) ?? '').length).toBeLessThan(200_000);
  expect(nameIn({ 'app.yaml': app('!ImportValue n190'), ...chain })).toBe('end'.repeat(512));
});

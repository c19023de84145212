import { describe, expect, it } from 'vitest';

import { extractTemplate } from '../../src/facts/template/extract.js';
import type { TemplateValue } from '../../src/facts/model.js';
import { effectiveProperties } from '../../src/project/globals.js';
import { createScope } from '../../src/project/template-scope.js';

const GLOBALS = `
Timeout: 30
MemorySize: 256
Role: arn:aws:iam::123456789012:role/ignored
Environment: { Variables: { TABLE: orders, STAGE: dev } }
Layers: [base]
VpcConfig: { SubnetIds: [a, b] }
`;

function plain(value: TemplateValue | undefined): unknown {
  if (!value || value.kind === 'opaque') return undefined;
  if (value.kind === 'scalar') return value.text;
  if (value.kind === 'list') return value.items.map(plain);
  if (value.kind === 'call') return { [value.name]: plain(value.argument) };
  return Object.fromEntries(value.entries.map((entry) => [entry.key, plain(entry.value)]));
}

function indent(text: string, by: number): string {
  return text.trim().split('\n').map((line) => ' '.repeat(by) + line).join('\n');
}

/** The properties of a function under the Globals above. */
function effective(properties: string, { type = 'AWS::Serverless::Function', ignore = '' } = {}): unknown {
  const text = `Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n${indent(GLOBALS, 4)}\nResources:\n  Orders:\n    Type: ${type}\n${ignore}    Properties:\n${indent(properties, 6)}\n`;
  const { facts } = extractTemplate('template.yaml', text);
  const [resource] = facts?.resources ?? [];
  if (!facts || !resource) throw new Error('no template');
  return plain(effectiveProperties(createScope(facts), resource));
}

const INHERITED = { Timeout: '30', MemorySize: '256', Environment: { Variables: { TABLE: 'orders', STAGE: 'dev' } }, Layers: ['base'], VpcConfig: { SubnetIds: ['a', 'b'] } };

describe('Globals', () => {
  it.each<readonly [string, string, unknown]>([
    ['give what the function leaves out, as far as SAM supports it', 'Handler: a.b', { ...INHERITED, Handler: 'a.b' }],
    ['give way to a scalar', 'Timeout: 60', { ...INHERITED, Timeout: '60' }],
    ['merge maps key by key', 'Environment: { Variables: { STAGE: prod, LOG: "1" } }', { ...INHERITED, Environment: { Variables: { TABLE: 'orders', STAGE: 'prod', LOG: '1' } } }],
    ['come first in lists', 'Layers: [own]', { ...INHERITED, Layers: ['base', 'own'] }],
    ['are replaced by another kind of value', 'Layers: base', { ...INHERITED, Layers: 'base' }],
    ['are replaced by an intrinsic function', 'Environment: !If [A, { Variables: {} }, !Ref AWS::NoValue]', { ...INHERITED, Environment: { 'Fn::If': ['A', { Variables: {} }, { Ref: 'AWS::NoValue' }] } }],
    ['are unset by no value', 'Timeout: !Ref AWS::NoValue', { ...INHERITED, Timeout: { Ref: 'AWS::NoValue' } }],
  ])('%s', (_name, properties, expected) => {
    expect(effective(properties)).toEqual(expected);
  });

  it('reach no plain function', () => {
    expect(effective('Handler: a.b', { type: 'AWS::Lambda::Function' })).toEqual({ Handler: 'a.b' });
  });

  it.each<readonly [string, string, unknown]>([
    ['all', '    IgnoreGlobals: "*"\n', { Handler: 'a.b' }],
    ['named ones', '    IgnoreGlobals: [Timeout, MemorySize, Layers, VpcConfig]\n', { Handler: 'a.b', Environment: INHERITED.Environment }],
    ['a single name', '    IgnoreGlobals: Timeout\n', { ...INHERITED, Handler: 'a.b', Timeout: undefined }],
    ['one that is no property', '    IgnoreGlobals: [Nothing]\n', { ...INHERITED, Handler: 'a.b' }],
  ])('can be ignored: %s', (_name, ignore, expected) => {
    expect(effective('Handler: a.b', { ignore })).toEqual(expected);
  });
});

import { describe, expect, test } from 'vitest';

import { findCandidates } from '../../src/engine/discover.js';
import { loadRepository } from '../../src/engine/load.js';
import { withoutCaches } from '../../src/engine/vet.js';
import { memorySource } from '../../src/source/file-source.js';

function template(...ids: readonly string[]): string {
  return `Transform: AWS::Serverless-2016-10-31\nResources:\n${ids.map((id) => `  ${id}: { Type: AWS::Serverless::Function, Properties: { Handler: orders.handler, Runtime: nodejs24.x, CodeUri: src/ } }\n`).join('')}`;
}

function leftOut(files: Readonly<Record<string, string>>, isReported?: (path: string) => boolean): Readonly<Record<string, string>> {
  const source = memorySource(files);
  const { leftOut: left } = loadRepository(source, findCandidates(source, ''), withoutCaches(), undefined, undefined, isReported);
  return Object.fromEntries([...left].map(([path, { reason }]) => [path, reason]));
}

describe('a template for local runs', () => {
  test.each(['template.local.yml', 'template-local.yaml', 'template_local.yaml', 'local-template.yaml', 'sam-local.json'])('called %s is left out', (name) => {
    expect(leftOut({ 'template.yaml': template('Orders', 'Invoices'), [name]: template('Orders') })).toEqual({ [name]: "it is for local runs beside 'template.yaml'" });
  });

  test('is left out beside templates that have its functions together', () => {
    expect(leftOut({ 'api.yaml': template('Orders'), 'jobs.yaml': template('Invoices', 'Refunds'), 'template.local.yaml': template('Orders', 'Invoices', 'Refunds') })).toEqual({ 'template.local.yaml': "it is for local runs beside 'jobs.yaml'" });
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['it is alone', { 'template.local.yaml': template('Orders') }],
    ['the other is elsewhere', { 'template.local.yaml': template('Orders'), 'infra/template.yaml': template('Orders') }],
    ['it has a function of its own', { 'template.local.yaml': template('Orders', 'Returns'), 'template.yaml': template('Orders') }],
    ['it has no function', { 'template.local.yaml': 'Resources:\n  Jobs: { Type: AWS::SQS::Queue }\n', 'template.yaml': template('Orders') }],
    ['the word is part of another', { 'local-layers-template.yaml': template('Orders'), 'locals.yaml': template('Orders'), 'localization.yaml': template('Orders'), 'template.yaml': template('Orders') }],
  ])('is vetted where %s', (_case, files) => expect(leftOut(files)).toEqual({}));
});

describe('what packaging wrote', () => {
  const PACKAGED = template('Orders').replaceAll('src/', 's3://artifacts/3f2a9c0d1b7e48569a0c2d4e6f8b1a35');

  test('of a template for local runs is left out, and that one stays', () => {
    expect(leftOut({ 'template.local.yaml': template('Orders'), 'packaged.yaml': PACKAGED })).toEqual({ 'packaged.yaml': "packaging made it of 'template.local.yaml'" });
  });

  test('of a template is left out, and one for local runs as well', () => {
    expect(leftOut({ 'template.yaml': template('Orders'), 'template.local.yaml': template('Orders'), 'packaged.yaml': PACKAGED })).toEqual({
      'packaged.yaml': "packaging made it of 'template.yaml'",
      'template.local.yaml': "it is for local runs beside 'template.yaml'",
    });
  });
});

describe('the template of the CloudFormation CLI', () => {
  const TYPE = template('TypeFunction', 'TestEntrypoint');

  test('is left out, and nothing beside it', () => {
    expect(leftOut({ 'kafka/.rpdk-config': '{}', 'kafka/template.yml': TYPE, 'kafka/deploy.yaml': template('TypeFunction') })).toEqual({ 'kafka/template.yml': 'it is for local runs of an extension of CloudFormation' });
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['there is no configuration beside it', { 'template.yml': TYPE }],
    ['the configuration is elsewhere', { 'kafka/.rpdk-config': '{}', 'template.yml': TYPE }],
    ['it has functions of its own only', { '.rpdk-config': '{}', 'template.yml': template('Orders') }],
  ])('is vetted where %s', (_case, files) => expect(leftOut(files)).toEqual({}));
});

describe('the snapshot of an integration test of constructs', () => {
  const SNAPSHOT = { 'test/integ.orders.ts.snapshot/cdk.out': '{}', 'test/integ.orders.ts.snapshot/manifest.json': '{}', 'test/integ.orders.ts.snapshot/Orders.template.json': JSON.stringify({ Resources: { Orders: { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: '' } } } } }) };
  const REASON = "it is in the snapshot of integration test 'test/integ.orders.ts'";

  test('is left out', () => {
    expect(leftOut({ ...SNAPSHOT, 'test/integ.orders.ts.snapshot/integ.json': '{}' })).toEqual({ 'test/integ.orders.ts.snapshot/Orders.template.json': REASON });
  });

  test('is left out with its stages', () => {
    const stage = { 'test/integ.orders.ts.snapshot/manifest.json': JSON.stringify({ artifacts: { 'assembly-Beta': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Beta' } } } }), 'test/integ.orders.ts.snapshot/assembly-Beta/Orders.template.json': SNAPSHOT['test/integ.orders.ts.snapshot/Orders.template.json'] };
    expect(leftOut({ ...SNAPSHOT, ...stage, 'test/integ.orders.ts.snapshot/integ.json': '{}' })).toEqual({ 'test/integ.orders.ts.snapshot/assembly-Beta/Orders.template.json': REASON });
  });

  test('is vetted where nothing but the snapshot is asked for', () => {
    expect(leftOut({ ...SNAPSHOT, 'test/integ.orders.ts.snapshot/integ.json': '{}' }, (path) => path.startsWith('test/integ.orders.ts.snapshot/'))).toEqual({});
  });

  test('is told by the manifest of the test', () => expect(leftOut(SNAPSHOT)).toEqual({}));
});

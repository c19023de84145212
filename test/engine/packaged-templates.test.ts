import { describe, expect, test } from 'vitest';

import { findCandidates } from '../../src/engine/discover.js';
import { loadRepository } from '../../src/engine/load.js';
import type { LoadedRepository } from '../../src/engine/load.js';
import { withoutCaches } from '../../src/engine/vet.js';
import { memorySource } from '../../src/source/file-source.js';

const HASH = '3f2a9c0d1b7e48569a0c2d4e6f8b1a35';

/** Functions with what stands for their code, one a line. */
function template(resources: Readonly<Record<string, string>>): string {
  return `Transform: AWS::Serverless-2016-10-31\nResources:\n${Object.entries(resources).map(([id, rest]) => `  ${id}: { ${rest} }\n`).join('')}`;
}

function sam(code: string, more = ''): string {
  return `Type: AWS::Serverless::Function, Properties: { Handler: orders.handler, Runtime: nodejs24.x${code === '' ? '' : `, CodeUri: ${code}`} }${more}`;
}

function plain(code: string): string {
  return `Type: AWS::Lambda::Function, Properties: { Handler: orders.handler, Runtime: nodejs24.x, Code: ${code} }`;
}

const SOURCE = template({ Orders: sam('src/'), Invoices: sam('src/') });
const UPLOAD = sam(`s3://artifacts/${HASH}`);
const OUTPUT = template({ Orders: UPLOAD, Invoices: UPLOAD });

function load(files: Readonly<Record<string, string>>, isReported?: (path: string) => boolean): LoadedRepository {
  const source = memorySource(files);
  return loadRepository(source, findCandidates(source, ''), withoutCaches(), undefined, undefined, isReported);
}

function vetted(files: Readonly<Record<string, string>>): readonly string[] {
  return load(files).projects.flatMap(({ templates }) => templates.map(({ path }) => path));
}

describe('what packaging wrote of a template is left out', () => {
  test('beside it, with the one that it was made of', () => {
    const { projects, leftOut, fileCount, functionCount, resourceCount } = load({ 'template.yaml': SOURCE, 'packaged.yaml': OUTPUT });
    expect(projects.map(({ templates }) => templates.map(({ path }) => path))).toEqual([['template.yaml']]);
    expect([...leftOut]).toEqual([['packaged.yaml', { reason: "packaging made it of 'template.yaml'", instead: 'template.yaml' }]]);
    expect({ fileCount, functionCount, resourceCount }).toEqual({ fileCount: 1, functionCount: 2, resourceCount: 2 });
  });

  test.each<[string, string, string]>([
    ['behind a prefix', template({ Orders: sam('.') }), template({ Orders: sam(`s3://artifacts/orders/main/${HASH}`) })],
    ['as bucket and key', template({ Orders: plain('src/') }), template({ Orders: plain(`{ S3Bucket: artifacts, S3Key: ${HASH} }`) })],
    ['of a path that Globals has', template({ Orders: sam('') }), template({ Orders: UPLOAD })],
    ['of nested stacks', template({ Shop: 'Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: shop/template.yaml }' }), template({ Shop: `Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: https://s3.eu-west-1.amazonaws.com/artifacts/${HASH}.template }` })],
    ['of an API', template({ Api: 'Type: AWS::ApiGateway::RestApi, Properties: { BodyS3Location: api.yaml }' }), template({ Api: `Type: AWS::ApiGateway::RestApi, Properties: { BodyS3Location: { Bucket: artifacts, Key: ${HASH} } }` })],
    ['of an image, after a build', template({ Orders: 'Type: AWS::Serverless::Function, Properties: { PackageType: Image }' }), template({ Orders: 'Type: AWS::Serverless::Function, Properties: { PackageType: Image, ImageUri: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders }, Metadata: { SamResourceId: Orders }' })],
    ['and copied by a build', SOURCE, template({ Orders: sam('Orders', ', Metadata: { SamResourceId: Orders }'), Invoices: sam('Invoices', ', Metadata: { SamResourceId: Invoices }') })],
    ['of an older state', template({ Orders: sam('src/'), Returns: sam('src/') }), template({ Orders: UPLOAD, Invoices: UPLOAD, Refunds: UPLOAD })],
  ])('%s', (_case, source, output) => expect(vetted({ 'template.yaml': source, 'output.yaml': output })).toEqual(['template.yaml']));

  test.each([['infra/template.yaml', 'packaged.yaml'], ['template.yaml', 'build/out/packaged.yaml']])('of %s as %s', (source, output) => {
    expect(vetted({ [source]: SOURCE, [output]: OUTPUT })).toEqual([source]);
  });

  test('with what only it nests, and its suppressions', () => {
    const child = template({ Refunds: sam('Refunds', ', Metadata: { SamResourceId: Refunds, lambdavet: { ignore: [{ rule: default-memory, reason: small }] } }') });
    const nesting = (more: string): string => template({ Orders: sam('src/'), Shop: `Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: shop.yaml }${more}` });
    const repository = load({ 'template.yaml': nesting(''), 'build/template.yaml': nesting(', Metadata: { SamResourceId: Shop }'), 'build/shop.yaml': child, 'shop.yaml': template({ Refunds: sam('src/') }) });
    expect(repository.projects.flatMap(({ templates }) => templates.map(({ path }) => path))).toEqual(['template.yaml', 'shop.yaml']);
    expect([...repository.suppressions.keys()]).toEqual([]);
  });

  test('the one with most in common is its source', () => {
    const { leftOut } = load({ 'a.yaml': template({ Orders: sam('src/') }), 'template.yaml': SOURCE, 'packaged.yaml': OUTPUT });
    expect([...leftOut]).toEqual([['packaged.yaml', { reason: "packaging made it of 'template.yaml'", instead: 'template.yaml' }]]);
  });
});

describe('a template is vetted', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['that was packaged of one that is not there', { 'packaged.yaml': OUTPUT }],
    ['that was packaged of another', { 'packaged.yaml': OUTPUT, 'template.yaml': template({ Refunds: sam('src/') }) }],
    ['that was packaged of one with the same names elsewhere', { 'a/packaged.yaml': OUTPUT, 'b/template.yaml': SOURCE }],
    ['in a folder below one that has little in common with it', { 'a/packaged.yaml': OUTPUT, 'template.yaml': template({ Orders: sam('src/') }) }],
    ['whose functions are of another type', { 'packaged.yaml': template({ Orders: UPLOAD }), 'template.yaml': template({ Orders: plain('src/') }) }],
    ['that names one archive and has other code itself', { 'a.yaml': template({ Orders: UPLOAD, Invoices: sam('src/') }), 'template.yaml': SOURCE }],
    ['whose archives have names of their own', { 'a.yaml': template({ Orders: sam('s3://artifacts/orders.zip') }), 'template.yaml': template({ Orders: sam('src/') }) }],
    ['that is old, where several stand beside it', { 'packaged.yaml': template({ Orders: UPLOAD, Invoices: UPLOAD, Refunds: UPLOAD }), 'a.yaml': template({ Orders: sam('src/') }), 'b.yaml': template({ Returns: sam('src/') }) }],
    ['that is equally like two others', { 'packaged.yaml': OUTPUT, 'dev.yaml': SOURCE, 'prod.yaml': SOURCE }],
    ['of CDK', { 'a.yaml': template({ Orders: plain(`{ S3Bucket: cdk-assets, S3Key: ${HASH}${HASH}.zip }`) }), 'template.yaml': template({ Orders: plain('src/') }) }],
    ['whose likeness is packaged, too', { 'dev.yaml': OUTPUT, 'prod.yaml': OUTPUT }],
    ['whose likeness tells its code at deployment', { 'a.yaml': template({ Orders: UPLOAD }), 'template.yaml': template({ Orders: sam('!Ref Code') }) }],
    ['that another nests', { 'packaged.yaml': OUTPUT, 'parent.yaml': template({ Shop: 'Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: packaged.yaml }' }), 'template.yaml': SOURCE }],
  ])('%s', (_case, files) => expect([...vetted(files)].sort()).toEqual(Object.keys(files).sort()));

  test('where its source is not reported', () => {
    const files = { 'template.yaml': SOURCE, 'packaged.yaml': OUTPUT };
    expect([...load(files, (path) => path === 'packaged.yaml').leftOut]).toEqual([]);
    expect([...load(files, (path) => path === 'template.yaml').leftOut]).toHaveLength(1);
  });
});

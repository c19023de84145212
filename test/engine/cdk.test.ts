import { describe, expect, test } from 'vitest';

import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import { findCandidates } from '../../src/engine/discover.js';
import { vet } from '../../src/engine/vet.js';
import type { VetResult } from '../../src/engine/vet.js';
import { memorySource } from '../../src/source/file-source.js';
import { RULES } from '../../rules/index.js';

type Sources = Readonly<Record<string, string>>;

const ORDERS = '5e7469917894bd27674659946e1ff4b27e12f4fcec7ccf03deda8762fe1618cc';

function vetted(sources: Sources, folder = '', preset: readonly string[] = []): VetResult {
  const source = memorySource(sources);
  return vet(source, findCandidates(source, folder), {
    rules: RULES,
    severityIn: (rule) => (preset.length === 0 || preset.includes(rule.id) ? rule.severity : 'off'),
    today: '2026-11-20',
    runtimes: BUILT_IN_RUNTIMES,
  });
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 1);
}

function fn(path: string, properties: object, metadata: object = {}): object {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: { Handler: 'index.handler', Runtime: 'nodejs14.x', Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, ...properties },
    Metadata: { 'aws:cdk:path': path, ...metadata },
  };
}

const CODE = { S3Bucket: { 'Fn::Sub': 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}' }, S3Key: `${ORDERS}.zip` };
const ASSET = { 'aws:asset:path': `asset.${ORDERS}`, 'aws:asset:is-bundled': true, 'aws:asset:property': 'Code' };
const MANIFEST = json({
  version: '36.0.0',
  artifacts: {
    'Shop.assets': { type: 'cdk:asset-manifest', properties: { file: 'Shop.assets.json' } },
    Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.template.json' } },
    Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
  },
});

function assembly(resources: object, more: Sources = {}): Sources {
  return {
    'cdk.out/cdk.out': '{"version":"36.0.0"}',
    'cdk.out/manifest.json': MANIFEST,
    'cdk.out/Shop.template.json': json({ Resources: resources }),
    'cdk.out/Shop.assets.json': json({ files: { [ORDERS]: { source: { path: `asset.${ORDERS}`, packaging: 'zip' } } } }),
    [`cdk.out/asset.${ORDERS}/index.js`]: 'exports.handler = async () => process.env.TABLE.length;\n',
    ...more,
  };
}

describe('what is read of a cloud assembly', () => {
  const files = assembly({}, {
    'cdk.out/Gone.template.json': '', 'cdk.out/tree.json': '', 'cdk.out/asset.1/template.yaml': '',
    'cdk.out/manifest.json': json({
      artifacts: {
        Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.template.json' } },
        'assembly-Prod': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } },
        Outside: { type: 'aws:cloudformation:stack', properties: { templateFile: '../../secret.template.json' } },
      },
    }),
    'cdk.out/assembly-Prod/manifest.json': json({ artifacts: { Prod: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Prod.template.json' } } } }),
    'cdk.out/assembly-Prod/cdk.out': '{}',
    'cdk.out/assembly-Prod/Prod.template.json': '',
  });

  test('the templates of the manifest and of its stages, not what older runs or assets left', () => {
    expect(findCandidates(memorySource(files), '')).toEqual(['cdk.out/Shop.template.json', 'cdk.out/assembly-Prod/Prod.template.json']);
  });

  test('nothing where git ignores it, unless it is asked for by name', () => {
    const ignored = memorySource({ ...files, '.gitignore': 'cdk.out\n' });
    expect(findCandidates(ignored, '')).toEqual([]);
    expect(findCandidates(ignored, 'cdk.out')).toEqual(['cdk.out/Shop.template.json', 'cdk.out/assembly-Prod/Prod.template.json']);
    expect(findCandidates(ignored, 'cdk.out/assembly-Prod')).toEqual(['cdk.out/assembly-Prod/Prod.template.json']);
  });

  test('every template where the manifest is broken', () => {
    expect(findCandidates(memorySource({ ...files, 'cdk.out/manifest.json': '{' }), '')).toEqual(['cdk.out/Gone.template.json', 'cdk.out/Shop.template.json']);
  });

  test('a stage that names itself is read once', () => {
    const circular = json({ artifacts: { A: { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } } } });
    expect(findCandidates(memorySource({ ...files, 'cdk.out/manifest.json': circular }), '')).toEqual([]);
  });
});

describe('code of assets', () => {
  test.each([
    ['by the path in the metadata', fn('Shop/Orders/Resource', { Code: CODE }, ASSET)],
    ['by the hash in the key', fn('Shop/Orders/Resource', { Code: CODE })],
  ])('is found %s', (_, resource) => {
    const { repository, diagnostics } = vetted(assembly({ OrdersF00: resource }), '', ['undeclared-environment-variable']);
    expect([...(repository.projects[0]?.handlers.values() ?? [])]).toEqual([{ state: 'found', file: `cdk.out/asset.${ORDERS}/index.js`, exportName: 'handler' }]);
    expect(diagnostics.map(({ location }) => location.path)).toEqual([`cdk.out/asset.${ORDERS}/index.js`]);
  });

  test('is unknown outside the assembly, and where the asset is not there', () => {
    const handlers = (asset: string): readonly unknown[] => {
      const { repository, problems } = vetted(assembly({ OrdersF00: fn('Shop/Orders/Resource', { Code: CODE }, { ...ASSET, 'aws:asset:path': asset }) }));
      expect(problems).toEqual([]);
      return [...(repository.projects[0]?.handlers.values() ?? [])].map(({ state }) => state);
    };
    expect(handlers('/home/me/orders')).toEqual(['unknown']);
    expect(handlers('../../../orders')).toEqual(['unknown']);
    expect(handlers('asset.0')).toEqual(['unknown']);
  });
});

describe('nested stacks of an assembly', () => {
  const HASH = 'ab'.repeat(32);
  const url = { 'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }, '/', { 'Fn::Sub': 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}' }, `/${HASH}.json`]] };
  const nested = (metadata: object): object => ({ Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: url, Parameters: { Runtime: 'nodejs14.x' } }, Metadata: metadata });
  const more = {
    'cdk.out/ShopOrders1.nested.template.json': json({
      Parameters: { Runtime: { Type: 'String' } },
      Resources: { OrdersF00: fn('Shop/Orders/Fn/Resource', { Code: CODE, Runtime: { Ref: 'Runtime' } }) },
    }),
    'cdk.out/Shop.assets.json': json({
      files: {
        [HASH]: { source: { path: 'ShopOrders1.nested.template.json', packaging: 'file' } },
        [ORDERS]: { source: { path: `asset.${ORDERS}`, packaging: 'zip' } },
      },
    }),
  };

  test.each([
    ['the metadata', { 'aws:asset:path': 'ShopOrders1.nested.template.json', 'aws:asset:property': 'TemplateURL' }],
    ['the hash in the address', {}],
  ])('are found by %s, and take the assets of the whole', (_, metadata) => {
    const { repository, diagnostics } = vetted(assembly({ OrdersNested: nested(metadata) }, more), '', ['blocked-runtime']);
    expect([...(repository.projects[0]?.handlers.values() ?? [])].map(({ state }) => state)).toEqual(['found']);
    expect(diagnostics.map(({ function: name, location }) => [name, location.path])).toEqual([['OrdersF00', 'cdk.out/Shop.template.json']]);
  });
});

describe('findings', () => {
  test('name the construct', () => {
    const { diagnostics } = vetted(assembly({ OrdersF00: fn('Shop/Orders/Resource', { Code: CODE }, ASSET) }), '', ['blocked-runtime']);
    expect(diagnostics.map(({ function: name, related }) => [name, related.map(({ message, location }) => [message, location.path])])).toEqual([
      ['OrdersF00', [["Construct 'Shop/Orders' makes this resource.", 'cdk.out/Shop.template.json']]],
    ]);
  });

  test('in the code of an asset name the constructs that run it', () => {
    const { diagnostics } = vetted(assembly({ OrdersF00: fn('Shop/Orders/Resource', { Code: CODE }, ASSET), InvoicesF00: fn('Shop/Invoices/Resource', { Code: CODE }, ASSET) }), '', ['undeclared-environment-variable']);
    expect(diagnostics.map(({ location, related }) => [location.path, related.map(({ message }) => message).filter((message) => message.startsWith('Construct'))])).toEqual([
      [`cdk.out/asset.${ORDERS}/index.js`, ["Construct 'Shop/Orders' runs this code.", "Construct 'Shop/Invoices' runs this code."]],
    ]);
  });

  test('name the construct by the manifest where the template does not', () => {
    const plain = { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler', Runtime: 'nodejs14.x', Code: CODE } };
    const noted = { '/Shop/Orders/Resource': [{ type: 'aws:cdk:creationStack' }, { type: 'aws:cdk:logicalId', data: 'OrdersF00' }] };
    const stackOf = (properties: object): string => json({ artifacts: { Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.template.json' }, ...properties } } });
    for (const more of [{ 'cdk.out/manifest.json': stackOf({ metadata: noted }) }, { 'cdk.out/manifest.json': stackOf({ additionalMetadataFile: 'Shop.metadata.json' }), 'cdk.out/Shop.metadata.json': json(noted) }]) {
      const { diagnostics } = vetted(assembly({ OrdersF00: plain }, more), '', ['blocked-runtime', 'undeclared-environment-variable']);
      expect(diagnostics.flatMap(({ related }) => related.map(({ message }) => message)).filter((message) => message.startsWith('Construct'))).toEqual([
        "Construct 'Shop/Orders' makes this resource.",
        "Construct 'Shop/Orders' runs this code.",
      ]);
    }
  });

  test('know that a notification of CDK invokes a function', () => {
    const resources = {
      Files: { Type: 'AWS::S3::Bucket' },
      FilesNotifications: { Type: 'Custom::S3BucketNotifications', Properties: { BucketName: { Ref: 'Files' }, NotificationConfiguration: { LambdaFunctionConfigurations: [{ Events: ['s3:ObjectCreated:*'], LambdaFunctionArn: { 'Fn::GetAtt': ['OrdersF00', 'Arn'] } }] } } },
      OrdersF00: fn('Shop/Orders/Resource', { Code: CODE }, ASSET),
    };
    const [finding] = vetted(assembly(resources), '', ['async-without-failure-destination']).diagnostics;
    expect(finding?.message).toContain("S3 event notification 'FilesNotifications'");
  });

  const frameworkMade = {
    CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F: 'Shop/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler',
    LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8aFD4BFC8A: 'Shop/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a/Resource',
    BucketNotificationsHandler050a0587b7544547bf325f094a3db8347ECC3691: 'Shop/BucketNotificationsHandler050a0587b7544547bf325f094a3db834/Resource',
    AWS679f53fac002430cb0da5b7982bd22872D164C4C: 'Shop/AWS679f53fac002430cb0da5b7982bd2287/Resource',
    CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C81C01536: 'Shop/Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C/Resource',
    CopyProviderframeworkonEventC1F5A8F1: 'Shop/Copy/Provider/framework-onEvent/Resource',
    SiteCertificateCertificateRequestorFunction5E845413: 'Shop/Site/Certificate/CertificateRequestorFunction/Resource',
    ClusterWorkersDrainECSHookFunctionE17A5F5E: 'Shop/Cluster/Workers/DrainECSHook/Function/Resource',
  };

  test.each(Object.entries(frameworkMade))('do not blame anybody for %s', (logicalId, path) => {
    for (const metadata of [{ 'aws:cdk:path': path }, undefined]) {
      const resource = { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler', Runtime: 'nodejs14.x', Code: CODE }, Metadata: metadata };
      expect(vetted(assembly({ [logicalId]: resource })).diagnostics).toEqual([]);
    }
  });

  test('speak about constructs of similar names that people write', () => {
    const paths = ['Shop/CustomResourceProvider/Resource', 'Shop/LogRetention/Resource', 'Shop/SingletonLambda2f4f4b9e5b7d4c1c8b5cfd2f3a4e5d6c/Resource', 'Shop/Copy/OnEvent/Resource', 'Shop/CertificateRequestor/Resource', 'Shop/DrainECSHookFunction/Resource'];
    const { diagnostics } = vetted(assembly(Object.fromEntries(paths.map((path, index) => [`Fn${index}`, fn(path, { Code: CODE }, ASSET)]))), '', ['blocked-runtime']);
    expect(diagnostics).toHaveLength(paths.length);
  });
});

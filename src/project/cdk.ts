import type { ResourceFact, ScalarValue, TemplateFacts, TemplateValue } from '../facts/model.js';
import { isMadeByAmplify } from './amplify.js';

/** The construct that a resource comes from, as CDK notes it: `Shop/Orders` for the function `Shop/Orders/Resource`. */
export function constructPath(resource: Pick<ResourceFact, 'metadata'>): { readonly path: string; readonly written: ScalarValue } | undefined {
  const written = entry(resource.metadata, 'aws:cdk:path');
  return written?.kind === 'scalar' ? { path: shortPath(written.text), written } : undefined;
}

/** A path without the names that CDK gives to the resource within its construct. */
export function shortPath(path: string): string {
  return path.replace(/^\//, '').replace(/\/(?:Resource|Default)$/, '');
}

/** The hash of the code that a function uploads, where that is all that the template says. */
export function codeHash(properties: TemplateValue | undefined): string | undefined {
  const key = entry(entry(properties, 'Code'), 'S3Key');
  return key?.kind === 'scalar' ? /^([0-9a-f]{32,})\.(?:zip|jar)$/.exec(key.text)?.[1] : undefined;
}

/** Path of what CDK put beside the template for a property, relative to its folder: code of a function, content of a layer, template of a nested stack. */
export function assetOf(metadata: TemplateValue | undefined, property: 'Code' | 'Content' | 'TemplateURL'): ScalarValue | undefined {
  const noted = entry(metadata, 'aws:asset:property');
  const path = entry(metadata, 'aws:asset:path');
  return path?.kind === 'scalar' && noted?.kind === 'scalar' && noted.text === property ? path : undefined;
}

/**
 * Constructs whose code and roles are those of CDK itself: custom resource providers, log retention, bucket notifications,
 * `AwsCustomResource`, the provider framework, providers in nested stacks of their own (`@aws-cdk--aws-eks…`), `DnsValidatedCertificate`,
 * and what drains instances of ECS.
 * `SingletonLambda…` is left out: that one runs code of its author.
 * Source: aws-cdk-lib custom-resources, aws-logs/lib/log-retention.ts, aws-s3/lib/notifications-resource, aws-lambda/lib/singleton-lambda.ts,
 * aws-certificatemanager/lib/dns-validated-certificate.ts, aws-ecs/lib/drain-hook/instance-drain-hook.ts.
 */
const GENERATED_SEGMENT = new RegExp(
  [
    String.raw`^(?:Custom::|AWSCDK\.).+CustomResourceProvider$`,
    '^Custom::CDK[A-Za-z]+[0-9A-F]{32}',
    '^AWS679f53fac002430cb0da5b7982bd2287$',
    '^(?:LogRetention|BucketNotificationsHandler)[0-9a-f]{32}$',
    '^framework-(?:onEvent|isComplete|onTimeout)$',
    '^waiter-state-machine$',
    '^(?:CertificateRequestorFunction|DrainECSHook)$',
    '^@aws-cdk--',
  ].join('|'),
);

/** The same by logical id, for templates that were synthesized without paths: the path without separators, and a hash. */
const GENERATED_ID = new RegExp(
  [
    '^Custom[A-Za-z0-9]+CustomResourceProvider(?:Handler|Role)[0-9A-F]{8}$',
    '^CustomCDK[A-Za-z]+[0-9A-F]{32}(?:ServiceRole(?:DefaultPolicy)?)?[0-9A-F]{8}$',
    '^AWS679f53fac002430cb0da5b7982bd2287(?:ServiceRole(?:DefaultPolicy)?)?[0-9A-F]{8}$',
    '^(?:LogRetention|BucketNotificationsHandler)[0-9a-f]{32}(?:(?:Service)?Role(?:DefaultPolicy)?)?[0-9A-F]{8}$',
    '(?:CertificateRequestorFunction|DrainECSHookFunction)(?:ServiceRole(?:DefaultPolicy)?)?[0-9A-F]{8}$',
    'framework(?:onEvent|isComplete|onTimeout)(?:ServiceRole(?:DefaultPolicy)?)?[0-9A-F]{8}$',
  ].join('|'),
);

/** What Serverless Framework adds for events of existing buckets, user pools and buses, with a role for all of them. Source: serverless lib/plugins/aws/lib/naming.js. */
const OF_SERVERLESS = /^(?:IamRoleCustomResourcesLambdaExecution|CustomDashresourceDash(?:existingDashs3|existingDashcup|eventDashbridge|apigwDashcwDashrole)LambdaFunction)$/;

/** The framework that makes a resource, so that the user cannot change what is in it. */
export function makerOf(resource: Pick<ResourceFact, 'logicalId' | 'metadata' | 'type'>, template: Pick<TemplateFacts, 'parameters' | 'resources'>): string | undefined {
  const { logicalId } = resource;
  if (isMadeByAmplify(resource, template)) return 'Amplify';
  if (OF_SERVERLESS.test(logicalId)) return 'Serverless Framework';
  const segments = constructPath(resource)?.written.text.split('/');
  return (segments ? segments.some((segment) => GENERATED_SEGMENT.test(segment)) : hasGeneratedId(logicalId)) ? 'the framework of CDK' : undefined;
}

/** Most ids end otherwise, and a start need not compile the long pattern. */
function hasGeneratedId(logicalId: string): boolean {
  return /[0-9A-F]$/.test(logicalId) && GENERATED_ID.test(logicalId);
}

/** The template without what frameworks make: nobody is to be blamed for that. */
export function withoutFramework(template: TemplateFacts): TemplateFacts {
  const resources = template.resources.filter((resource) => makerOf(resource, template) === undefined);
  return resources.length === template.resources.length ? template : { ...template, resources };
}

function entry(value: TemplateValue | undefined, key: string): TemplateValue | undefined {
  return value?.kind === 'map' ? value.entries.find((one) => one.key === key)?.value : undefined;
}

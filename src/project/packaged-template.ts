import type { ResourceFact, TemplateFacts, TemplateValue } from '../facts/model.js';
import { parentFolder } from './paths.js';

const MAPPING_TEMPLATES = ['RequestMappingTemplateS3Location', 'ResponseMappingTemplateS3Location', 'CodeS3Location'];
/**
 * Properties with a local path that packaging uploads and replaces, of resources that come with functions.
 * Source: aws/aws-sam-cli samcli/lib/utils/resources.py (RESOURCES_WITH_LOCAL_PATHS), as in `aws cloudformation package`.
 */
const ARTIFACTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['AWS::Serverless::Function', ['CodeUri']],
  ['AWS::Serverless::LayerVersion', ['ContentUri']],
  ['AWS::Serverless::Api', ['DefinitionUri']],
  ['AWS::Serverless::HttpApi', ['DefinitionUri']],
  ['AWS::Serverless::StateMachine', ['DefinitionUri']],
  ['AWS::Serverless::GraphQLApi', ['SchemaUri']],
  ['AWS::Serverless::Application', ['Location']],
  ['AWS::Lambda::Function', ['Code']],
  ['AWS::Lambda::LayerVersion', ['Content']],
  ['AWS::CloudFormation::Stack', ['TemplateURL']],
  ['AWS::CloudFormation::StackSet', ['TemplateURL']],
  ['AWS::ApiGateway::RestApi', ['BodyS3Location']],
  ['AWS::ApiGatewayV2::Api', ['BodyS3Location']],
  ['AWS::StepFunctions::StateMachine', ['DefinitionS3Location']],
  ['AWS::AppSync::GraphQLSchema', ['DefinitionS3Location']],
  ['AWS::AppSync::Resolver', MAPPING_TEMPLATES],
  ['AWS::AppSync::FunctionConfiguration', MAPPING_TEMPLATES],
]);
/** What is uploaded is called by its MD5, behind a prefix where one is given. Of `s3://` the first segment is the bucket. */
const HASHED_KEY = /(?:^|\/)[0-9a-f]{32}(?:\.\w+)?$/;
const UPLOADED_URL = /^(?:s3|https):\/\/[^/]+\/(?:.+\/)?[0-9a-f]{32}(?:\.\w+)?$/;

/**
 * The templates that `sam package`, `aws cloudformation package` or `sam build` wrote, each with the one it was made of: it has the same
 * resources, with local paths where the output has uploads, and stands in its folder, above or below. One without its source is none of them.
 */
export function packagedTemplates(templates: readonly TemplateFacts[]): ReadonlyMap<TemplateFacts, TemplateFacts> {
  const outputs = new Set(templates.filter(isPackaged));
  if (outputs.size === 0) return new Map();
  const sources = templates.filter((template) => !outputs.has(template));
  return new Map([...outputs].flatMap((output): [TemplateFacts, TemplateFacts][] => {
    const source = sourceOf(output, sources);
    return source ? [[output, source]] : [];
  }));
}

/** Whether packaging wrote a template: its code is uploaded, or `sam build` passed it. */
export function isPackaged({ resources }: TemplateFacts): boolean {
  if (resources.some(isBuilt)) return true;
  const artifacts = resources.flatMap(artifactsOf);
  return artifacts.some(isUpload) && !artifacts.some(isLocal);
}

/** `sam build` notes the logical id at each resource that it passes. Source: samcli/lib/samlib/resource_metadata_normalizer.py. */
function isBuilt({ metadata }: ResourceFact): boolean {
  return valueAt(metadata, 'SamResourceId') !== undefined;
}

/**
 * The one that has more of its resources than any other. The only other template in the folder may have moved on since; of several most must be the
 * same, and where two are equally like it each may be a variant of its own: folders of samples have the same names in all their templates.
 */
function sourceOf(output: TemplateFacts, sources: readonly TemplateFacts[]): TemplateFacts | undefined {
  const folder = parentFolder(output.path);
  const beside = sources.filter(({ path }) => parentFolder(path) === folder);
  const counted = sources.filter(({ path }) => isAlong(folder, parentFolder(path))).map((template) => ({ template, count: countShared(output, template) }));
  const most = Math.max(0, ...counted.map(({ count }) => count));
  const [best, ...others] = counted.filter(({ count }) => count === most);
  const isOld = beside.length === 1 && beside[0] === best?.template;
  return most > (isOld ? 0 : output.resources.length / 2) && others.length === 0 ? best?.template : undefined;
}

/** How many resources are the same; none where no code of the output was a local path before. */
function countShared(output: TemplateFacts, source: TemplateFacts): number {
  const shared = sharedResources(output, source);
  return shared.some(isMadeFrom) ? shared.length : 0;
}

function isAlong(folder: string, other: string): boolean {
  return `${folder}/`.startsWith(other === '' ? '' : `${other}/`) || `${other}/`.startsWith(folder === '' ? '' : `${folder}/`);
}

type Pair = readonly [output: ResourceFact, source: ResourceFact];

function sharedResources(output: TemplateFacts, source: TemplateFacts): readonly Pair[] {
  const byId = new Map(source.resources.map((resource) => [resource.logicalId, resource]));
  return output.resources.flatMap((resource): Pair[] => {
    const other = byId.get(resource.logicalId);
    return other?.type === resource.type ? [[resource, other]] : [];
  });
}

/** A path that is left out stands in `Globals`, or is the folder of the template. */
function isMadeFrom([output, source]: Pair): boolean {
  if (isBuilt(output)) return true;
  return artifactNames(output).some((name) => {
    const [made, written] = [valueAt(output.properties, name), valueAt(source.properties, name)];
    return made !== undefined && isUpload(made) && (written === undefined || isLocal(written));
  });
}

function artifactNames({ type }: ResourceFact): readonly string[] {
  return ARTIFACTS.get(type) ?? [];
}

function artifactsOf(resource: ResourceFact): readonly TemplateValue[] {
  return artifactNames(resource).flatMap((name) => valueAt(resource.properties, name) ?? []);
}

function isUpload(value: TemplateValue): boolean {
  if (value.kind === 'scalar') return UPLOADED_URL.test(value.text);
  const key = valueAt(value, 'S3Key') ?? valueAt(value, 'Key');
  return key?.kind === 'scalar' && HASHED_KEY.test(key.text);
}

function isLocal(value: TemplateValue): boolean {
  return value.kind === 'scalar' && !value.text.includes('://');
}

function valueAt(value: TemplateValue | undefined, key: string): TemplateValue | undefined {
  return value?.kind === 'map' ? value.entries.find((entry) => entry.key === key)?.value : undefined;
}

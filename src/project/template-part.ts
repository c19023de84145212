import type { MapEntry, MapValue, ResourceFact, Span, TemplateFacts, TemplateValue } from '../facts/model.js';
import { walkReferences } from './references.js';

const answers = new WeakMap<TemplateFacts, boolean>();

/**
 * Whether the template is a part that a script joins with others before it is deployed: it has resources of SAM without the
 * transform, and they name conditions, mappings or parameters that are not in it. `Globals` then stands in another part.
 */
export function isPart(template: TemplateFacts): boolean {
  const known = answers.get(template);
  if (known !== undefined) return known;
  const answer = template.transforms.length === 0 && template.resources.some((resource) => isServerless(resource) && namesMissing(template, resource));
  answers.set(template, answer);
  return answer;
}

/** Whether `Globals` for a function may stand in another file: it is in such a part, or has neither runtime nor image and cannot be deployed as it is. */
export function takesGlobalsElsewhere(template: TemplateFacts, resource: ResourceFact): boolean {
  return isPart(template) || (lacksRuntime(resource) && !isDeployable(template));
}

const deployable = new WeakMap<TemplateFacts, boolean>();

/** CloudFormation takes no resource of SAM without its transform, and no name that stands nowhere. */
function isDeployable(template: TemplateFacts): boolean {
  const answer = deployable.get(template) ?? (template.transforms.some((name) => name.startsWith('AWS::Serverless')) && !refersElsewhere(template));
  deployable.set(template, answer);
  return answer;
}

function lacksRuntime({ properties }: ResourceFact): boolean {
  return properties?.kind === 'map' && !properties.entries.some(({ key }) => /^(?:Runtime|PackageType|ImageUri|Fn::.*)$/.test(key));
}

/** In names that SAM gives. */
const OF_SAM = /Role|Stage|Deployment|Url|Alias|Version|Permission|Policy/;

function refersElsewhere({ parameters, resources }: TemplateFacts): boolean {
  const names = new Set([...parameters.map(({ name }) => name), ...resources.map(({ logicalId }) => logicalId)]);
  const isMissing = (name: string): boolean => !names.has(name) && !/^(?:AWS::|Serverless)/.test(name) && !resources.some(({ logicalId }) => name.startsWith(logicalId) && OF_SAM.test(name.slice(logicalId.length)));
  return resources.some(({ properties }) => properties && [...walkReferences(properties)].some(isMissing));
}

function isServerless({ type }: ResourceFact): boolean {
  return type.startsWith('AWS::Serverless::');
}

function namesMissing({ parameters, resources, conditions, mappings }: TemplateFacts, { condition, properties }: ResourceFact): boolean {
  const names = new Set([...parameters.map(({ name }) => name), ...resources.map(({ logicalId }) => logicalId)]);
  const isMissing: Readonly<Record<string, (name: string) => boolean>> = {
    Ref: (name) => !names.has(name) && !name.startsWith('AWS::'),
    'Fn::If': (name) => !hasKey(conditions, name),
    'Fn::FindInMap': (name) => !hasKey(mappings, name),
  };
  const visit = (value: TemplateValue): boolean => {
    if (value.kind === 'list') return value.items.some(visit);
    if (value.kind === 'map') return value.entries.some((entry) => visit(entry.value));
    if (value.kind !== 'call') return false;
    const { name, argument } = value;
    const [first] = argument.kind === 'list' ? argument.items : [argument];
    return (first?.kind === 'scalar' && isMissing[name]?.(first.text) === true) || visit(argument);
  };
  return (condition !== undefined && !hasKey(conditions, condition)) || (properties !== undefined && visit(properties));
}

function hasKey(section: TemplateValue | undefined, name: string): boolean {
  return section !== undefined && (section.kind !== 'map' || section.entries.some(({ key }) => key === name || key.startsWith('Fn::')));
}

const OF_ZIP = ['Handler', 'Runtime', 'Layers'];
const OF_ANY = ['CodeUri', 'MemorySize', 'Timeout', 'Environment', 'Tracing', 'Architectures', 'EphemeralStorage', 'DeadLetterQueue', 'EventInvokeConfig', 'LoggingConfig', 'AutoPublishAlias'];

/** What another part may say in `Globals` of what a function lacks, and variables of the environment beside those of the function. Of what is a fault where it stands nothing is supposed. */
export function globalsElsewhere({ key: { start, end, file }, properties }: ResourceFact): MapValue {
  const keys = hasKey(properties, 'PackageType') ? OF_ANY : [...OF_ZIP, ...OF_ANY];
  const place: Span = file === undefined ? { start, end } : { start, end, file };
  const open = { kind: 'opaque', reason: 'another part of the template may say it', ...place } as const;
  const entry = (key: string, value: TemplateValue): MapEntry => ({ key, value, keyStart: start, keyEnd: end, ...place });
  const map = (...entries: readonly MapEntry[]): MapValue => ({ kind: 'map', entries, ...place });
  return map(...keys.map((key) => entry(key, key === 'Environment' ? map(entry('Variables', map(entry('Fn::Transform', open)))) : open)));
}

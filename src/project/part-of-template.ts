import type { TemplateFacts, TemplateValue } from '../facts/model.js';
import { splitReference } from './resource-id.js';

/** Ends of names that SAM gives. */
const OF_SAM = /(?:Role|Stage|Deployment|Url|Alias|Version|Permission|Policy)\w*$/;

const known = new WeakMap<TemplateFacts, boolean>();

/**
 * Whether a script puts the file together with others before it is deployed: CloudFormation takes no resource of SAM without its
 * transform, and no name that stands nowhere.
 */
export function isPartOfTemplate(template: TemplateFacts): boolean {
  const done = known.get(template) ?? (!template.transforms.some((name) => name.startsWith('AWS::Serverless')) || refersElsewhere(template));
  known.set(template, done);
  return done;
}

function refersElsewhere({ parameters, resources }: TemplateFacts): boolean {
  const names = new Set([...parameters.map(({ name }) => name), ...resources.map(({ logicalId }) => logicalId)]);
  // SAM makes resources of its own, named after those that are written.
  const isMissing = (name: string): boolean => !names.has(name) && !/^(?:AWS::|Serverless)/.test(name) && !resources.some(({ logicalId }) => name.startsWith(logicalId) && OF_SAM.test(name.slice(logicalId.length)));
  const isOpen = (value: TemplateValue): boolean => {
    if (value.kind === 'list') return value.items.some(isOpen);
    if (value.kind === 'map') return value.entries.some((entry) => isOpen(entry.value));
    return value.kind === 'call' && (namesIn(value.name, value.argument).some(isMissing) || isOpen(value.argument));
  };
  return resources.some(({ properties }) => properties !== undefined && isOpen(properties));
}

/** What a call refers to by a name of the template. */
function namesIn(name: string, argument: TemplateValue): readonly string[] {
  if (name === 'Ref') return argument.kind === 'scalar' ? [argument.text] : [];
  if (name === 'Fn::GetAtt') return textsOf(argument).slice(0, 1).map((text) => splitReference(text).id);
  if (name !== 'Fn::Sub') return [];
  const variables = argument.kind === 'list' ? argument.items[1] : undefined;
  const own = new Set(variables?.kind === 'map' ? variables.entries.map(({ key }) => key) : []);
  return textsOf(argument).slice(0, 1).flatMap((text) => [...text.matchAll(/\$\{([^{}!][^{}]*)\}/g)].flatMap(([, inner = '']) => (own.has(inner) ? [] : [splitReference(inner.trim()).id])));
}

function textsOf(value: TemplateValue): readonly string[] {
  const items = value.kind === 'list' ? value.items : [value];
  return items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
}

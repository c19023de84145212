import type { ResourceFact, TemplateFacts } from '../facts/model.js';
import { walkReferences } from './references.js';

const known = new WeakMap<TemplateFacts, boolean>();

/** In names that SAM gives. */
const OF_SAM = /Role|Stage|Deployment|Url|Alias|Version|Permission|Policy/;

/**
 * Whether a script puts the file together with others before it is deployed: CloudFormation takes no resource of SAM without its
 * transform, and no name that stands nowhere.
 */
function isPartOfTemplate(template: TemplateFacts): boolean {
  const done = known.get(template) ?? (!template.transforms.some((name) => name.startsWith('AWS::Serverless')) || refersElsewhere(template));
  known.set(template, done);
  return done;
}

function refersElsewhere({ parameters, resources }: TemplateFacts): boolean {
  const names = new Set([...parameters.map(({ name }) => name), ...resources.map(({ logicalId }) => logicalId)]);
  const isMissing = (name: string): boolean => !names.has(name) && !/^(?:AWS::|Serverless)/.test(name) && !resources.some(({ logicalId }) => name.startsWith(logicalId) && OF_SAM.test(name.slice(logicalId.length)));
  return resources.some(({ properties }) => properties && [...walkReferences(properties)].some(isMissing));
}

/** Without runtime, image or `Globals` it is deployed with those of another file, or not at all. */
export function isPartWithoutRuntime(template: TemplateFacts, { properties }: ResourceFact): boolean {
  return properties?.kind === 'map' && !properties.entries.some(({ key }) => /^(?:Runtime|PackageType|ImageUri|Fn::.*)$/.test(key)) && isPartOfTemplate(template);
}

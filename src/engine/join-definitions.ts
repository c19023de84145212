import type { Location } from '../diagnostic.js';
import type { MapValue, ResourceFact, ScalarValue, SuppressionFact, TemplateFacts, TemplateValue } from '../facts/model.js';
import { extractFragment } from '../facts/template/fragment.js';
import { joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { inFile } from './in-file.js';

/** Step Functions takes 1 MB. */
const MAX_BYTES = 1_000_000;

export interface JoinedDefinitions {
  readonly facts: TemplateFacts;
  /** Suppression comments of each definition that was read. */
  readonly included: ReadonlyMap<string, readonly SuppressionFact[]>;
  /** Where a definition outside of the repository is named. */
  readonly outside: readonly { readonly at: Location; readonly written: string }[];
}

/**
 * Puts the definitions of state machines that are files into the template, as if they were written there. One that is not there, or
 * that only substitutions make readable, stays a file.
 */
export function joinDefinitions(source: FileSource, facts: TemplateFacts): JoinedDefinitions {
  const included = new Map<string, readonly SuppressionFact[]>();
  const outside: { at: Location; written: string }[] = [];
  const resources = facts.resources.map((resource): ResourceFact => {
    const uri = definitionUri(resource);
    if (!uri || resource.properties?.kind !== 'map') return resource;
    const host = uri.file ?? facts.path;
    const path = uri.text.startsWith('/') ? undefined : joinPath(parentFolder(host), uri.text);
    if (path === undefined) {
      outside.push({ at: { path: host, start: uri.start, end: uri.end }, written: uri.text });
      return resource;
    }
    const info = source.stat(path);
    if (info && info.size > MAX_BYTES) source.note({ kind: 'limit', path, message: `It has ${info.size} bytes; definitions of state machines over ${MAX_BYTES} bytes are not read.` });
    const text = info?.kind === 'file' && info.size <= MAX_BYTES ? source.read(path) : undefined;
    const { root, problems, suppressions } = text === undefined ? { root: undefined, problems: [], suppressions: [] } : extractFragment(text);
    if (root?.kind !== 'map' || problems.length > 0) return resource;
    included.set(path, suppressions);
    return { ...resource, properties: withDefinition(resource.properties, inFile(root, path), uri) };
  });
  if (included.size === 0) return { facts, included, outside };
  return { facts: { ...facts, resources, included: [...(facts.included ?? []), ...included.keys()] }, included, outside };
}

/** A path, as SAM CLI takes it; not an address. */
function definitionUri({ type, properties }: ResourceFact): ScalarValue | undefined {
  if (type !== 'AWS::Serverless::StateMachine' || properties?.kind !== 'map') return undefined;
  const uri = properties.entries.find(({ key }) => key === 'DefinitionUri')?.value;
  return uri?.kind === 'scalar' && /^[\w.@+~ /\\-]+$/.test(uri.text) ? uri : undefined;
}

function withDefinition(properties: MapValue, definition: TemplateValue, { start, end, file }: ScalarValue): MapValue {
  const key = { key: 'Definition', keyStart: start, keyEnd: end, ...(file === undefined ? {} : { file }) };
  return { ...properties, entries: [...properties.entries, { ...key, value: definition }] };
}

import type { Location } from '../diagnostic.js';
import type { ResourceFact, TemplateFacts } from '../facts/model.js';
import { assetOf, codeHash, constructPath, shortPath } from '../project/cdk.js';
import { joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { readAssets, readConstructPaths } from './cloud-assembly.js';
import { once } from './once.js';

/** What people can edit where CDK wrote a template. */
export interface Construct {
  readonly logicalId: string;
  readonly path: string;
  /** How it is related to the place asked about. */
  readonly relation: 'makes this resource' | 'runs this code';
  readonly at: Location;
}

/** Finds the construct behind a place of a template that CDK wrote, or behind the code in its assets. */
export interface ConstructFinder {
  find(path: string, offset: number): readonly Construct[];
}

/** Looks at the assembly around a template when a finding is in it, and only if the template does not say it all. */
export function createConstructFinder(source: FileSource, templates: readonly TemplateFacts[]): ConstructFinder {
  const resourcesByPath = new Map(templates.map((template) => [template.path, once(() => inOrder(template.resources))]));
  const pathsByTemplate = new Map<string, ReadonlyMap<string, string>>();
  let byAsset: ReadonlyMap<string, readonly Construct[]> | undefined;

  function toConstruct(template: string, resource: ResourceFact, relation: Construct['relation']): readonly Construct[] {
    const { logicalId, key } = resource;
    const noted = constructPath(resource);
    if (noted) return [{ logicalId, path: noted.path, relation, at: { path: template, start: noted.written.start, end: noted.written.end } }];
    const paths = pathsByTemplate.get(template) ?? readConstructPaths(source, template);
    pathsByTemplate.set(template, paths);
    const path = paths.get(logicalId);
    return path === undefined ? [] : [{ logicalId, path: shortPath(path), relation, at: { path: template, start: key.start, end: key.end } }];
  }

  function constructsByAsset(): ReadonlyMap<string, readonly Construct[]> {
    const found = new Map<string, Construct[]>();
    for (const template of templates) {
      const references = codeReferences(template);
      const assets = references.length > 0 ? readAssets(source, template.path) : undefined;
      for (const { resource, text, hash } of references) {
        const asset = text ?? assets?.get(hash ?? '');
        const folder = asset === undefined ? undefined : joinPath(parentFolder(template.path), asset);
        if (folder !== undefined) found.set(folder, [...(found.get(folder) ?? []), ...toConstruct(template.path, resource, 'runs this code')]);
      }
    }
    return found;
  }

  return {
    find(path, offset) {
      const resources = resourcesByPath.get(path);
      if (!resources) return codeOwners((byAsset ??= constructsByAsset()), path);
      const resource = resourceAt(resources(), offset);
      return resource ? toConstruct(path, resource, 'makes this resource') : [];
    },
  };
}

/** Those written in the template itself. */
function inOrder(resources: readonly ResourceFact[]): readonly ResourceFact[] {
  return resources.filter(({ whole }) => whole.file === undefined).sort((a, b) => a.whole.start - b.whole.start);
}

/** Of several that are written as one, the first. A template of CDK has as many findings as resources, or more: each halves the list. */
function resourceAt(resources: readonly ResourceFact[], offset: number): ResourceFact | undefined {
  let [low, high] = [0, resources.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((resources[middle]?.whole.end ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  const found = resources[low];
  return found && found.whole.start <= offset ? found : undefined;
}

interface CodeReference {
  readonly resource: ResourceFact;
  readonly text: string | undefined;
  readonly hash: string | undefined;
}

const known = new WeakMap<TemplateFacts, readonly CodeReference[]>();

/** The resources that say which asset their code is; looked for once, for a process that vets again and again. */
function codeReferences(template: TemplateFacts): readonly CodeReference[] {
  const found = known.get(template) ?? template.resources.map((resource) => ({ resource, text: assetOf(resource.metadata, 'Code')?.text, hash: codeHash(resource.properties) })).filter(({ text, hash }) => text !== undefined || hash !== undefined);
  known.set(template, found);
  return found;
}

function codeOwners(byAsset: ReadonlyMap<string, readonly Construct[]>, path: string): readonly Construct[] {
  if (byAsset.size === 0) return [];
  for (let folder = path; folder !== ''; folder = parentFolder(folder)) {
    const owners = byAsset.get(folder);
    if (owners) return owners;
  }
  return [];
}

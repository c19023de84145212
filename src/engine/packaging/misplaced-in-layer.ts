import type { Problem } from '../../diagnostic.js';
import type { LocatedHandler, MisplacedModule } from '../../project/files.js';
import type { HandlerRequest } from '../../project/handler-request.js';
import type { FunctionDefinition } from '../../project/function-definition.js';
import { layerContent } from '../../project/layer-contents.js';
import type { LayerContent } from '../../project/layer-contents.js';
import { joinPath } from '../../project/paths.js';
import { packageName } from '../../project/supply.js';
import { known } from '../../resolved.js';
import type { FileSource } from '../../source/file-source.js';
import { memoised } from '../once.js';
import type { SharedReading } from './shared-reading.js';
import { createSupply } from './supply.js';

/** Folders below a layer, by whether the runtime looks for modules there. */
interface Places {
  readonly searched: readonly string[];
  readonly others: readonly string[];
}

/** Code that looks for modules in other places. */
const SEARCH_PATH = /\bsys\.path\b|\bsite\.addsitedir\b|\bNODE_PATH\b|\/opt\b/;

/**
 * Finds modules that only layers can bring, and that their layer holds where the runtime does not look: nothing moves what is in a layer
 * without `BuildMethod`. Source: docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html, table of layer paths.
 */
export function misplacedInLayers(source: FileSource, definition: FunctionDefinition, request: HandlerRequest, located: LocatedHandler, shared: SharedReading, report: (problem: Problem) => void): (specifier: string, importer: string, code: readonly string[]) => MisplacedModule | undefined {
  const layers = uploadedLayers(source, definition);
  const runtime = known(definition.runtime) ?? '';
  if (!layers || request.kind === 'unknown') return () => undefined;
  const besideLayers = createSupply(source, { ...definition, layers: { state: 'absent', at: definition.at } }, request, located, shared, report);
  const changesSearch = memoised((path) => SEARCH_PATH.test(source.read(path) ?? ''));
  return (specifier, importer, code) => {
    // Whoever changes the search path does so for all that is imported later.
    if (besideLayers(specifier, importer).state !== 'missing' || code.some(changesSearch)) return undefined;
    const isPython = runtime.startsWith('python');
    const name = isPython ? (specifier.split('.', 1)[0] ?? specifier) : packageName(specifier);
    const holding = (folder: string): string | undefined => (isPython ? pythonModule(source, folder, name) : nodePackage(source, folder, name));
    const found = layers.map((layer) => ({ layer, places: placesIn(source, layer.path, runtime) }));
    if (found.some(({ places }) => places.searched.some((folder) => mayHold(source, folder, name)))) return undefined;
    for (const { layer: { logicalId, at }, places } of found) {
      const path = places.others.map(holding).find((one) => one !== undefined);
      if (path !== undefined) return { name, path, layer: logicalId, layerAt: at };
    }
    return undefined;
  };
}

/** The layers of a function, if all of them are folders of the repository that nothing builds. */
function uploadedLayers(source: FileSource, definition: FunctionDefinition): readonly LayerContent[] | undefined {
  const layers = known(definition.layers)?.map((text): LayerContent | undefined => {
    const [part, other] = text;
    if (part === undefined || typeof part === 'string' || part.kind !== 'resource' || other !== undefined) return undefined;
    const layer = layerContent(definition, part.logicalId);
    return layer && !layer.isBuilt && source.kind(layer.path) === 'folder' ? layer : undefined;
  });
  return layers?.every((layer) => layer !== undefined) ? layers : undefined;
}

function placesIn(source: FileSource, folder: string, runtime: string): Places {
  const below = (...steps: readonly string[]): string => joinPath(folder, steps.join('/')) ?? folder;
  const foldersOf = (path: string): readonly string[] => (source.list(path) ?? []).flatMap(({ name, kind }) => (kind === 'folder' ? [name] : []));
  if (runtime.startsWith('python')) {
    const site = (root: string): readonly string[] => foldersOf(below(root, 'lib')).filter((name) => name.startsWith('python')).map((name) => below(root, 'lib', name, 'site-packages'));
    const own = below('python', 'lib', runtime, 'site-packages');
    return { searched: [below('python'), own], others: [folder, below('site-packages'), below('python', 'site-packages'), below('python', 'python'), ...site(''), ...site('python').filter((path) => path !== own)] };
  }
  const own = below('nodejs', `node${/\d+/.exec(runtime)?.[0] ?? ''}`, 'node_modules');
  const versions = foldersOf(below('nodejs')).filter((name) => /^node\d+$/.test(name)).map((name) => below('nodejs', name, 'node_modules'));
  return { searched: [below('nodejs', 'node_modules'), own], others: [below('node_modules'), ...versions.filter((path) => path !== own), below('nodejs', 'nodejs', 'node_modules'), below('nodejs'), folder] };
}

/** Also a folder without `__init__.py`, or something compiled. */
function mayHold(source: FileSource, folder: string, name: string): boolean {
  return (source.list(folder) ?? []).some((entry) => entry.name === name.split('/', 1)[0] || entry.name.startsWith(`${name}.`));
}

function pythonModule(source: FileSource, folder: string, name: string): string | undefined {
  return [`${name}.py`, `${name}/__init__.py`].map((path) => joinPath(folder, path) ?? path).find((path) => source.kind(path) === 'file');
}

function nodePackage(source: FileSource, folder: string, name: string): string | undefined {
  const path = joinPath(folder, name) ?? name;
  return [`${path}/package.json`, `${path}/index.js`].some((file) => source.kind(file) === 'file') ? path : undefined;
}

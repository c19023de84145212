import type { Problem } from '../../diagnostic.js';
import type { LocatedHandler, MisplacedModule } from '../../project/files.js';
import type { HandlerRequest } from '../../project/handler-request.js';
import type { FunctionDefinition } from '../../project/function-definition.js';
import { layerContent, MOST_LAYERS } from '../../project/layer-contents.js';
import type { LayerContent } from '../../project/layer-contents.js';
import { joinPath } from '../../project/paths.js';
import { distributionsWith } from '../../project/runtime-supply.js';
import { packageName } from '../../project/supply.js';
import { known } from '../../resolved.js';
import type { FileSource } from '../../source/file-source.js';
import { memoised, once } from '../once.js';
import { readRequirements } from './requirements.js';
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
 * without `BuildMethod`, and with one for Python `sam build` copies all of it below `python/`, so that a folder of that name stands in another.
 * Source: docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html, table of layer paths; aws-sam-cli samcli/lib/build/app_builder.py, `build_layer`.
 */
export function misplacedInLayers(source: FileSource, definition: FunctionDefinition, request: HandlerRequest, located: LocatedHandler, shared: SharedReading, report: (problem: Problem) => void): (specifier: string, importer: string, code: readonly string[]) => MisplacedModule | undefined {
  const runtime = known(definition.runtime) ?? '';
  const layers = layersInSight(source, definition, runtime);
  if (!layers || request.kind === 'unknown') return () => undefined;
  const besideLayers = createSupply(source, { ...definition, layers: { state: 'absent', at: definition.at } }, request, located, shared, report);
  const changesSearch = memoised((path) => SEARCH_PATH.test(source.read(path) ?? ''));
  const placed = once(() => layers.map((layer) => ({ layer, places: layer.isBuilt ? placesInBuilt(source, layer.path, runtime) : placesIn(source, layer.path, runtime) })));
  return (specifier, importer, code) => {
    // Whoever changes the search path does so for all that is imported later.
    if (besideLayers(specifier, importer).state !== 'missing' || code.some(changesSearch)) return undefined;
    const isPython = runtime.startsWith('python');
    const name = isPython ? (specifier.split('.', 1)[0] ?? specifier) : packageName(specifier);
    const holding = (folder: string): string | undefined => (isPython ? pythonModule(source, folder, name) : nodePackage(source, folder, name));
    const found = placed();
    if (found.some(({ layer, places }) => places.searched.some((folder) => mayHold(source, folder, name)) || (layer.isBuilt && mayInstall(source, layer.path, name, report)))) return undefined;
    for (const { layer: { logicalId, at, isBuilt }, places } of found) {
      const path = places.others.map(holding).find((one) => one !== undefined);
      if (path !== undefined) return { name, path, isBuilt, layer: logicalId, layerAt: at };
    }
    return undefined;
  };
}

/** The layers of a function, if all of them are folders of the repository, and of each it can be told where its files go. */
function layersInSight(source: FileSource, definition: FunctionDefinition, runtime: string): readonly LayerContent[] | undefined {
  const texts = known(definition.layers);
  if (!texts || texts.length > MOST_LAYERS) return undefined;
  const layers = texts.map((text): LayerContent | undefined => {
    const [part, other] = text;
    if (part === undefined || typeof part === 'string' || part.kind !== 'resource' || other !== undefined) return undefined;
    const layer = layerContent(definition, part.logicalId);
    const isClear = layer && (!layer.isBuilt || (runtime.startsWith('python') && layer.mounts.join() === '/opt/python'));
    return isClear && source.kind(layer.path) === 'folder' ? layer : undefined;
  });
  return layers.every((layer) => layer !== undefined) ? layers : undefined;
}

/** What `sam build` makes of a layer for Python: all that is in it goes into `/opt/python`. */
function placesInBuilt(source: FileSource, folder: string, runtime: string): Places {
  const below = inFolder(folder, 'python');
  return { searched: [folder, inFolder(folder, `lib/${runtime}/site-packages`)], others: [below, ...sitePackages(source, below)] };
}

/** A package of the list that is called like the module, or one that nobody can tell. */
function mayInstall(source: FileSource, folder: string, name: string, report: (problem: Problem) => void): boolean {
  const list = inFolder(folder, 'requirements.txt');
  if (source.kind(list) === undefined) return false;
  const wanted = name.toLowerCase().replaceAll('_', '-');
  const brings = distributionsWith(name);
  return readRequirements(source, list, report)?.some((one) => one.name === wanted || brings.includes(one.name)) ?? true;
}

function inFolder(folder: string, path: string): string {
  return joinPath(folder, path) ?? folder;
}

function foldersIn(source: FileSource, path: string): readonly string[] {
  return (source.list(path) ?? []).flatMap(({ name, kind }) => (kind === 'folder' ? [name] : []));
}

/** Of all versions of Python. */
function sitePackages(source: FileSource, root: string): readonly string[] {
  return foldersIn(source, inFolder(root, 'lib')).filter((name) => name.startsWith('python')).map((name) => inFolder(root, `lib/${name}/site-packages`));
}

function placesIn(source: FileSource, folder: string, runtime: string): Places {
  const below = (...steps: readonly string[]): string => inFolder(folder, steps.join('/'));
  if (runtime.startsWith('python')) {
    const own = below('python', 'lib', runtime, 'site-packages');
    return { searched: [below('python'), own], others: [folder, below('site-packages'), below('python', 'site-packages'), below('python', 'python'), ...sitePackages(source, folder), ...sitePackages(source, below('python')).filter((path) => path !== own)] };
  }
  const own = below('nodejs', `node${/\d+/.exec(runtime)?.[0] ?? ''}`, 'node_modules');
  const versions = foldersIn(source, below('nodejs')).filter((name) => /^node\d+$/.test(name)).map((name) => below('nodejs', name, 'node_modules'));
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

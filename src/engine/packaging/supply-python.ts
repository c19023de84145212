import { joinPath, parentFolder } from '../../project/paths.js';
import { distributionsWith, modulesOfDistributions } from '../../project/runtime-supply.js';
import { OPEN, SUPPLIED } from '../../project/supply.js';
import type { Supply } from '../../project/supply.js';
import { pythonRoots } from '../python-roots.js';
import { readRequirements } from './requirements.js';
import type { SupplyContext, SupplyOf } from './supply.js';
import { foldersUpFrom, hasOtherBuild, isMentioned } from './surroundings.js';

/** Lists of other tools than pip: what they name is not followed. */
const OTHER_LISTS = /^(?:pyproject\.toml|Pipfile(?:\.lock)?|setup\.(?:py|cfg)|poetry\.lock|uv\.lock|environment\.ya?ml|(?!requirements\.txt$).*requirements.*\.(?:txt|in)|requirements)$/i;
/** Code that looks for modules in other places. */
const SEARCH_PATH = /\bsys\.path\b|\bsite\.addsitedir\b|\bpkgutil\.extend_path\b|\b__path__\b/;

/**
 * Top-level modules beside Python code. `sam build` installs what `requirements.txt` of the code folder lists, and copies the folder;
 * without that file the folder is uploaded as it is. Source: aws-lambda-builders workflows/python_pip.
 */
export function pythonSupply(context: SupplyContext): SupplyOf {
  const { source, definition, request: { folder } } = context;
  if (definition.buildMethod !== undefined && !definition.buildMethod.startsWith('python3')) return () => OPEN;
  if (hasOtherBuild(source, folder) || hasOtherList(source, folder)) return () => OPEN;
  const roots = pythonRoots(definition, context.request);
  const list = joinPath(folder, 'requirements.txt') ?? 'requirements.txt';
  const answers = new Map<string, Supply>();
  return (specifier, importer) => {
    const [top = ''] = specifier.split('.', 1);
    const key = `${top} ${parentFolder(importer)}`;
    const answer = answers.get(key) ?? judge(context, roots, list, top, importer);
    answers.set(key, answer);
    return answer;
  };
}

function judge({ source, request: { folder, written } }: SupplyContext, roots: readonly string[], list: string, top: string, importer: string): Supply {
  // The code folder, and whatever a change of the search path or another way of starting may make one.
  const places = [...roots, ...foldersUpFrom(parentFolder(importer)), ...subfolders(source, folder)];
  if (places.some((place) => holdsModule(source, place, top))) return OPEN;
  if (SEARCH_PATH.test(source.read(importer) ?? '')) return OPEN;
  const hasList = source.kind(list) !== undefined;
  const modules = hasList ? installedModules(source, list) : new Set<string>();
  if (!modules) return OPEN;
  if (modules.has(top)) return SUPPLIED;
  const distributions = distributionsWith(top);
  const above = foldersUpFrom(folder).filter((one) => one !== folder).map((one) => joinPath(one, 'requirements.txt') ?? '');
  // A list above the code may be what a script installs from, and a module may have another name than what brings it.
  if (above.some((path) => source.kind(path) !== undefined && mayBring(source, path, top, distributions))) return OPEN;
  if ([top, top.replaceAll('_', '-'), ...distributions].some((name) => isMentioned(source, folder, name))) return OPEN;
  return { state: 'missing', reason: hasList ? { kind: 'unlisted', list } : { kind: 'no-list', folder: written } };
}

function mayBring(source: SupplyContext['source'], path: string, top: string, distributions: readonly string[]): boolean {
  const requirements = readRequirements(source, path);
  if (!requirements) return true;
  return distributions.length === 0 ? requirements.length > 0 : requirements.some(({ name }) => distributions.includes(name) || name.includes(top.toLowerCase().replaceAll('_', '-')));
}

/** Top-level modules of all that a list installs; undefined unless all of it is known. */
function installedModules(source: SupplyContext['source'], list: string): ReadonlySet<string> | undefined {
  const requirements = readRequirements(source, list);
  if (!requirements || requirements.some(({ hasExtras }) => hasExtras)) return undefined;
  return modulesOfDistributions(requirements.map(({ name }) => name));
}

function hasOtherList(source: SupplyContext['source'], folder: string): boolean {
  return foldersUpFrom(folder).some((one) => (source.list(one) ?? []).some(({ name }) => OTHER_LISTS.test(name)));
}

function holdsModule(source: SupplyContext['source'], folder: string, top: string): boolean {
  return (source.list(folder) ?? []).some(({ name }) => name === top || name === `${top}.py` || (name.startsWith(`${top}.`) && /\.(?:so|pyd)$/.test(name)));
}

function subfolders(source: SupplyContext['source'], folder: string): readonly string[] {
  const below = (path: string): readonly string[] => (source.list(path) ?? []).flatMap(({ name, kind }) => (kind === 'folder' ? [joinPath(path, name) ?? name] : []));
  return below(folder).flatMap((one) => [one, ...below(one)]);
}

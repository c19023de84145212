import { joinPath, parentFolder } from '../../project/paths.js';
import { distributionsWith, modulesOfDistributions } from '../../project/runtime-supply.js';
import { LISTED, OPEN, SUPPLIED } from '../../project/supply.js';
import type { Supply } from '../../project/supply.js';
import { memoised, once } from '../once.js';
import { pythonRoots } from '../python-roots.js';
import { readRequirements } from './requirements.js';
import type { Requirement } from './requirements.js';
import type { SupplyContext, SupplyOf } from './supply.js';
import { foldersUpFrom, hasOtherBuild } from './surroundings.js';

/** Lists of other tools than `sam build`: what they name is not followed. */
const OTHER_LISTS = /^(?:pyproject\.toml|Pipfile(?:\.lock)?|setup\.(?:py|cfg)|poetry\.lock|uv\.lock|environment\.ya?ml|(?!requirements\.txt$).*requirements.*\.(?:txt|in)|requirements)$/i;
/**
 * Parts of `pyproject.toml` and `setup.cfg` that set up checkers, or say where an installation goes: a file of these alone lists
 * nothing to install. Any other part may.
 */
const WITHOUT_LISTS = /^(?:tool[.:])?(?:black|ruff|isort|mypy|pytest|pyright|basedpyright|pylint|flake8|pycodestyle|pydocstyle|pep8|autopep8|yapf|bandit|coverage|codespell|vulture|interrogate|commitizen|bumpversion|yamllint|djlint|aliases|bdist_wheel|install)(?:[.:-]|$)/;
const SETTINGS = /(?:^|\/)(?:pyproject\.toml|setup\.cfg)$/i;
const SEARCH_PATH = /\bsys\.path\b|\bsite\.addsitedir\b|\bpkgutil\.extend_path\b|\b__path__\b/;

/** Whether Python code looks for modules in other places. */
export function hasSearchPath(text: string): boolean {
  return SEARCH_PATH.test(text);
}

/**
 * Top-level modules beside Python code. `sam build` installs what `requirements.txt` of the code folder lists, and copies the folder;
 * without that file the folder is uploaded as it is. Source: aws-lambda-builders workflows/python_pip.
 */
export function pythonSupply(context: SupplyContext): SupplyOf {
  const { source, definition, request: { folder } } = context;
  if (definition.buildMethod !== undefined && !definition.buildMethod.startsWith('python3')) return () => OPEN;
  if (hasOtherBuild(source, folder)) return () => OPEN;
  const list = joinPath(folder, 'requirements.txt') ?? 'requirements.txt';
  const others = listsOfOtherTools(source, folder);
  // Beside a list that `sam build` goes by, one of another tool is for something else.
  if (others.length > 0 && (definition.type !== 'AWS::Serverless::Function' || [list, ...others].some((path) => source.kind(path) !== 'file'))) return () => OPEN;
  const roots = pythonRoots(source, definition, context.request);
  const own = once(() => (source.kind(list) === undefined ? [] : readRequirements(source, list, context.report)));
  const lists: Lists = {
    own,
    modules: once(() => installedModules(own() ?? [])),
    above: once(() => foldersUpFrom(folder).filter((one) => one !== folder).map((one) => joinPath(one, 'requirements.txt') ?? '').filter((path) => source.kind(path) !== undefined).map((path) => readRequirements(source, path, context.report))),
    others: once(() => others.map((path) => source.read(path) ?? '').join('\n').toLowerCase().replaceAll(/[_.]/g, '-')),
    // The code folder, and whatever a change of the search path or another way of starting may make one.
    modulesBelow: once(() => modulesIn(source, [...roots, ...subfolders(source, folder)])),
    modulesAround: memoised((place: string) => modulesIn(source, foldersUpFrom(place))),
  };
  const answers = new Map<string, Supply>();
  return (specifier, importer) => {
    const [top = ''] = specifier.split('.', 1);
    const key = `${top} ${parentFolder(importer)}`;
    const answer = answers.get(key) ?? judge(context, lists, list, top, importer);
    answers.set(key, answer);
    return answer;
  };
}

/** What is read once for all the modules that are asked for. */
interface Lists {
  /** What the list of the code folder names; undefined where it installs something without a name. */
  readonly own: () => readonly Requirement[] | undefined;
  /** Undefined unless all that it installs is known. */
  readonly modules: () => ReadonlySet<string> | undefined;
  readonly above: () => readonly (readonly Requirement[] | undefined)[];
  /** What lists of other tools say, normalised as names are. */
  readonly others: () => string;
  readonly modulesBelow: () => ReadonlySet<string>;
  readonly modulesAround: (folder: string) => ReadonlySet<string>;
}

function judge({ source, shared: { isMentioned }, request: { folder, written } }: SupplyContext, lists: Lists, list: string, top: string, importer: string): Supply {
  if (lists.modulesBelow().has(top) || lists.modulesAround(parentFolder(importer)).has(top)) return OPEN;
  if (hasSearchPath(source.read(importer) ?? '')) return OPEN;
  if (!lists.own()) return OPEN;
  const modules = lists.modules();
  if (!modules) return LISTED;
  if (modules.has(top)) return SUPPLIED;
  const distributions = distributionsWith(top);
  // A list above the code may be what a script installs from, and a module may have another name than what brings it.
  if (lists.above().some((requirements) => mayBring(requirements, top, distributions))) return OPEN;
  if (lists.others() !== '' && (distributions.length === 0 || distributions.some((name) => lists.others().includes(name)))) return OPEN;
  if ([top, top.replaceAll('_', '-'), ...distributions].some((name) => isMentioned(folder, name))) return OPEN;
  return { state: 'missing', reason: source.kind(list) !== undefined ? { kind: 'unlisted', list } : { kind: 'no-list', folder: written } };
}

function mayBring(requirements: readonly Requirement[] | undefined, top: string, distributions: readonly string[]): boolean {
  if (!requirements) return true;
  return distributions.length === 0 ? requirements.length > 0 : requirements.some(({ name }) => distributions.includes(name) || name.includes(top.toLowerCase().replaceAll('_', '-')));
}

/** Top-level modules of all that is required; undefined unless all of it is known. */
function installedModules(requirements: readonly Requirement[]): ReadonlySet<string> | undefined {
  if (requirements.some(({ hasExtras }) => hasExtras)) return undefined;
  return modulesOfDistributions(requirements.map(({ name }) => name));
}

function listsOfOtherTools(source: SupplyContext['source'], folder: string): readonly string[] {
  return foldersUpFrom(folder).flatMap((one) => (source.list(one) ?? []).flatMap(({ name }) => (OTHER_LISTS.test(name) ? [joinPath(one, name) ?? name] : []))).filter((path) => !listsNothing(source, path));
}

function listsNothing(source: SupplyContext['source'], path: string): boolean {
  if (!SETTINGS.test(path)) return false;
  const text = source.read(path) ?? '';
  // A key above all parts may be a whole list in one line.
  if (/^[ \t]*[\w"'.-]+[ \t]*=/.test(text.replace(/^(?:[ \t]*(?:#.*)?\r?\n)+/, ''))) return false;
  const parts = [...text.matchAll(/^[ \t]*\[{1,2}([^\][\n]*)\]/gm)].map(([, name = '']) => name.trim().replaceAll(/["']/g, ''));
  return parts.length > 0 && parts.every((name) => WITHOUT_LISTS.test(name));
}

/** `orders`, `orders.py`, `orders.cpython-313-x86_64-linux-gnu.so`. */
function modulesIn(source: SupplyContext['source'], folders: readonly string[]): ReadonlySet<string> {
  return new Set(folders.flatMap((folder) => (source.list(folder) ?? []).flatMap(({ name }) => (/\.(?:py|so|pyd)$/.test(name) ? [name, name.slice(0, name.indexOf('.'))] : [name]))));
}

function subfolders(source: SupplyContext['source'], folder: string): readonly string[] {
  const below = (path: string): readonly string[] => (source.list(path) ?? []).flatMap(({ name, kind }) => (kind === 'folder' ? [joinPath(path, name) ?? name] : []));
  return below(folder).flatMap((one) => [one, ...below(one)]);
}

import { defineAnalysis } from '../analysis.js';
import type { ModuleFacts } from '../facts/model.js';
import { packages } from './packages.js';
import type { CodePackage } from './packages.js';
import { moduleGraph } from './module-graph.js';
import type { PackagedFile } from './files.js';
import { baseName } from './paths.js';

/** What only development needs and is uploaded all the same, of one package. */
export interface DevelopmentFiles {
  readonly of: CodePackage;
  /** By what they are: `tests`, `.git`; the heaviest first. */
  readonly groups: readonly { readonly name: string; readonly files: number; readonly bytes: number }[];
}

/** Folders, by name, with what they hold. */
const FOLDERS = /^(?:__tests__|__mocks__|tests?|spec|specs|coverage|\.nyc_output|htmlcov|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.tox|\.nox|\.git|\.github|\.vscode|\.idea|\.cache|\.venv|venv|cdk\.out|\.serverless)$/;
const FILES = /^(?:.+\.(?:test|spec)\.[cm]?[jt]sx?|test_.+\.py|.+_test\.py|conftest\.py|\.env(?:\.(?:local|development|test))?|jest\.config\.[cm]?[jt]s|vitest\.config\.[cm]?[jt]s|\.coverage)$/;
/** Below this many bytes they cost nothing that anybody would notice: few would move a single test for that. */
const NOTEWORTHY_BYTES = 100_000;
/** What may hold secrets is worth a word at any size. */
const TELLING = /(?:^|\/)\.(?:git\/|env(?:\.|$))/;
/** What is uploaded of a folder of this name is code in Python as often as it is tests. */
const NEEDS_TESTS = /^(?:tests?|specs?)$/;
const TEST_FILE = /(?:^|[./_-])(?:tests?|spec)(?:[./_-]|$)|conftest/i;

/** Packages that ship what only development needs. Dependencies ship what they like. */
export const developmentFiles = defineAnalysis({
  name: 'developmentFiles',
  requires: { packages, moduleGraph },
  run: ({ packages: all, moduleGraph: { modules } }): readonly DevelopmentFiles[] =>
    byFolder(all).flatMap((one) => {
      if (one.content.kind !== 'folder') return [];
      const loaded = handlersOf(one);
      const groups = groupsOf(one.content.own, loaded, () => [...loaded].some((path) => listsFolders(modules.get(path))));
      return isNoteworthy(groups) ? [{ of: one, groups }] : [];
    }),
});

function isNoteworthy(groups: DevelopmentFiles['groups']): boolean {
  return groups.some(({ name }) => TELLING.test(name)) || groups.reduce((sum, { bytes }) => sum + bytes, 0) >= NOTEWORTHY_BYTES;
}

/** Many functions of a template may name one folder: the files in it are one cause. */
function byFolder(all: readonly CodePackage[]): readonly CodePackage[] {
  const folders = new Map<string, CodePackage>();
  for (const one of all) {
    const key = `${one.at.path} ${one.content.path}`;
    const first = folders.get(key);
    folders.set(key, first ? { ...first, owners: [...first.owners, ...one.owners] } : one);
  }
  return [...folders.values()];
}

/** Code that a handler loads is no test, whatever its folder is called. */
function handlersOf({ owners }: CodePackage): ReadonlySet<string> {
  return new Set(owners.flatMap(({ handlerCode, entry }) => [...(handlerCode?.modules ?? []), ...(entry.state === 'found' ? [entry.file] : [])]));
}

/** Calls that tell what a folder holds, by their last name. */
const LISTING = /^(?:walk|listdir|scandir|i?glob|rglob|iterdir|copytree|(?:readdir|opendir|glob|cp)(?:Sync)?|fdir|globby)$/;

/** Code that reads or copies whole folders may want all that is in them. */
function listsFolders(module: ModuleFacts | undefined): boolean {
  return module?.calls.some(({ callee }) => 'path' in callee && LISTING.test(callee.path.at(-1) ?? '')) === true;
}

function groupsOf(entries: readonly PackagedFile[], loaded: ReadonlySet<string>, listsSome: () => boolean): DevelopmentFiles['groups'] {
  const groups = new Map<string, { files: number; bytes: number }>();
  const code = entries.filter(({ path }) => loaded.has(path));
  const needed = new Set(code.map(({ inside }) => folderOf(inside) ?? inside));
  const codeFolders = new Set(code.map(({ inside }) => outermost(inside)));
  // A folder without code of the function is what is listed, as a whole: a repository to be written somewhere.
  let isListed: boolean | undefined;
  const mayBeListed = (name: string): boolean => /\/./.test(name) && !TELLING.test(name) && !codeFolders.has(outermost(name)) && (isListed ??= listsSome());
  for (const { inside, bytes, owner } of entries) {
    const name = owner === undefined ? groupOf(inside) : undefined;
    if (name === undefined || needed.has(name) || mayBeListed(name)) continue;
    const group = groups.get(name) ?? { files: 0, bytes: 0 };
    group.files++;
    group.bytes += bytes;
    groups.set(name, group);
  }
  return [...groups].map(([name, group]) => ({ name, ...group })).sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
}

function outermost(inside: string): string {
  return inside.split('/', 1)[0] ?? inside;
}

/** The folder or file that is for development, as a path in the package. */
function groupOf(inside: string): string | undefined {
  const folder = folderOf(inside);
  const last = baseName(inside);
  if (folder !== undefined && (!NEEDS_TESTS.test(baseName(folder.slice(0, -1))) || TEST_FILE.test(last))) return folder;
  return FILES.test(last) ? inside : undefined;
}

/** The outermost folder with such a name. */
function folderOf(inside: string): string | undefined {
  const segments = inside.split('/');
  const at = segments.findIndex((segment, index) => index < segments.length - 1 && FOLDERS.test(segment));
  return at === -1 ? undefined : `${segments.slice(0, at + 1).join('/')}/`;
}

import type { Problem } from '../../diagnostic.js';
import { joinPath, parentFolder } from '../../project/paths.js';
import type { FileSource } from '../../source/file-source.js';

/** Files in which people and pipelines say what else is installed. */
const TELLING = /\.(?:sh|bash|ps1|bat|cmd|md|mk|rst)$|^(?:Makefile|Dockerfile.*|buildspec.*\.ya?ml|Taskfile.*|Jenkinsfile|justfile|\.gitlab-ci\.ya?ml|bitbucket-pipelines\.yml|azure-pipelines\.yml|tox\.ini|setup\.cfg|serverless\.(?:ya?ml|ts|js|json)|samconfig\.(?:toml|ya?ml))$/i;
/** Files of tools that put together what is uploaded. */
const BUNDLERS = /^(?:(?:webpack|rollup|vite|esbuild|tsup|rspack|tsdown)\..*|serverless\.(?:ya?ml|ts|js|json)|sst\.config\..*|nx\.json|turbo\.json|Gruntfile.*|gulpfile.*|up\.json|claudia\.json)$/i;
/** Characters of one text, and of all that stand around one folder: with more, any package may be mentioned. */
const MAX_LENGTH = 500_000;
const MAX_TEXTS = 5_000_000;
/** No name of a package is longer. Source: npm/validate-npm-package-name lib/index.js. */
const MAX_NAME = 214;

/** A folder and those around it, up to the root of the repository. */
export function foldersUpFrom(folder: string): readonly string[] {
  const folders = [folder];
  for (let current = folder; current !== ''; folders.push(current)) current = parentFolder(current);
  return folders;
}

/** The file that says where Yarn keeps packages instead of in `node_modules`. Source: yarnpkg.com/features/pnp. */
export function plugAndPlayFile(source: FileSource, folder: string): string | undefined {
  return foldersUpFrom(folder).flatMap((one) => ['.pnp.cjs', '.pnp.js'].flatMap((name) => joinPath(one, name) ?? [])).find((path) => source.kind(path) === 'file');
}

/** Whether a build of another kind may put together what is uploaded from a folder. */
export function hasOtherBuild(source: FileSource, folder: string): boolean {
  return foldersUpFrom(folder).some((one) => namesOfFiles(source, one).some((name) => BUNDLERS.test(name)));
}

/** Whether a text in the folder or around it mentions a package: an instruction or a script may install it. */
export type IsMentioned = (folder: string, name: string) => boolean;

/** Reads the texts around a folder once for all the names that are asked for. */
export function createMentions(source: FileSource, report: (problem: Problem) => void): IsMentioned {
  const byPlace = new Map<string, Mentioned>();
  const mentionedIn = (place: string, isTelling: (file: string) => boolean): Mentioned => {
    const known = byPlace.get(place) ?? namesIn(source, place, isTelling);
    if (known === 'too much' && !byPlace.has(place)) report({ kind: 'limit', path: place === '' ? '.' : place, message: `Texts in it have more than ${MAX_TEXTS} characters; of no package is said that they do not mention it.` });
    byPlace.set(place, known);
    return known;
  };
  const isIn = (names: Mentioned, name: string): boolean => typeof names === 'string' || names.has(name);
  return (folder, name) => {
    const word = name.toLowerCase();
    // Old packages have names that are found in no other way.
    if (!/^@?[\w./-]+$/.test(word)) return true;
    return foldersUpFrom(folder).some((one) => isIn(mentionedIn(one, (file) => TELLING.test(file)), word) || isIn(mentionedIn(joinPath(one, '.github/workflows') ?? one, () => true), word));
  };
}

/** What texts mention; too long is a single one that is not read. */
type Mentioned = ReadonlySet<string> | 'too much' | 'too long';

function namesIn(source: FileSource, place: string, isTelling: (file: string) => boolean): Mentioned {
  const names = new Set<string>();
  let length = 0;
  for (const file of namesOfFiles(source, place)) {
    if (!isTelling(file)) continue;
    const path = joinPath(place, file) ?? file;
    const size = source.stat(path)?.size ?? 0;
    if (size > MAX_LENGTH) return 'too long';
    length += size;
    if (length > MAX_TEXTS) return 'too much';
    addNames(names, source.read(path) ?? '');
  }
  return names;
}

/** `left-pad` is in `npm:left-pad@1`, in `left-pad.` at the end of a sentence and in `@left-pad`, but not in `left-pad-2` or `a/left-pad`. */
function addNames(names: Set<string>, text: string): void {
  for (const [written] of text.toLowerCase().matchAll(/@?[\w./-]+/g)) {
    const end = Math.min(written.length, MAX_NAME + 1);
    for (let at = written.indexOf('.', 1); at !== -1 && at < end; at = written.indexOf('.', at + 1)) add(names, written.slice(0, at));
    if (written.length <= MAX_NAME) add(names, written);
  }
}

function add(names: Set<string>, written: string): void {
  names.add(written);
  if (written.startsWith('@')) names.add(written.slice(1));
}

function namesOfFiles(source: FileSource, folder: string): readonly string[] {
  return (source.list(folder) ?? []).flatMap(({ name, kind }) => (kind === 'file' ? [name] : []));
}

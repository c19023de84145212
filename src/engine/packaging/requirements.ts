import type { Problem } from '../../diagnostic.js';
import { baseName, joinPath, parentFolder } from '../../project/paths.js';
import type { FileSource } from '../../source/file-source.js';

/** One line of a `requirements.txt`. */
export interface Requirement {
  /** Normalised as pip does: small letters, dashes. */
  readonly name: string;
  readonly hasExtras: boolean;
  /** `==1.2.3`, as written. */
  readonly version: string;
}

/** Options that change where pip looks, not what it installs. */
const HARMLESS = /^(?:-i|--index-url|--extra-index-url|--trusted-host|--no-binary|--only-binary|--prefer-binary|--require-hashes|-c|--constraint|--pre|--find-links|-f|--platform)\b/;
const MAX_DEPTH = 5;
/** No requirement is longer, and what reads a line may try every place in it. */
const MAX_LINE = 2000;
/** Lines of one list, with those that it includes. */
const MAX_LINES = 10_000;

/** What a list for pip names, other lists that it includes too; undefined where a line installs something that has no name here. */
export function readRequirements(source: FileSource, path: string, report: (problem: Problem) => void): readonly Requirement[] | undefined {
  const reading: Reading = { source, report, seen: new Set(), found: [] };
  return readList(reading, path, 0) ? reading.found : undefined;
}

interface Reading {
  readonly source: FileSource;
  readonly report: (problem: Problem) => void;
  readonly seen: Set<string>;
  readonly found: Requirement[];
}

/** A list that is included again adds nothing: lists that include each other many times come to an end. */
function readList(reading: Reading, path: string, depth: number): boolean {
  const { source, report, seen, found } = reading;
  if (seen.has(path)) return true;
  seen.add(path);
  const refuse = (message: string): boolean => {
    report({ kind: 'limit', path, message: `${message}; what it installs is not known.` });
    return false;
  };
  if (depth > MAX_DEPTH) return refuse(`It is included by way of more than ${MAX_DEPTH} lists`);
  const text = source.read(path);
  if (text === undefined) return false;
  for (const raw of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const line = withoutComment(raw).replace(/\s--(?:hash|config-settings|global-option)[=\s]\S+/g, '').trim();
    if (line === '' || HARMLESS.test(line)) continue;
    if (line.length > MAX_LINE) return refuse(`It has a line of more than ${MAX_LINE} characters`);
    const included = /^(?:-r|--requirement)[=\s]*([^=\s]\S*)$/.exec(line)?.[1];
    if (included !== undefined) {
      const below = joinPath(parentFolder(path), included);
      if (below === undefined || !readList(reading, below, depth + 1)) return false;
      continue;
    }
    const requirement = requirementIn(line);
    if (!requirement) return false;
    if (found.push(requirement) > MAX_LINES) return refuse(`It has more than ${MAX_LINES} lines`);
  }
  return true;
}

/** Folders of one list that are looked for, with every function that it is for. */
const MAX_FOLDERS = 50;
/** What makes a folder one that pip installs. */
const INSTALLABLE = ['pyproject.toml', 'setup.py', 'setup.cfg'];

const LIST = /(?:^|[-_.])requirements?(?:[-_.][\w-]+)?\.txt$/i;
/** What tests and tools need is not uploaded. */
const FOR_TOOLS = /(?:^|[-_.])(?:dev|develop|development|tests?|testing|lint|docs?|ci|local)(?:[-_.]|$)/i;

/** With more in one folder, there is one for each function, beside the one for all. */
const MAX_LISTS = 20;

/** Lists for pip by another name or beside the code, as `pip install -r orders/requirements-orders.txt -t orders/src` reads them; of very many the one for all and those that are called as the code folder is. */
export function otherLists(source: FileSource, code: string, folders: readonly string[]): readonly string[] {
  return [...new Set(folders)].flatMap((folder) => {
    const names = (source.list(folder) ?? []).flatMap(({ name }) => (LIST.test(name) && !FOR_TOOLS.test(name) ? [name] : []));
    const own = names.length > MAX_LISTS ? names.filter((name) => name === 'requirements.txt' || name.includes(baseName(code))).slice(0, MAX_LISTS) : names;
    return own.map((name) => (folder === '' ? name : `${folder}/${name}`));
  });
}

/**
 * Folders of the repository that a list names. pip takes a path from the folder it is called in: for `sam build` that of the template.
 * Others call it in the folder of the list or at the root.
 */
export function requiredFolders(source: FileSource, path: string, templateFolder: string): readonly string[] {
  const text = source.kind(path) === 'file' ? source.read(path) : undefined;
  const named = text?.split(/\r?\n/, MAX_LINES).flatMap((line) => (line.length > MAX_LINE ? [] : (folderIn(line) ?? []))).slice(0, MAX_FOLDERS) ?? [];
  const places = [templateFolder, parentFolder(path), ''];
  const isInstalled = (folder: string): boolean => INSTALLABLE.some((name) => source.kind(folder === '' ? name : `${folder}/${name}`) === 'file');
  return named.flatMap((one) => places.flatMap((place) => joinPath(place, one) ?? []).find(isInstalled) ?? []);
}

/** `-e ./common[db]`, `common @ file:../common`. */
function folderIn(line: string): string | undefined {
  const [, path] = /^(?:(?:-e|--editable)[=\s]\s*|[\w.-]+\s*@\s*)?(?:file:(?!\/))?([^\s:;@[]+)/.exec(line) ?? [];
  return path !== undefined && (path.startsWith('.') || path.includes('/')) && !path.startsWith('/') ? path : undefined;
}

function withoutComment(line: string): string {
  const at = line.search(/(?:^|\s)#/);
  return at === -1 ? line : line.slice(0, at);
}

/** `name[extra] ==1.0 ; marker`. Cut piece by piece: one expression over it would try the blanks between in every way. */
function requirementIn(line: string): Requirement | undefined {
  const name = /^[A-Za-z0-9][\w.-]*/.exec(line)?.[0].replace(/(?<![-_.])[-_.]+$/, '');
  if (name === undefined) return undefined;
  const rest = line.slice(name.length).trimStart();
  const extras = rest.startsWith('[') ? rest.indexOf(']') + 1 : 0;
  const version = (rest.slice(extras).split(';', 1)[0] ?? '').trim();
  // An address (`@ https:`, `git+https:`) or a path: what it installs has a name of its own.
  if (version !== '' && !/^[<>=!~(]/.test(version)) return undefined;
  return { name: name.replace(/[-_.]+/g, '-').toLowerCase(), hasExtras: extras > 0, version };
}

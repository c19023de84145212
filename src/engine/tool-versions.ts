import type { LocatedHandler, ToolVersion } from '../project/files.js';
import { joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { readManifest } from './package-manifest.js';
import { foldersUpFrom } from './packaging/surroundings.js';

interface Found extends Pick<ToolVersion, 'language' | 'wanted'> {
  /** Where `wanted` stands in the file. */
  readonly start: number;
}

/** Files that say which version the tools of a folder run with, and how they say it. */
const READERS: ReadonlyMap<string, (text: string, source: FileSource, folder: string) => readonly Found[]> = new Map([
  ['package.json', inManifest],
  ['.nvmrc', (text) => inVersionFile(text, 'nodejs')],
  ['.node-version', (text) => inVersionFile(text, 'nodejs')],
  ['.python-version', (text) => inVersionFile(text, 'python')],
  ['.tool-versions', inToolVersions],
  ['pyproject.toml', inPyproject],
]);

/** What the files around the code of a function say, of each kind the nearest. One that names no version still hides those above it. */
export function toolVersions(source: FileSource, located: LocatedHandler): readonly ToolVersion[] {
  if (located.state !== 'found') return [];
  const folders = foldersUpFrom(parentFolder(located.file));
  return [...READERS].flatMap(([name, read]) => {
    const folder = folders.find((one) => source.kind(pathOf(one, name)) === 'file');
    if (folder === undefined) return [];
    const path = pathOf(folder, name);
    return read(source.read(path) ?? '', source, folder).map(({ start, ...found }) => ({ ...found, folder, at: { path, start, end: start + found.wanted.length } }));
  });
}

function pathOf(folder: string, name: string): string {
  return joinPath(folder, name) ?? name;
}

function inManifest(text: string, source: FileSource, folder: string): readonly Found[] {
  const { nodeRange } = readManifest(source, folder) ?? {};
  const match = /"engines"\s*:\s*\{[^{}]*?"node"\s*:\s*"([^"\\]+)"/.exec(text);
  // The first text that looks like it may be another's.
  if (!match || match[1] === undefined || match[1] !== nodeRange) return [];
  return [{ language: 'nodejs', wanted: match[1], start: match.index + match[0].length - 1 - match[1].length }];
}

/** The name of a release in place of a number, or a comment, is no range; several lines are several versions, the first of which is used. */
function inVersionFile(text: string, language: Found['language']): readonly Found[] {
  const match = /^\uFEFF?((?:[ \t]*(?:#.*)?\r?\n)*[ \t]*)([^\s#]+)/.exec(text);
  if (!match || /\S/.test(withoutComments(text.slice(match[0].length)))) return [];
  const [whole, , wanted = ''] = match;
  return [{ language, wanted, start: whole.length - wanted.length }];
}

function withoutComments(text: string): string {
  return text.replaceAll(/#.*/g, '');
}

/** `nodejs 20.11.0`; one line may name several to choose from. */
function inToolVersions(text: string): readonly Found[] {
  return [...text.matchAll(/^[ \t]*(nodejs|node|python)[ \t]+(\S+)[ \t]*(?:#.*)?\r?$/gm)].map(({ index, 0: line, 1: name, 2: wanted = '' }) => (
    { language: name === 'python' ? 'python' : 'nodejs', wanted, start: index + line.indexOf(wanted, line.indexOf(name ?? '') + (name ?? '').length) }
  ));
}

const PYTHON_OF: ReadonlyMap<string, string> = new Map([['project', 'requires-python'], ['tool.poetry.dependencies', 'python']]);

function inPyproject(text: string): readonly Found[] {
  let section = '';
  return [...text.matchAll(/^[ \t]*(?:\[([^\][]+)\]|([\w-]+)[ \t]*=[ \t]*(["'])([^"'\n]+)\3)/gm)].flatMap(({ index, 0: whole, 1: header, 2: key, 4: wanted = '' }): readonly Found[] => {
    if (header !== undefined) section = header.trim();
    if (key === undefined || PYTHON_OF.get(section) !== key) return [];
    return [{ language: 'python', wanted, start: index + whole.length - 1 - wanted.length }];
  });
}

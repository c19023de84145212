import { requestHandler } from '../project/handler-request.js';
import type { FileRequest } from '../project/handler-request.js';
import { archiveName } from '../project/code-location.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import { baseName, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { isSkipped } from './discover.js';

/** Folders that are looked through for one template and those beside it. */
const MAX_FOLDERS = 1000;

/** What many modules are called. */
const COMMON = /^(?:index|app|main|handlers?|lambda|lambda[_-]?(?:function|handler|code)|functions?|server|src|code|run|bootstrap|default)$/i;
/** Folders in which the code of one function is kept, inside the one that has its name. */
const CODE_FOLDER = /^(?:src|lib|lambda|source|code|app|function|python)$/i;
/** Folders without the code of functions that are deployed. */
const OTHER_FOLDER = /^(?:tests?|__tests__|specs?|fixtures?|mocks?|__mocks__|examples?|docs?|cdk\.out|dist|build|out|coverage|target|vendor)$/i;
const SCRIPT = /(?<!\.d)\.[cm]?[jt]sx?$/;

/** What is taken for the source of an archive: the function as if it were uploaded from there, or why that cannot be told. */
export type StoredCode = { readonly definition: FunctionDefinition } | { readonly reason: string };

/**
 * Looks for the source of a function whose code is in a bucket or in an archive; undefined for all others. The next folder around the template that has the
 * handler's module counts: one in a folder with the name of the archive, or the only one where few modules would have that name.
 */
export function sourceOfStored(source: FileSource, definition: FunctionDefinition): StoredCode | undefined {
  const stored = archiveOf(definition);
  if (!stored) return undefined;
  const inFolder = (path: string): FunctionDefinition => ({ ...definition, code: { kind: 'local', path, written: path === '' ? '.' : path, isImplicit: true, at: definition.at } });
  const request = requestHandler(inFolder(''));
  if (request.kind !== 'files') return undefined;
  const { levels, isCut } = neighbourhoodOf(source, parentFolder(definition.scope.template.path));
  const folder = folderOf(request, plain(stored.name), levels);
  if (folder !== undefined) return { definition: inFolder(folder) };
  return { reason: isCut ? `${stored.reason}, and ${MAX_FOLDERS} folders were looked through for its source` : stored.reason };
}

function archiveOf({ code }: FunctionDefinition): { readonly name: string; readonly reason: string } | undefined {
  if (code.kind === 'unknown') return code.stored === undefined ? undefined : { name: code.stored, reason: code.reason };
  const name = code.kind === 'local' ? archiveName(baseName(code.path)) : undefined;
  return name === undefined ? undefined : { name, reason: 'its code is an archive' };
}

function folderOf({ module, language }: FileRequest, archive: string, around: Neighbourhood['levels']): string | undefined {
  const ending = `/${module}`;
  const isRare = module.split('/').some((name) => !COMMON.test(name));
  for (const files of around) {
    const modules = files.flatMap((file) => moduleOf(file, language) ?? []).filter((path) => `/${path}`.endsWith(ending));
    const folders = [...new Set(modules.map((path) => path.slice(0, Math.max(0, path.length - ending.length))))];
    const named = folders.filter((folder) => isCalled(folder, module, archive));
    const [only, other] = named.length > 0 ? named : isRare ? folders : [];
    if (only !== undefined) return other === undefined ? only : undefined;
  }
  return undefined;
}

function moduleOf(file: string, language: FileRequest['language']): string | undefined {
  const ending = language === 'python' ? /\.py$/ : SCRIPT;
  return ending.test(file) ? file.replace(ending, '') : undefined;
}

function isCalled(folder: string, module: string, archive: string): boolean {
  if (archive === '') return false;
  const [own, around] = [baseName(folder), baseName(parentFolder(folder))];
  return plain(own) === archive || (CODE_FOLDER.test(own) && plain(around) === archive) || plain(baseName(module)) === archive;
}

/** `Order-Service` and `order_service` are one name. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_.\s]+/g, '');
}

/** The files below a folder, then those below the one around it, and so on up to the root; cut where they are more than `MAX_FOLDERS` lead to. */
interface Neighbourhood {
  readonly levels: readonly (readonly string[])[];
  readonly isCut: boolean;
}

const neighbourhoods = new WeakMap<FileSource, Map<string, Neighbourhood>>();

function neighbourhoodOf(source: FileSource, start: string): Neighbourhood {
  const known = neighbourhoods.get(source) ?? new Map<string, Neighbourhood>();
  neighbourhoods.set(source, known);
  const found = known.get(start) ?? lookAround(source, start);
  known.set(start, found);
  return found;
}

function lookAround(source: FileSource, start: string): Neighbourhood {
  const levels: (readonly string[])[] = [];
  let [left, below, seen]: [number, readonly string[], string | undefined] = [MAX_FOLDERS, [], undefined];
  for (let folder = start; ; folder = parentFolder(folder)) {
    const files = [...below];
    const pending = [folder];
    for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
      if (--left < 0) return { levels, isCut: true };
      for (const { name, kind } of source.list(current) ?? []) {
        const path = current === '' ? name : `${current}/${name}`;
        if (kind === 'file') files.push(path);
        else if (kind === 'folder' && path !== seen && !isSkipped(name) && !OTHER_FOLDER.test(name)) pending.push(path);
      }
    }
    levels.push((below = files));
    if (folder === '') return { levels, isCut: false };
    seen = folder;
  }
}

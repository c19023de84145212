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
export const COMMON = /^(?:index|app|main|handlers?|lambda|lambda[_-]?(?:function|handler|code)|functions?|server|src|code|run|bootstrap|default)$/i;
/** Folders in which the code of one function is kept, inside the one that has its name. */
const CODE_FOLDER = /^(?:src|lib|lambda|source|code|app|function|python)$/i;
/** Folders without the code of functions that are deployed. */
const OTHER_FOLDER = /^(?:tests?|__tests__|specs?|fixtures?|mocks?|__mocks__|examples?|docs?|cdk\.out|dist|build|out|coverage|target|vendor)$/i;
const SOURCE = /(?:(?<!\.d)\.[cm]?[jt]sx?|\.py)$/;

/** What is taken for the source of an archive: the function as if it were uploaded from there, or why that cannot be told. */
export type StoredCode = { readonly definition: FunctionDefinition } | { readonly reason: string };

/**
 * Looks for the source of a function whose code is in a bucket or in an archive; undefined for all others. The next folder around the template that has the
 * handler's module counts: one in a folder with the name of the archive, or the only one where few modules would have that name.
 */
export function sourceOfStored(source: FileSource, find: FindStored, definition: FunctionDefinition): StoredCode | undefined {
  const stored = archiveOf(definition);
  if (!stored) return undefined;
  const inFolder = (path: string): FunctionDefinition => ({ ...definition, code: { kind: 'local', path, written: path === '' ? '.' : path, isImplicit: true, at: definition.at } });
  const request = requestHandler(inFolder(''));
  if (request.kind !== 'files') return undefined;
  const { folder, isCut } = find(parentFolder(definition.scope.template.path), request.language, request.module, stored.name);
  if (folder !== undefined && holdsHandler(source, request, folder)) return { definition: inFolder(folder) };
  return { reason: isCut ? `${stored.reason}, and ${MAX_FOLDERS} folders were looked through for its source` : stored.reason };
}

function holdsHandler(source: FileSource, request: FileRequest, folder: string): boolean {
  const file = request.candidates.map((path) => (folder === '' ? path : `${folder}/${path}`)).find((path) => source.kind(path) === 'file');
  return file !== undefined && namesHandler(source, request, file);
}

/** Where the name is all that speaks for a file, it has to have the handler, too. */
export function namesHandler(source: FileSource, { exportName, language }: FileRequest, file: string): boolean {
  const name = /^\w+/.exec(exportName)?.[0];
  if (name === undefined) return false;
  // Many a comment has the word `handler`.
  const text = source.read(file) ?? '';
  if (language !== 'python') return new RegExp(`\\b${name}\\b`).test(text) && /\bexports?\b/.test(text);
  return new RegExp(`\\b(?:def|class)[ \\t]+${name}\\b|^${name}[ \\t]*[:=]|\\bimport\\b[^#\\n]{0,500}\\b${name}\\b|^[ \\t]+${name},?[ \\t]*$`, 'm').test(text);
}

function archiveOf({ code }: FunctionDefinition): { readonly name: string; readonly reason: string } | undefined {
  if (code.kind === 'unknown') return code.stored === undefined ? undefined : { name: code.stored, reason: code.reason };
  const name = code.kind === 'local' ? archiveName(baseName(code.path)) : undefined;
  return name === undefined ? undefined : { name, reason: 'its code is an archive' };
}

/** `isOpen`: several could be meant. */
interface StoredFolder {
  readonly folder?: string | undefined;
  readonly isOpen?: true;
}

function folderOf(language: string, module: string, names: ReadonlySet<string>, around: Neighbourhood['levels']): StoredFolder {
  const ending = `/${module}`;
  const isRare = module.split('/').some((name) => !COMMON.test(name));
  const folders = new Set<string>();
  for (const files of around) {
    for (const file of files.get(`${language} ${baseName(module)}`) ?? []) if (`/${file}`.endsWith(ending)) folders.add(file.slice(0, Math.max(0, file.length - ending.length)));
    const named = [...folders].filter((folder) => isCalled(folder, module, names));
    const [only, other] = named.length > 0 ? named : isRare ? folders : [];
    if (only !== undefined) return other === undefined ? { folder: only } : { isOpen: true };
  }
  return {};
}

function isCalled(folder: string, module: string, names: ReadonlySet<string>): boolean {
  const [own, around] = [baseName(folder), baseName(parentFolder(folder))];
  return names.has(plain(own)) || (CODE_FOLDER.test(own) && names.has(plain(around))) || names.has(plain(baseName(module)));
}

/** `orders-v1.2` may be of `orders`, and `orders.py` is. */
function namesOf(archive: string): ReadonlySet<string> {
  const words = archive.split(/[-_.]/);
  while (/^(?:v?\d+|py)$/i.test(words.at(-1) ?? '')) words.pop();
  return new Set([archive, words.join('')].map(plain).filter((name) => name !== ''));
}

/** `Order-Service` and `order_service` are one name. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_.\s]+/g, '');
}

/** The modules below a folder, then those that come with the folder around it, and so on up to the root; cut where they are more than `MAX_FOLDERS` lead to. */
interface Neighbourhood {
  /** Paths without what ends them, by language and name. */
  readonly levels: readonly ReadonlyMap<string, readonly string[]>[];
  readonly isCut: boolean;
}

/**
 * The folder that an archive is made of, as far as names tell, for a template in the folder `start`; with `isBelow`, that folder and those in it
 * are all that is looked through.
 */
export type FindStored = (start: string, language: string, module: string, archive: string, isBelow?: boolean) => StoredFolder & { readonly isCut: boolean };

export function createFindStored(source: FileSource): FindStored {
  const neighbourhoods = new Map<string, Neighbourhood>();
  return (start, language, module, archive, isBelow = false) => {
    const key = `${isBelow ? 'below' : 'around'} ${start}`;
    const { levels, isCut } = neighbourhoods.get(key) ?? lookAround(source, start, isBelow);
    neighbourhoods.set(key, { levels, isCut });
    return { ...folderOf(language, module, namesOf(archive), levels), isCut };
  };
}

function lookAround(source: FileSource, start: string, isBelow: boolean): Neighbourhood {
  const levels: Map<string, string[]>[] = [];
  let [left, seen]: [number, string | undefined] = [MAX_FOLDERS, undefined];
  for (let folder = start; ; folder = parentFolder(folder)) {
    const modules = new Map<string, string[]>();
    const pending = [folder];
    for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
      if (--left < 0) return { levels, isCut: true };
      for (const { name, kind } of source.list(current) ?? []) {
        const path = current === '' ? name : `${current}/${name}`;
        if (kind === 'file') addModule(modules, path);
        else if (kind === 'folder' && path !== seen && !isSkipped(name) && !OTHER_FOLDER.test(name)) pending.push(path);
      }
    }
    levels.push(modules);
    if (folder === '' || isBelow) return { levels, isCut: false };
    seen = folder;
  }
}

function addModule(modules: Map<string, string[]>, file: string): void {
  const ending = SOURCE.exec(file)?.[0];
  if (ending === undefined) return;
  const path = file.slice(0, -ending.length);
  const key = `${ending === '.py' ? 'python' : 'javascript'} ${baseName(path)}`;
  const others = modules.get(key);
  if (others) others.push(path);
  else modules.set(key, [path]);
}

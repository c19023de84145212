import type { TemplateFacts, TemplateValue } from '../facts/model.js';
import { member } from '../project/evaluate.js';
import { requestHandler, SCRIPT_EXTENSIONS } from '../project/handler-request.js';
import type { FileRequest } from '../project/handler-request.js';
import { archiveName } from '../project/code-location.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import { baseName, joinPath, parentFolder } from '../project/paths.js';
import { known } from '../resolved.js';
import type { FileSource } from '../source/file-source.js';
import { isSkipped } from './discover.js';
import { fileOf } from './find-file.js';
import { isCommon, isOutput, withoutOutput } from './folder-names.js';
import { hasHandler } from './handler-text.js';

/** Folders that are looked through for one template and those beside it. */
const MAX_FOLDERS = 1000;

/** Folders in which the code of one function is kept, inside the one that has its name. */
const CODE_FOLDER = /^(?:src|lib|lambda|source|code|app|function|python)$/i;
/** Folders without the code of functions that are deployed, beside those of builds. */
const OTHER_FOLDER = /^(?:tests?|__tests__|specs?|fixtures?|mocks?|__mocks__|examples?|docs?|cdk\.out|coverage|vendor)$/i;
const EXTENSIONS = { javascript: SCRIPT_EXTENSIONS, python: ['.py'] };
const SOURCE = /(?:(?<!\.d)\.[cm]?[jt]sx?|\.py)$/;

/** The folder that the module of a handler counts from, and its file, where it lies elsewhere than the template says. */
export interface FoundSource {
  readonly folder: string;
  readonly file: string;
}

/**
 * Looks for the source of a function whose code is in a bucket or in an archive, or says why it cannot be told; undefined for all others. Whatever puts code in
 * place of what stands in the template often completes the role, too: that is not looked for.
 * The next folder around the template that has the handler's module counts: one in a folder with the name of the archive, or the only one where few modules
 * would have that name, or where no other function of the template could be meant. `all`: the functions of the project.
 */
export function sourceOfStored(source: FileSource, find: FindStored, definition: FunctionDefinition, all: readonly FunctionDefinition[]): FoundSource | { readonly reason: string } | undefined {
  const stored = archiveOf(definition);
  const request = stored ? requestHandler(inFolder(definition, '')) : undefined;
  if (!stored || request?.kind !== 'files') return undefined;
  const start = parentFolder(definition.scope.template.path);
  // What is built is packed with the folder that it is built to.
  const modules = request.language === 'javascript' ? [...new Set([request.module, withoutOutput(request.module)])] : [request.module];
  const ask = (extent: 'around' | 'alone'): ReturnType<FindStored>[] => modules.map((module) => find(start, request.language, module, stored.name, extent));
  const found = ask('around');
  const firstOf = (all: readonly ReturnType<FindStored>[]): FoundSource | undefined => all.find((one) => one.file !== undefined)?.file;
  const alone = (): FoundSource | undefined => (stored.mayBeAlone && isOnlyOfHandler(definition) ? firstOf(ask('alone')) : undefined);
  const file = firstOf(found) ?? notUploaded(alone(), all);
  if (file !== undefined && hasHandler(source, request, file.file)) return file;
  return { reason: found.some(({ isCut }) => isCut) ? `${stored.reason}, and ${MAX_FOLDERS} folders were looked through for its source` : stored.reason };
}

/** Where a template beside it has the folder uploaded, it need not be what somebody else put into a bucket. */
function notUploaded(found: FoundSource | undefined, all: readonly FunctionDefinition[]): FoundSource | undefined {
  return found && foldersOf(all).has(found.folder) ? undefined : found;
}

/** Folders that functions of a project are uploaded from. */
const uploaded = new WeakMap<readonly FunctionDefinition[], ReadonlySet<string>>();

function foldersOf(all: readonly FunctionDefinition[]): ReadonlySet<string> {
  const known = uploaded.get(all) ?? new Set(all.flatMap(({ code }) => (code.kind === 'local' ? [code.path] : [])));
  uploaded.set(all, known);
  return known;
}

/** A function as if it were uploaded from a folder. */
export function inFolder(definition: FunctionDefinition, path: string): FunctionDefinition {
  return { ...definition, code: { kind: 'local', path, written: path === '' ? '.' : path, isImplicit: true, at: definition.at } };
}

/** From how many places the functions of a template get a module of one name, whatever folder it is in. */
const placesOf = new WeakMap<TemplateFacts, ReadonlyMap<string, ReadonlySet<string>>>();

function isOnlyOfHandler({ scope, handler }: FunctionDefinition): boolean {
  const places = placesOf.get(scope.template) ?? modulePlaces(scope);
  placesOf.set(scope.template, places);
  return places.get(moduleName(known(handler) ?? ''))?.size === 1 && !places.has('');
}

/** Under '' those that are not written as one text. Functions of one archive may share a module. */
function modulePlaces(scope: FunctionDefinition['scope']): ReadonlyMap<string, ReadonlySet<string>> {
  const places = new Map<string, Set<string>>();
  for (const { type, properties } of scope.template.resources) {
    if (type !== 'AWS::Lambda::Function' && type !== 'AWS::Serverless::Function') continue;
    const written = member(scope, properties, 'Handler');
    const name = written?.kind === 'scalar' ? moduleName(written.text) : '';
    const known = places.get(name) ?? new Set();
    places.set(name, known.add(asWritten(member(scope, properties, type === 'AWS::Lambda::Function' ? 'Code' : 'CodeUri'))));
  }
  return places;
}

/** The same for what is written alike: where it stands are its only numbers. */
function asWritten(value: TemplateValue | undefined): string {
  return value === undefined ? '' : JSON.stringify(value, (_name, one: unknown) => (typeof one === 'number' ? undefined : one));
}

/** `index` of `src/index.handler` and of `src.index.handler`. */
function moduleName(handler: string): string {
  return handler.split(/[./]/).at(-2) ?? '';
}

interface Archive {
  readonly name: string;
  readonly reason: string;
  /** A common name may be enough where there is one such function and one such module. */
  readonly mayBeAlone: boolean;
}

function archiveOf({ code }: FunctionDefinition): Archive | undefined {
  if (code.kind === 'unknown') return code.stored === undefined ? undefined : { name: code.stored, reason: code.reason, mayBeAlone: true };
  const name = code.kind === 'local' ? archiveName(baseName(code.path)) : undefined;
  return name === undefined ? undefined : { name, reason: 'its code is an archive', mayBeAlone: false };
}

/** `isOpen`: several could be meant. */
interface StoredFolder {
  readonly folder?: string | undefined;
  readonly isOpen?: true;
}

/** `start`: the folder of a template for which the only module of a common name counts. */
function folderOf(language: string, module: string, names: ReadonlySet<string>, { levels, isCut }: Neighbourhood, start: string | undefined): StoredFolder {
  const ending = `/${module}`;
  const isRare = !isCommon(module);
  const folders = new Set<string>();
  let near: string | undefined;
  for (const [level, files] of levels.entries()) {
    for (const file of files.get(`${language} ${baseName(module)}`) ?? []) if (`/${file}`.endsWith(ending)) folders.add(file.slice(0, Math.max(0, file.length - ending.length)));
    const named = [...folders].filter((folder) => isCalled(folder, module, names));
    const [only, other] = named.length > 0 ? named : isRare ? folders : [];
    if (only !== undefined) return other === undefined ? { folder: only } : { isOpen: true };
    // In the folder of the template, or in the one around it.
    if (level <= 1) near = [...folders][0];
  }
  if (start === undefined || near === undefined || isCut || folders.size > 1) return {};
  // Any other folder tells of what it holds, which would be another function.
  const beside = [start, parentFolder(start)];
  return beside.includes(near) || (CODE_FOLDER.test(baseName(near)) && beside.includes(parentFolder(near))) ? { folder: near } : {};
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
 * The folder that an archive is made of, as far as names tell, for a template in the folder `start`. `below`: that folder and those in it
 * are all that is looked through; `alone`: the only module of a common name counts, too.
 */
export type FindStored = (start: string, language: FileRequest['language'], module: string, archive: string, extent: 'around' | 'below' | 'alone') => {
  readonly file?: FoundSource;
  /** Several could be meant, or more folders would have to be looked through. */
  readonly isOpen: boolean;
  readonly isCut: boolean;
};

export function createFindStored(source: FileSource): FindStored {
  const neighbourhoods = new Map<string, Neighbourhood>();
  return (start, language, module, archive, extent) => {
    const key = `${extent === 'below' ? 'below' : 'around'} ${start}`;
    const neighbourhood = neighbourhoods.get(key) ?? lookAround(source, start, extent === 'below');
    neighbourhoods.set(key, neighbourhood);
    const { folder, isOpen = false } = folderOf(language, module, namesOf(archive), neighbourhood, extent === 'alone' ? start : undefined);
    const file = folder === undefined ? undefined : fileOf(source, joinPath(folder, module), EXTENSIONS[language]);
    return { ...(folder !== undefined && file !== undefined ? { file: { folder, file } } : {}), isOpen, isCut: neighbourhood.isCut };
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
        else if (kind === 'folder' && path !== seen && !isSkipped(name) && !isOutput(name) && !OTHER_FOLDER.test(name)) pending.push(path);
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

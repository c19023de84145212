import type { TemplateFacts } from '../facts/model.js';
import { member } from '../project/evaluate.js';
import { requestHandler } from '../project/handler-request.js';
import type { FileRequest } from '../project/handler-request.js';
import { archiveName } from '../project/code-location.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import { baseName, parentFolder } from '../project/paths.js';
import { known } from '../resolved.js';
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
 * Looks for the source of a function whose code is in a bucket or in an archive; undefined for all others. Whatever puts code in place of what stands in
 * the template often completes the role, too: that is not looked for.
 * The next folder around the template that has the handler's module counts: one in a folder with the name of the archive, or the only one where few modules
 * would have that name, or where no other function of the template could be meant.
 */
export function sourceOfStored(source: FileSource, find: FindStored, definition: FunctionDefinition): StoredCode | undefined {
  const stored = archiveOf(definition);
  if (!stored) return undefined;
  const inFolder = (path: string): FunctionDefinition => ({ ...definition, code: { kind: 'local', path, written: path === '' ? '.' : path, isImplicit: true, at: definition.at } });
  const request = requestHandler(inFolder(''));
  if (request.kind !== 'files') return undefined;
  const start = parentFolder(definition.scope.template.path);
  // What is built is packed with the folder that it is built to.
  const modules = request.language === 'javascript' ? [...new Set([request.module, withoutOutput(request.module)])] : [request.module];
  const isAlone = stored.mayBeAlone && isOnlyOfHandler(definition);
  const found = modules.map((module) => find(start, request.language, module, stored.name, isAlone ? 'alone' : 'around'));
  const hit = found.find(({ folder }) => folder !== undefined);
  if (hit?.folder !== undefined && holdsHandler(source, request, hit.folder, hit.isAlone)) return { definition: inFolder(hit.folder) };
  return { reason: found.some(({ isCut }) => isCut) ? `${stored.reason}, and ${MAX_FOLDERS} folders were looked through for its source` : stored.reason };
}

/** Folders that builds write to, as a path begins with them. */
const OUTPUT = /^\.?(?:aws-sam|dist|build|built|out|output|target|bin|lib|bundles?|release|compiled)(?:\/|$)/i;

export function isOutput(path: string): boolean {
  return OUTPUT.test(path);
}

export function withoutOutput(module: string): string {
  const rest = module.replace(OUTPUT, '');
  return rest === '' ? module : rest;
}

/** How many functions of a template have a handler of one text. */
const handlersOf = new WeakMap<TemplateFacts, ReadonlyMap<string, number>>();

function isOnlyOfHandler({ scope, handler }: FunctionDefinition): boolean {
  const counts = handlersOf.get(scope.template) ?? countHandlers(scope);
  handlersOf.set(scope.template, counts);
  return counts.get(known(handler) ?? '') === 1 && !counts.has('');
}

/** Under '' those that are not written as one text. */
function countHandlers(scope: FunctionDefinition['scope']): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { type, properties } of scope.template.resources) {
    if (type !== 'AWS::Lambda::Function' && type !== 'AWS::Serverless::Function') continue;
    const written = member(scope, properties, 'Handler');
    const text = written?.kind === 'scalar' ? written.text : '';
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

function holdsHandler(source: FileSource, request: FileRequest, folder: string, isAlone = false): boolean {
  const file = request.candidates.map((path) => (folder === '' ? path : `${folder}/${path}`)).find((path) => source.kind(path) === 'file');
  return file !== undefined && namesHandler(source, request, file) && (!isAlone || request.language === 'python' || exportsHandler(source, request, file));
}

/** Any page of a web site has the word `handler` and an export of its own. */
function exportsHandler(source: FileSource, { exportName }: FileRequest, file: string): boolean {
  const name = /^\w+/.exec(exportName)?.[0] ?? '';
  return new RegExp(`\\bexports\\.${name}\\b|\\bexport\\s+(?:(?:const|let|var|async\\s+function|function)\\s+${name}\\b|\\{[^{}]{0,500}\\b${name}\\b)|\\bmodule\\.exports\\s*=\\s*\\{[^{}]{0,500}\\b${name}\\b`).test(source.read(file) ?? '');
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

/** `isOpen`: several could be meant; `isAlone`: the name is a common one, and no other module around has it. */
interface StoredFolder {
  readonly folder?: string | undefined;
  readonly isOpen?: true;
  readonly isAlone?: true;
}

/** `start`: the folder of a template for which the only module of a common name counts. */
function folderOf(language: string, module: string, names: ReadonlySet<string>, { levels, isCut }: Neighbourhood, start: string | undefined): StoredFolder {
  const ending = `/${module}`;
  const isRare = module.split('/').some((name) => !COMMON.test(name));
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
  return beside.includes(near) || (CODE_FOLDER.test(baseName(near)) && beside.includes(parentFolder(near))) ? { folder: near, isAlone: true } : {};
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
export type FindStored = (start: string, language: string, module: string, archive: string, extent: 'around' | 'below' | 'alone') => StoredFolder & { readonly isCut: boolean };

export function createFindStored(source: FileSource): FindStored {
  const neighbourhoods = new Map<string, Neighbourhood>();
  return (start, language, module, archive, extent) => {
    const key = `${extent === 'below' ? 'below' : 'around'} ${start}`;
    const neighbourhood = neighbourhoods.get(key) ?? lookAround(source, start, extent === 'below');
    neighbourhoods.set(key, neighbourhood);
    return { ...folderOf(language, module, namesOf(archive), neighbourhood, extent === 'alone' ? start : undefined), isCut: neighbourhood.isCut };
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

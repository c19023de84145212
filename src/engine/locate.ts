import { sourceOfBuilt } from './built-code.js';
import { editedSource } from './compiled-from.js';
import { mayBeOutput } from './folder-names.js';
import { readImage } from './image-code.js';
import { hasOtherBuild } from './packaging/surroundings.js';
import { isBundled } from './script-kind.js';
import { inFolder, sourceOfStored } from './stored-code.js';
import type { FindStored, FoundSource } from './stored-code.js';
import { requestHandler } from '../project/handler-request.js';
import type { ImageFile, LocatedHandler } from '../project/files.js';
import type { FileRequest, HandlerRequest } from '../project/handler-request.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import { baseName, joinPath, parentFolder } from '../project/paths.js';
import { displayText } from '../project/text.js';
import { known, possibilities } from '../resolved.js';
import type { FileSource } from '../source/file-source.js';

const BUILD_FILE = /^(?:tsconfig.*\.json|(?:webpack|rollup|vite|esbuild|tsup|rspack)\..*|build\.[cm]?[jt]s|Makefile|Gruntfile.*|gulpfile.*|nx\.json|turbo\.json)$/;
const BUILD_SCRIPT = /"(?:build|compile|bundle|prepack|prepare|package)[\w:-]*"\s*:/;

/** Layers that AWS publishes: libraries and extensions, none of which brings a handler. */
const LIBRARY_LAYER = /:layer:(?:AWS|Lambda)[^:]*:/;

/** Where the code of a function is. */
export interface FoundCode {
  readonly image: ImageFile | undefined;
  readonly request: HandlerRequest;
  readonly located: LocatedHandler;
}

/** Finds the file that holds the handler of a function, one of `all` of a project, or says why it cannot be told. */
export function locateHandler(source: FileSource, stored: FindStored, definition: FunctionDefinition, all: readonly FunctionDefinition[]): FoundCode {
  const image = readImage(source, definition);
  const archived = image ? undefined : sourceOfStored(source, stored, definition, all);
  if (archived && 'reason' in archived) return { image: undefined, request: { kind: 'unknown', reason: archived.reason }, located: { state: 'unknown', reason: archived.reason } };
  const uploaded = image?.definition ?? (archived ? inFolder(definition, archived.folder) : definition);
  const request = requestHandler(uploaded);
  if (archived) return { image: undefined, request, located: soughtIn(archived, request) };
  const located = locate(source, uploaded, request);
  if (image) return { image: image.image, request, located: located.state === 'found' ? located : { state: 'unknown', reason: located.state === 'missing' ? 'it runs a container image' : located.reason } };
  if (located.state !== 'unbuilt') return { image: undefined, request, located };
  const built = request.kind === 'files' ? sourceOfBuilt(source, stored, definition, request) : undefined;
  if (!built || request.kind !== 'files') return { image: undefined, request, located: { state: 'unknown', reason: located.reason } };
  // Python looks for modules from the folder that the handler's module counts from; scripts know their own place.
  return { image: undefined, request: request.language === 'python' ? { ...request, folder: built.folder } : request, located: soughtIn(built, request) };
}

function soughtIn({ file }: FoundSource, request: HandlerRequest): LocatedHandler {
  return { state: 'found', file, exportName: request.kind === 'files' ? request.exportName : '', isInferred: true, isSought: true };
}

/** Unbuilt: a build may write the file where the handler names it. */
type Located = LocatedHandler | { readonly state: 'unbuilt'; readonly reason: string };

function locate(source: FileSource, definition: FunctionDefinition, request: HandlerRequest): Located {
  switch (request.kind) {
    case 'unknown':
      return { state: 'unknown', reason: request.reason };
    case 'malformed':
      return { state: 'missing', reason: request.reason };
    case 'inline':
      return { state: 'found', file: request.modulePath, exportName: request.exportName };
    case 'files':
      return locateFile(source, request, definition);
  }
}

function locateFile(source: FileSource, request: FileRequest, definition: FunctionDefinition): Located {
  const own = request.candidates.find((path) => source.kind(path) === 'file');
  const edited = request.language === 'javascript' && (own === undefined || /\.[cm]?jsx?$/.test(own)) ? editedSource(source, request, own) : undefined;
  const file = edited?.file ?? own;
  if (file !== undefined) {
    const isInferred = own === undefined && definition.buildMethod !== 'esbuild';
    return { state: 'found', file, exportName: request.exportName, ...(isInferred ? { isInferred } : {}), ...(edited?.isSought ? { isSought: true } : {}) };
  }
  if (request.isOpen) return { state: 'unbuilt', reason: 'a makefile builds it' };
  if (isHidden(source, request)) return { state: 'unknown', reason: 'its file may not be read' };
  const elsewhere = providedElsewhere(source, request, definition);
  if (elsewhere !== undefined) return { state: 'unknown', reason: elsewhere };
  const build = maybeBuilt(source, request, definition);
  if (build !== undefined) return { state: 'unbuilt', reason: build };
  const other = otherCase(source, request);
  if (other === undefined || definition.code.kind !== 'local') return { state: 'missing', reason: missingWords(request, definition) };
  return { state: 'missing', reason: `there is no folder '${baseName(request.folder)}', only '${other}'`, at: definition.code.at };
}

/** A link that leaves the repository, or a file without the right to read it: it is there, and told as a problem. */
function isHidden(source: FileSource, { candidates }: FileRequest): boolean {
  return source.trouble().some(({ path }) => candidates.some((file) => file === path || file.startsWith(`${path}/`)));
}

/** The file may come with a layer or a dependency: wrappers of monitoring tools keep the real handler in a variable. */
function providedElsewhere(source: FileSource, request: FileRequest, definition: FunctionDefinition): string | undefined {
  const { environment, layers } = definition;
  if (source.kind(request.asWritten) === 'file') return 'its handler is a file that a layer or an adapter starts';
  if (`/${request.module}/`.includes('/node_modules/')) return 'its handler comes with a dependency';
  if ([...(known(environment)?.keys() ?? [])].some((name) => name.endsWith('HANDLER'))) return 'a wrapper calls the handler that an environment variable names';
  if (layers.state === 'absent' || bundlesOwnHandler(definition)) return undefined;
  // Both runtimes look for the module in layers, too.
  const isElsewhere = source.kind(parentFolder(request.module)) !== 'folder';
  const isLibrary = known(layers)?.every((layer) => LIBRARY_LAYER.test(displayText(layer))) === true;
  return isElsewhere || !isLibrary ? 'a layer may bring its handler' : undefined;
}

/** Who has entry points bundled for a function starts one of them: a wrapper in a layer gets its name from a variable. */
function bundlesOwnHandler(definition: FunctionDefinition): boolean {
  const { buildMethod, entryPoints, environment } = definition;
  return buildMethod === 'esbuild' && entryPoints.length > 0 && environment.state !== 'unknown' && !mayNameEntryPoint(definition);
}

/** `orders`, `orders.handler` or what only deployment tells in a variable of whatever name, where 'orders.ts' is an entry point. */
function mayNameEntryPoint({ environment, entryPoints }: FunctionDefinition): boolean {
  const names = new Set(entryPoints.map((entry) => withoutExtension(baseName(entry))));
  return [...(known(environment)?.values() ?? [])].some(({ value }) => {
    const texts = possibilities(value).map((one) => one.value);
    return texts.length === 0 || texts.some((text) => text.some((part) => (typeof part === 'string' ? part.split(/[/\\:.]/).some((name) => names.has(name)) : part.kind === 'unknown')));
  });
}

/** An entry point of esbuild that may be the handler's, but is not there before another build, or is one of many that a pattern or a name means. */
function openEntryPoint(source: FileSource, request: FileRequest, { buildMethod, entryPoints }: FunctionDefinition): string | undefined {
  if (buildMethod !== 'esbuild') return undefined;
  const isOpen = (folder: string): boolean => mayBeOutput(folder) || source.kind(joinPath(request.folder, folder) ?? '') !== 'folder';
  const named = entryPoints.filter((entry) => isEntryPointOf(entry, request));
  return entryPoints.find((entry) => entry.includes('*')) ?? named.find((entry) => named.length > 1 || isOpen(parentFolder(entry)));
}

/** esbuild names what it writes after the entry point. */
function isEntryPointOf(entry: string, { module }: FileRequest): boolean {
  const name = baseName(module);
  return baseName(entry) === name || withoutExtension(baseName(entry)) === name;
}

function withoutExtension(name: string): string {
  return name.replace(/\.[cm]?[jt]sx?$/, '');
}

function maybeBuilt(source: FileSource, request: FileRequest, definition: FunctionDefinition): string | undefined {
  const { folder, written, module, language, isImplicit } = request;
  const { buildMethod } = definition;
  if (source.kind(folder) !== 'folder') return otherCase(source, request) === undefined ? `folder '${written}' does not exist; a build may make it` : undefined;
  const own = ownFolder(request);
  const entry = openEntryPoint(source, request, definition);
  if (entry !== undefined) return `entry point '${entry}' may come from a build`;
  if (mayBeOutput(own)) return `'${own}' looks like the output of a build`;
  const isThere = source.kind(parentFolder(module)) === 'folder';
  if (!isThere && language === 'javascript' && hasBuild(source, folder)) return `folder '${own}' does not exist; a build may make it`;
  if (isImplicit && !isProject(source, request)) return 'no code of a project lies beside the template';
  // What SAM bundles has the name of its entry point; others write `bundle.js` beside the sources.
  if (language === 'javascript' && buildMethod !== 'esbuild' && (isBundled(source, folder) || hasOtherBuild(source, folder))) return 'a bundler may write it';
  return holdsSource(source, request) ? undefined : `folder '${written}' holds no source of its language; a build may put it there`;
}

/** A folder beside the missing one that differs in letter case only and holds the handler: where it was written, the disk did not mind. */
function otherCase(source: FileSource, { folder, candidates }: FileRequest): string | undefined {
  const around = parentFolder(folder);
  const name = baseName(folder);
  return (source.list(around) ?? []).map((entry) => entry.name).find((other) => {
    if (other === name || other.toLowerCase() !== name.toLowerCase()) return false;
    const path = joinPath(around, other) ?? '';
    return candidates.some((candidate) => candidate.startsWith(`${folder}/`) && source.kind(path + candidate.slice(folder.length)) === 'file');
  });
}

/** Whether something is compiled or bundled in this folder or in one around it. */
function hasBuild(source: FileSource, folder: string): boolean {
  for (let current = folder; ; current = parentFolder(current)) {
    const names = fileNames(source, current);
    if (names.some((name) => BUILD_FILE.test(name))) return true;
    if (names.includes('package.json') && BUILD_SCRIPT.test(source.read(joinPath(current, 'package.json') ?? '') ?? '')) return true;
    if (current === '') return false;
  }
}

/** A template without `CodeUri` may be an excerpt beside other texts. It has code if the handler's folder is there, or a list of dependencies. */
function isProject(source: FileSource, { folder, module, language }: FileRequest): boolean {
  const manifest = language === 'python' ? /^(?:requirements\.txt|pyproject\.toml|Pipfile|setup\.py)$/ : /^package\.json$/;
  const own = parentFolder(module);
  return fileNames(source, own).some((name) => isSource(language, name)) && (own !== folder || fileNames(source, folder).some((name) => manifest.test(name)));
}

/** Without any source file of the language in the folder, whoever builds it puts the code there. */
function holdsSource(source: FileSource, { folder: start, language }: FileRequest): boolean {
  const pending = [start];
  for (let visited = 0; visited < 50; visited++) {
    const folder = pending.shift();
    if (folder === undefined) return false;
    for (const { name, kind } of source.list(folder) ?? []) {
      if (kind === 'file' && isSource(language, name)) return true;
      if (kind === 'folder' && name !== 'node_modules' && !name.startsWith('.')) pending.push(folder === '' ? name : `${folder}/${name}`);
    }
  }
  return false;
}

function isSource(language: FileRequest['language'], name: string): boolean {
  return language === 'python' ? name.endsWith('.py') : /\.[cm]?[jt]sx?$/.test(name);
}

function fileNames(source: FileSource, folder: string): readonly string[] {
  return (source.list(folder) ?? []).flatMap(({ name, kind }) => (kind === 'file' ? [name] : []));
}

function missingWords(request: FileRequest, { buildMethod, entryPoints }: FunctionDefinition): string {
  const name = baseName(request.module);
  const isOther = buildMethod === 'esbuild' && entryPoints.length > 0 && !entryPoints.some((entry) => isEntryPointOf(entry, request));
  if (isOther) return `no entry point of esbuild is called '${name}'`;
  const file = request.language === 'python' ? `file '${name}.py'` : `JavaScript or TypeScript file '${name}'`;
  return `there is no ${file} in '${ownFolder(request)}'`;
}

/** The folder of the handler's file, as people would write it. */
function ownFolder({ folder, written, module }: FileRequest): string {
  const below = parentFolder(module.slice(folder === '' ? 0 : folder.length + 1));
  const base = written.replace(/(?<!\/)\/+$/, '');
  if (below === '') return base;
  return base === '.' || base === '' ? below : `${base}/${below}`;
}

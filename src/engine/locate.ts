import { sourceOfBuilt } from './built-code.js';
import { mayBundle } from './bundled-sources.js';
import { editedSource } from './compiled-from.js';
import { readImage } from './image-code.js';
import { hasOtherBuild } from './packaging/surroundings.js';
import { isBundled } from './script-kind.js';
import { sourceOfStored } from './stored-code.js';
import type { FindStored } from './stored-code.js';
import { requestHandler } from '../project/handler-request.js';
import type { ImageFile, LocatedHandler } from '../project/files.js';
import type { FileRequest, HandlerRequest } from '../project/handler-request.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import { baseName, joinPath, parentFolder } from '../project/paths.js';
import { displayText } from '../project/text.js';
import { known, possibilities } from '../resolved.js';
import type { FileSource } from '../source/file-source.js';

/** Folders that builds write to: what is not there may be there after a build. */
const BUILD_FOLDER = /(?:^|\/)(?:\.?(?:aws-sam|dist|build|built|out|output|lib|target|bin|obj|publish|artifacts?|packages?|deploy|release|webpack|esbuild|layer|tmp|zip|code|functions?\.zip))(?:\/|$)/i;
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

/** Finds the file that holds the handler of a function, or says why it cannot be told. */
export function locateHandler(source: FileSource, stored: FindStored, definition: FunctionDefinition): FoundCode {
  const image = readImage(source, definition);
  const found = image ? undefined : sourceOfStored(source, stored, definition);
  if (found && 'reason' in found) return { image: undefined, request: { kind: 'unknown', reason: found.reason }, located: { state: 'unknown', reason: found.reason } };
  const uploaded = image?.definition ?? found?.definition ?? definition;
  const request = requestHandler(uploaded);
  const located = locate(source, uploaded, request, image ? 'image' : found ? 'archive' : 'folder');
  if (located.state !== 'unbuilt' || request.kind !== 'files') return { image: image?.image, request, located: asUnknown(located) };
  const built = sourceOfBuilt(source, stored, definition, request);
  if (!built) return { image: undefined, request, located: asUnknown(located) };
  // Python looks for modules from the folder that the handler's module counts from; scripts know their own place.
  const asBuilt = request.language === 'python' ? { ...request, folder: built.folder } : request;
  return { image: undefined, request: asBuilt, located: { state: 'found', file: built.file, exportName: request.exportName, isInferred: true, isSought: true } };
}

/** A file that a build may write to where the handler names it. */
type Located = LocatedHandler | { readonly state: 'unbuilt'; readonly reason: string };

function asUnknown(located: Located): LocatedHandler {
  return located.state === 'unbuilt' ? { state: 'unknown', reason: located.reason } : located;
}

/** What is not in the folder may be in the image, or in the archive. */
function locate(source: FileSource, definition: FunctionDefinition, request: HandlerRequest, uploaded: 'folder' | 'image' | 'archive'): Located {
  switch (request.kind) {
    case 'unknown':
      return { state: 'unknown', reason: request.reason };
    case 'malformed':
      return uploaded === 'image' ? { state: 'unknown', reason: 'it runs a container image' } : { state: 'missing', reason: request.reason };
    case 'inline':
      return { state: 'found', file: request.modulePath, exportName: request.exportName };
    case 'files': {
      const found = locateFile(source, request, definition);
      if (uploaded === 'image') return found.state === 'missing' ? { state: 'unknown', reason: 'it runs a container image' } : asUnknown(found);
      if (uploaded === 'archive') return found.state === 'found' ? { ...found, isInferred: true, isSought: true } : { state: 'unknown', reason: 'its code is an archive' };
      return found;
    }
  }
}

function locateFile(source: FileSource, request: FileRequest, definition: FunctionDefinition): Located {
  const file = request.candidates.find((path) => source.kind(path) === 'file');
  const edited = request.language === 'javascript' && (file === undefined || /\.[cm]?jsx?$/.test(file)) ? editedSource(source, request.module, file) : undefined;
  const best = edited ?? file;
  if (best !== undefined && (isOwn(file, request) || isOwn(best, request) || request.language === 'python' || definition.buildMethod === 'esbuild' || mayBundle(source, parentFolder(request.module), best))) {
    const isInferred = definition.buildMethod !== 'esbuild' && !isOwn(best, request) && (file === undefined || file === best);
    return { state: 'found', file: best, exportName: request.exportName, ...(isInferred ? { isInferred } : {}) };
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

/** The module itself, and not what it may be made from. */
function isOwn(file: string | undefined, { module }: FileRequest): boolean {
  return file?.startsWith(module) === true;
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
  return buildMethod === 'esbuild' && entryPoints.length > 0 && environment.state !== 'unknown' && !namesEntryPoint(definition);
}

/** `orders.handler` in a variable of whatever name, where 'orders.ts' is an entry point. */
function namesEntryPoint({ environment, entryPoints }: FunctionDefinition): boolean {
  const names = new Set(entryPoints.map((entry) => withoutExtension(baseName(entry))));
  return [...(known(environment)?.values() ?? [])].some(({ value }) => possibilities(value).some((one) => {
    const [, module] = /^(.+)\.\w+$/.exec(baseName(displayText(one.value))) ?? [];
    return module !== undefined && names.has(module);
  }));
}

/** An entry point of esbuild that may be the handler's, but is not there before another build, or is one of many that a pattern means. */
function openEntryPoint(source: FileSource, request: FileRequest, { buildMethod, entryPoints }: FunctionDefinition): string | undefined {
  if (buildMethod !== 'esbuild') return undefined;
  const isOpen = (folder: string): boolean => BUILD_FOLDER.test(folder) || source.kind(joinPath(request.folder, folder) ?? '') !== 'folder';
  return entryPoints.find((entry) => entry.includes('*') || (isEntryPointOf(entry, request) && isOpen(parentFolder(entry))));
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
  if (BUILD_FOLDER.test(own)) return `'${own}' looks like the output of a build`;
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

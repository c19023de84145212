import type { FunctionDefinition } from '../project/function-definition.js';
import { SCRIPT_EXTENSIONS } from '../project/handler-request.js';
import type { FileRequest } from '../project/handler-request.js';
import { baseName, joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { bundledFrom } from './bundled-from.js';
import { COMMON, isOutput, namesHandler, withoutOutput } from './stored-code.js';
import type { FindStored } from './stored-code.js';

/** What the module of a handler is called that has a folder of its own. */
const ENTRIES = ['index', 'handler', 'app', 'main'];
/** A part that something else fills in before the template is used. */
const TO_FILL_IN = /\$\{|\{\{|<%/;
const EXTENSIONS = { javascript: SCRIPT_EXTENSIONS, python: ['.py'] };

/** The file of a handler, and the folder that its module counts from. */
export interface BuiltFrom {
  readonly file: string;
  readonly folder: string;
}

/** What is looked for, in which folder. */
interface Wanted {
  readonly top: string;
  /** The module as the handler names it, without the folder that a build writes to. */
  readonly module: string;
  /** What the code folder is called, '' where that says nothing. */
  readonly name: string;
}

/**
 * The file that the code of a handler is built from, where its folder is not there before a build, or holds something else: what a bundler is told,
 * else the only one of its name below the next folder that is there, else the one that lies where the path would lead from a folder above the template.
 */
export function sourceOfBuilt(source: FileSource, find: FindStored, definition: FunctionDefinition, request: FileRequest): BuiltFrom | undefined {
  const { folder, written, module, language } = request;
  if (TO_FILL_IN.test(written)) return undefined;
  const top = nearestFolder(source, folder);
  const bundled = language === 'javascript' ? bundledFrom(source, top, module) : undefined;
  if (bundled !== undefined && namesHandler(source, request, bundled)) return { file: bundled, folder: parentFolder(bundled) };
  const own = below(folder, module);
  const wanted = { top, module: language === 'javascript' ? withoutOutput(own) : own, name: top === folder || isOutput(baseName(folder)) ? '' : baseName(folder) };
  const found = findByName(source, find, request, wanted) ?? (source.kind(folder) === undefined ? fromAbove(source, definition, request) : undefined);
  return found && namesHandler(source, request, found.file) ? found : undefined;
}

/** A common name needs the name of the code folder around it. Where several could be meant, none is. */
function findByName(source: FileSource, find: FindStored, { language }: FileRequest, { top, module, name }: Wanted): BuiltFrom | undefined {
  const ask = (wanted: string, archive: string): readonly (BuiltFrom | undefined)[] => {
    const { folder, isOpen, isCut } = find(top, language, wanted, archive, 'below');
    if (isOpen || isCut) return [undefined, undefined];
    const file = folder === undefined ? undefined : fileOf(source, language, joinPath(folder, wanted));
    return file === undefined || folder === undefined ? [] : [{ file, folder }];
  };
  const exact = ask(module, name);
  const [only, ...others] = exact.length > 0 ? exact : namesFor(module, name).flatMap((one) => ask(one, ''));
  return others.length === 0 ? only : undefined;
}

/** A bundler that makes one file of a function often names it after its folder: `src/orders/handler` for `orders`, or for `orders/index`. */
function namesFor(module: string, name: string): readonly string[] {
  const last = baseName(module);
  const named = COMMON.test(last) ? (module === last ? name : '') : last;
  return named === '' || COMMON.test(named) ? [] : [...ENTRIES.map((entry) => `${named}/${entry}`), named];
}

/** `sam build` and `package` may be told to count the paths of a template from elsewhere. */
function fromAbove(source: FileSource, { scope }: FunctionDefinition, { folder, module, language }: FileRequest): BuiltFrom | undefined {
  const around = parentFolder(scope.template.path);
  if (around === '' || !folder.startsWith(`${around}/`)) return undefined;
  const path = below(around, module);
  if (path.split('/').every((name) => COMMON.test(name))) return undefined;
  for (let above = parentFolder(around); ; above = parentFolder(above)) {
    const file = fileOf(source, language, joinPath(above, path));
    if (file !== undefined) return { file, folder: joinPath(above, below(around, folder)) ?? above };
    if (above === '') return undefined;
  }
}

function nearestFolder(source: FileSource, start: string): string {
  let folder = start;
  while (folder !== '' && source.kind(folder) !== 'folder') folder = parentFolder(folder);
  return folder;
}

function below(folder: string, path: string): string {
  return folder === '' ? path : path.slice(folder.length + 1);
}

function fileOf(source: FileSource, language: FileRequest['language'], module: string | undefined): string | undefined {
  return module === undefined ? undefined : EXTENSIONS[language].map((extension) => module + extension).find((path) => source.kind(path) === 'file');
}

import type { FunctionDefinition } from '../project/function-definition.js';
import { SCRIPT_EXTENSIONS } from '../project/handler-request.js';
import type { FileRequest } from '../project/handler-request.js';
import { baseName, joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { fileOf } from './find-file.js';
import { isCommon, isOutput, withoutOutput } from './folder-names.js';
import { hasHandler } from './handler-text.js';
import type { FindStored, FoundSource } from './stored-code.js';

/** What the module of a handler is called that has a folder of its own. */
const ENTRIES = ['index', 'handler', 'app', 'main'];
/** A part that something else fills in before the template is used. */
const TO_FILL_IN = /\$\{|\{\{|<%/;

/**
 * The file that the code of a handler is built from by its name alone, where its folder is not there before a build, or holds something else: the only one of that
 * name below the next folder that is there, else the one that lies where the path would lead from a folder above the template.
 */
export function sourceOfBuilt(source: FileSource, find: FindStored, definition: FunctionDefinition, request: FileRequest): FoundSource | undefined {
  if (TO_FILL_IN.test(request.written)) return undefined;
  const found = findByName(source, find, request) ?? (source.kind(request.folder) === undefined ? fromAbove(source, definition, request) : undefined);
  return found && hasHandler(source, request, found.file) ? found : undefined;
}

/** A common name needs the name of the code folder around it. Where several could be meant, none is. */
function findByName(source: FileSource, find: FindStored, { folder, module, language }: FileRequest): FoundSource | undefined {
  let top = folder;
  while (top !== '' && source.kind(top) !== 'folder') top = parentFolder(top);
  const name = top === folder || isOutput(baseName(folder)) ? '' : baseName(folder);
  const own = language === 'javascript' ? withoutOutput(below(folder, module)) : below(folder, module);
  const ask = (wanted: string, archive: string): readonly (FoundSource | undefined)[] => {
    const { file, isOpen, isCut } = find(top, language, wanted, archive, 'below');
    return isOpen || isCut ? [undefined, undefined] : file ? [file] : [];
  };
  const exact = ask(own, name);
  const [only, ...others] = exact.length > 0 ? exact : namesFor(own, name).flatMap((one) => ask(one, ''));
  return others.length === 0 ? only : undefined;
}

/** A bundler that makes one file of a function often names it after its folder: `src/orders/handler` for `orders`, or for `orders/index`. */
function namesFor(module: string, name: string): readonly string[] {
  const last = baseName(module);
  const named = isCommon(last) ? (module === last ? name : '') : last;
  return named === '' || isCommon(named) ? [] : [...ENTRIES.map((entry) => `${named}/${entry}`), named];
}

/** `sam build` may be told to count the paths of a template from another folder: one above it that has the file, and no template of its own that counts from there. */
function fromAbove(source: FileSource, { scope }: FunctionDefinition, { folder, module, language }: FileRequest): FoundSource | undefined {
  const around = parentFolder(scope.template.path);
  if (around === '' || !folder.startsWith(`${around}/`)) return undefined;
  const path = below(around, module);
  // What a build wrote there is of something else.
  if (isCommon(path) || path.split('/').some(isOutput)) return undefined;
  const found: FoundSource[] = [];
  for (let above = parentFolder(around); ; above = parentFolder(above)) {
    const file = fileOf(source, joinPath(above, path), language === 'python' ? ['.py'] : SCRIPT_EXTENSIONS);
    if (file !== undefined) found.push({ file, folder: joinPath(above, below(around, folder)) ?? above });
    if (file !== undefined && hasTemplate(source, above)) return undefined;
    if (above === '') return found.length === 1 ? found[0] : undefined;
  }
}

function hasTemplate(source: FileSource, folder: string): boolean {
  return (source.list(folder) ?? []).some(({ name }) => /\.template$/i.test(name) || (/template/i.test(name) && /\.(?:ya?ml|json)$/i.test(name)));
}

function below(folder: string, path: string): string {
  return folder === '' ? path : path.slice(folder.length + 1);
}

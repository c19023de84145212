import type { FileRequest } from '../project/handler-request.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import { layerContents } from '../project/layer-contents.js';
import { parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { otherLists, requiredFolders } from './packaging/requirements.js';

/**
 * The folders of the repository that are on Python's path when the function runs: its code, then the layers that its template
 * defines, then what its lists for pip install from the repository. A layer's code stands in `python/`; SAM moves it there when it builds the layer.
 */
export function pythonRoots(source: FileSource, definition: FunctionDefinition, { folder }: FileRequest): readonly string[] {
  const contents = layerContents(definition).toReversed().map(({ path }) => path);
  const around = parentFolder(definition.scope.template.path);
  const isApart = (path: string): boolean => path !== '' && !`${folder}/`.startsWith(`${path}/`);
  const beside = otherLists(source, folder, [folder, parentFolder(folder), around]).flatMap((list) => requiredFolders(source, list, around)).filter(isApart);
  const required = [...requiredFolders(source, join(folder, 'requirements.txt'), around), ...beside];
  // A build of its own and a `src` folder put into the package what stands below.
  return [...new Set([folder, ...contents.flatMap((path) => [join(path, 'python'), path]), join(folder, 'src'), ...required.flatMap((path) => [path, join(path, 'src')])])];
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

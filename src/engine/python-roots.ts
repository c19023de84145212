import type { FileRequest } from '../project/handler-request.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import { layerContents } from '../project/layer-contents.js';

/**
 * The folders of the repository that are on Python's path when the function runs: its code, then the layers that its template
 * defines. A layer's code stands in `python/`; SAM moves it there when it builds the layer.
 */
export function pythonRoots(definition: FunctionDefinition, { folder }: FileRequest): readonly string[] {
  const contents = layerContents(definition).toReversed().map(({ path }) => path);
  // A build of its own and a `src` folder put into the package what stands below.
  return [...new Set([folder, ...contents.flatMap((path) => [join(path, 'python'), path]), join(folder, 'src')])];
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

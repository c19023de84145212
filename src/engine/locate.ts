import { requestHandler } from '../project/files.js';
import type { HandlerRequest, LocatedHandler } from '../project/files.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import type { FileSource } from '../source/file-source.js';

type FileRequest = Extract<HandlerRequest, { kind: 'files' }>;

/** Folders that builds write to: what is not there may be there after a build. */
const BUILD_FOLDER = /(?:^|\/)(?:\.?(?:aws-sam|dist|build|built|out|output|lib|target|bin|obj|publish|artifacts?|packages?|deploy|release|webpack|esbuild|layer|tmp|zip|code|functions?\.zip))(?:\/|$)/i;

/** Finds the file that holds the handler of a function, or says why it cannot be told. */
export function locateHandler(source: FileSource, definition: FunctionDefinition): { readonly request: HandlerRequest; readonly located: LocatedHandler } {
  const request = requestHandler(definition);
  switch (request.kind) {
    case 'unknown':
      return { request, located: { state: 'unknown', reason: request.reason } };
    case 'malformed':
      return { request, located: { state: 'missing', reason: request.reason } };
    case 'inline':
      return { request, located: { state: 'found', file: request.modulePath, exportName: request.exportName } };
    case 'files':
      return { request, located: locateFile(source, request) };
  }
}

function locateFile(source: FileSource, request: FileRequest): LocatedHandler {
  const file = request.candidates.find((path) => source.stat(path)?.kind === 'file');
  if (file !== undefined) return { state: 'found', file, exportName: request.exportName };
  if (source.stat(request.asWritten)?.kind === 'file') return { state: 'unknown', reason: 'its handler is a file that a layer or an adapter starts' };
  if (source.stat(request.folder)?.kind !== 'folder') return { state: 'unknown', reason: `folder '${request.written}' does not exist; a build may make it` };
  if (BUILD_FOLDER.test(request.written)) return { state: 'unknown', reason: `'${request.written}' looks like the output of a build` };
  if (!holdsSource(source, request)) return { state: 'unknown', reason: `folder '${request.written}' holds no source of its language; a build may put it there` };
  return { state: 'missing', reason: `none of its files in '${request.written}' fits` };
}

/** Without any source file of the language in the folder, whoever builds it puts the code there. */
function holdsSource(source: FileSource, request: FileRequest): boolean {
  const ending = request.language === 'python' ? /\.py$/ : /\.[cm]?[jt]sx?$/;
  const pending = [request.folder];
  for (let visited = 0; visited < 50; visited++) {
    const folder = pending.shift();
    if (folder === undefined) return false;
    for (const { name, kind } of source.list(folder) ?? []) {
      if (kind === 'file' && ending.test(name)) return true;
      if (kind === 'folder' && name !== 'node_modules' && !name.startsWith('.')) pending.push(folder === '' ? name : `${folder}/${name}`);
    }
  }
  return false;
}

import { layerContents } from '../project/layer-contents.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import { joinPath } from '../project/paths.js';
import { known } from '../resolved.js';
import type { FileSource } from '../source/file-source.js';

/** Imports that begin so are looked for in the folder; those that begin with nothing are packages. */
export type ScriptRoot = readonly [beginning: string, folder: string];

/**
 * Where a script finds what the layers of its function hold that the template defines: the last layer wins, and Node looks for packages
 * in `node_modules`. Source: docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html, table of layer paths.
 */
export function scriptRoots(source: FileSource, definition: FunctionDefinition): readonly ScriptRoot[] {
  const layers = layerContents(definition).toReversed();
  const mounted = layers.flatMap(({ path, mounts }) => mounts.map((mount): ScriptRoot => [`${mount}/`, path]));
  const version = /^nodejs\d+/.exec(known(definition.runtime) ?? '')?.[0].replace('js', '') ?? 'node';
  const installed = [`/opt/nodejs/${version}/node_modules`, '/opt/nodejs/node_modules'].flatMap((searched) => mounted.flatMap((root) => below(root, searched) ?? []));
  return [...mounted, ...installed.filter((folder) => source.kind(folder) === 'folder').map((folder): ScriptRoot => ['', folder])];
}

/** The path below a root that an import means; undefined for what is elsewhere, as `/opt/../orders`. */
export function below([beginning, folder]: ScriptRoot, specifier: string): string | undefined {
  const path = `${specifier}/`.startsWith(beginning) ? joinPath(folder, specifier.slice(beginning.length)) : undefined;
  return path !== undefined && (folder === '' || path === folder || path.startsWith(`${folder}/`)) ? path : undefined;
}

import { member } from '../project/evaluate.js';
import { functionKey } from '../project/files.js';
import type { ProjectFiles } from '../project/files.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import { layerContent } from '../project/layer-contents.js';
import type { FileSource } from '../source/file-source.js';

/** A program of the layer that runs by itself, or what may build one. */
const STARTS = /^(?:extensions|Makefile|Dockerfile|go\.mod|Cargo\.toml|.*\.(?:sh|zip|go|rs))$/;

/** Whether a layer of the template holds modules only, looked up when a rule asks. */
export function createLayerReader(source: FileSource, definitions: readonly FunctionDefinition[]): ProjectFiles['isPlainLayer'] {
  const byKey = new Map(definitions.map((definition) => [functionKey(definition), definition]));
  return (key, logicalId) => {
    const definition = byKey.get(key);
    const folder = definition && layerContent(definition, logicalId)?.path;
    const entries = folder === undefined ? undefined : source.list(folder);
    if (!definition || !entries || entries.length === 0) return false;
    const method = member(definition.scope, definition.scope.resources.get(logicalId)?.metadata, 'BuildMethod');
    const isBuiltOtherwise = method !== undefined && !(method.kind === 'scalar' && /^(?:python|nodejs)/.test(method.text));
    return !isBuiltOtherwise && !entries.some(({ name }) => STARTS.test(name));
  };
}

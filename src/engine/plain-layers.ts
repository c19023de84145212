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
    const layer = definition && layerContent(definition, logicalId);
    const entries = layer && source.list(layer.path);
    // With several mounts, something else than a language's own tool builds it.
    return layer !== undefined && layer.mounts.length === 1 && entries !== undefined && entries.length > 0 && !entries.some(({ name }) => STARTS.test(name));
  };
}

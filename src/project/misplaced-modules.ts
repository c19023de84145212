import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { files } from './files.js';
import type { MisplacedModule } from './files.js';
import { functions, runsRuntime } from './functions.js';
import type { LambdaFunction } from './functions.js';

/** A layer with modules that functions import and do not find. */
export interface MisfiledLayer {
  readonly layer: string;
  readonly at: Location;
  readonly modules: readonly MisplacedModule[];
  readonly imports: readonly Location[];
  readonly owners: readonly LambdaFunction[];
}

/** Layers whose modules stand where the runtime of the functions that import them does not look, once for each content. */
export const misfiledLayers = defineAnalysis({
  name: 'misfiledLayers',
  requires: { files, functions },
  run: ({ files: { misplacedInLayer, resolutions, modules }, functions: all }): readonly MisfiledLayer[] => {
    const groups = new Map<string, { readonly first: MisplacedModule; readonly modules: Map<string, MisplacedModule>; readonly imports: Map<string, Location>; readonly owners: Set<LambdaFunction> }>();
    for (const fn of all) {
      if (!runsRuntime(fn) || fn.layers.state === 'absent') continue;
      for (const { specifier, isConditional, at } of fn.handlerCode?.imports ?? []) {
        const isPython = modules.get(at.path)?.language === 'python';
        // Python modules are found in layers wherever they stand, so that code can be followed.
        if (isConditional || specifier.startsWith('.') || (!isPython && resolutions.get(at.path)?.has(specifier))) continue;
        const found = misplacedInLayer(fn.key, specifier, at.path, fn.handlerCode?.modules ?? []);
        if (!found) continue;
        const key = `${found.layerAt.path}:${found.layerAt.start}`;
        const group = groups.get(key) ?? { first: found, modules: new Map(), imports: new Map(), owners: new Set() };
        groups.set(key, group);
        group.modules.set(found.name, found);
        group.imports.set(`${at.path}:${at.start}`, at);
        group.owners.add(fn);
      }
    }
    return [...groups.values()].map(({ first: { layer, layerAt }, modules: held, imports, owners }) => ({ layer, at: layerAt, modules: [...held.values()], imports: [...imports.values()], owners: [...owners] }));
  },
});

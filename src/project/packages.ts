import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { known } from '../resolved.js';
import { definitions } from './definitions.js';
import { files, functionKey } from './files.js';
import type { PackageContent } from './files.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { layerContents } from './layer-contents.js';

/** What would be uploaded, with the place that says so and the functions that get it. */
export interface CodePackage {
  /** `CodeUri` as written, else the function. */
  readonly at: Location;
  readonly content: PackageContent;
  /** The most that the layers of one of them add, as far as they are in the tree; measured on demand. */
  readonly layerBytes: () => number;
  readonly owners: readonly LambdaFunction[];
  /** Source is shipped as it is to all of them: Node.js, Python, Ruby. */
  readonly isInterpreted: boolean;
}

/** The packages of all functions whose code is in the working tree as it would be uploaded, one for each place that names one. */
export const packages = defineAnalysis({
  name: 'packages',
  requires: { files, functions, definitions },
  run: ({ files: { packageOf, layerFilesOf }, functions: all, definitions: templates }): readonly CodePackage[] => {
    const layers = new Map(templates.flatMap((template) => template.functions.map((definition) => [functionKey(definition), layerContents(definition)])));
    const layerBytesOf = (key: string): number => (layers.get(key) ?? []).flatMap(({ path }) => layerFilesOf(path)).reduce((sum, { bytes }) => sum + bytes, 0);
    const byPlace = new Map<string, CodePackage>();
    for (const fn of all) {
      const content = packageOf(fn.key);
      if (!content || fn.code.kind !== 'local') continue;
      const at = fn.code.isImplicit ? fn.at : fn.code.at;
      const isInterpreted = /^(?:nodejs|python|ruby)/.test(known(fn.runtime) ?? '');
      const key = `${at.path}:${at.start}`;
      const group = byPlace.get(key);
      const owners = [...(group?.owners ?? []), fn];
      const layerBytes = (): number => Math.max(group?.layerBytes() ?? 0, layerBytesOf(fn.key));
      byPlace.set(key, { at, content, layerBytes, owners, isInterpreted: isInterpreted && group?.isInterpreted !== false });
    }
    return [...byPlace.values()];
  },
});

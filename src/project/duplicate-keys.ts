import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { files } from './files.js';

/** A key that one map of a template holds twice. */
export interface DuplicateKey {
  readonly key: string;
  readonly first: Location;
  readonly second: Location;
}

export const duplicateKeys = defineAnalysis({
  name: 'duplicateKeys',
  requires: { files },
  run: ({ files: { templates } }): readonly DuplicateKey[] =>
    templates.flatMap(({ path, duplicateKeys: facts }) => facts.map(({ key, first, second }) => ({ key, first: { path, ...first }, second: { path, ...second } }))),
});

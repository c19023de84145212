import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { known } from '../resolved.js';
import { files } from './files.js';
import type { PackageContent } from './files.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';

/** What would be uploaded for a function, with the place that says so. */
export interface FunctionPackage {
  readonly fn: LambdaFunction;
  /** `CodeUri` as written, else the function. */
  readonly at: Location;
  readonly content: PackageContent;
  /** Source is shipped as it is: Node.js, Python, Ruby. */
  readonly isInterpreted: boolean;
}

/** The packages of all functions whose code is in the working tree as it would be uploaded. */
export const packages = defineAnalysis({
  name: 'packages',
  requires: { files, functions },
  run: ({ files: { packageOf }, functions: all }): readonly FunctionPackage[] =>
    all.flatMap((fn): FunctionPackage[] => {
      const content = packageOf(fn.key);
      if (!content || fn.code.kind !== 'local') return [];
      const isWritten = fn.code.at.end > 0;
      return [{ fn, at: isWritten ? fn.code.at : fn.at, content, isInterpreted: /^(?:nodejs|python|ruby)/.test(known(fn.runtime) ?? '') }];
    }),
});

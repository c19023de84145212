import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { known } from '../resolved.js';
import { files } from './files.js';
import type { PackageFormat } from './files.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { detectsModules } from './module-formats.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { isSdk } from './unsupplied-imports.js';
import { packageName } from './supply.js';

/** A package that a script loads with `require`, which fails. */
export interface UnrequirablePackage {
  readonly at: Location;
  readonly specifier: string;
  /** It has nothing for `require` at all, whatever the runtime. */
  readonly isUnexported: boolean;
}

/**
 * Up to 18 Node cannot; on 20 and 22 Lambda switches it off. Of later ones its guide says nothing.
 * Source: docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html, experimental features, 2025-09; aws-lambda-nodejs-runtime-interface-client#138.
 */
const REQUIRES_COMMON_JS = /^nodejs(?:1[2468]|20|22)\.x$/;

/** Packages of ES modules that CommonJS scripts require as they are loaded, each once. */
export const unrequirablePackages = defineAnalysis({
  name: 'unrequirablePackages',
  requires: { files, functions },
  run: ({ files: { modules, scriptKindOf, supplyOf, packageFormatOf, resolutions }, functions: all }): readonly Owned<UnrequirablePackage>[] =>
    byOwners(all, (code, fn) => (detectsModules(fn) ? [] : code.shown.modules.flatMap((path) => {
      const required = modules.get(path)?.imports.filter(({ kind, within, isConditional, specifier }) => kind === 'require' && within === null && isConditional !== true && /^[@a-z0-9]/i.test(specifier)) ?? [];
      if (required.length === 0 || scriptKindOf(fn.key, path) !== 'commonjs') return [];
      return required.flatMap(({ specifier, start, end }): readonly UnrequirablePackage[] => {
        if (isSdk(packageName(specifier)) || resolutions.get(path)?.has(specifier) === true) return [];
        const format = packageFormatOf(path, specifier);
        // Few fail, and what a function brings is another question for each.
        return fails(format, fn) && supplyOf(fn.key, specifier, path).state === 'supplied' ? [{ at: { path, start, end }, specifier, isUnexported: format === 'unexported' }] : [];
      });
    }))),
});

function fails(format: PackageFormat | undefined, { runtime }: LambdaFunction): boolean {
  return format === 'unexported' || (format === 'esm' && REQUIRES_COMMON_JS.test(known(runtime) ?? ''));
}

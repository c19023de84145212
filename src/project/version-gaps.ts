import { defineAnalysis } from '../analysis.js';
import { NODE_MODULES_BY_VERSION, PYTHON_MODULES_BY_VERSION, PYTHON_NAMES_BY_VERSION } from '../data/language-versions.js';
import type { VersionRange } from '../data/language-versions.js';
import { files } from './files.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { HandlerImport } from './handler-code.js';
import { isOutside, languageVersion } from './language-version.js';
import type { LanguageVersion } from './language-version.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';

/** An import of something that the language has in other versions than that of the runtime. */
export interface VersionGap {
  /** `tomllib`, `collections.Mapping`. */
  readonly name: string;
  readonly range: VersionRange;
  readonly at: HandlerImport['at'];
}

/** Imports that fail in the version of the language that a function runs on, each once. */
export const versionGaps = defineAnalysis({
  name: 'versionGaps',
  requires: { files, functions },
  run: ({ files: { supplyOf, resolutions }, functions: all }): readonly Owned<VersionGap>[] =>
    byOwners(all, ({ shown: { imports } }, fn) => {
      const version = versionOf(fn);
      if (!version) return [];
      return imports.flatMap((one): VersionGap[] => {
        if (one.isConditional || resolutions.get(one.at.path)?.has(one.specifier)) return [];
        const gap = gapOf(one, version, () => supplyOf(fn.key, UNHEARD_OF, one.at.path).state === 'missing');
        return gap ? [{ ...gap, at: one.at }] : [];
      });
    }),
});

/** A module that nobody has is missing only where all that is installed is known: for modules that were removed there are packages. */
const UNHEARD_OF = 'unheard_of_module';

/** A layer may bring a module. */
function versionOf(fn: LambdaFunction): LanguageVersion | undefined {
  return fn.layers.state === 'absent' ? languageVersion(fn) : undefined;
}

function gapOf({ specifier, bindings }: HandlerImport, { language, number }: LanguageVersion, isAllKnown: () => boolean): Pick<VersionGap, 'name' | 'range'> | undefined {
  if (language === 'nodejs') {
    const range = NODE_MODULES_BY_VERSION.get(specifier);
    return range && isOutside(range, number) ? { name: specifier, range } : undefined;
  }
  const [top = ''] = specifier.split('.', 1);
  const whole = PYTHON_MODULES_BY_VERSION.get(top);
  if (whole) return isOutside(whole, number) && isAllKnown() ? { name: top, range: whole } : undefined;
  for (const { imported } of bindings) {
    const name = `${specifier}.${imported}`;
    const range = PYTHON_NAMES_BY_VERSION.get(name);
    if (range && isOutside(range, number)) return { name, range };
  }
  return undefined;
}

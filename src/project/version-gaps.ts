import { defineAnalysis } from '../analysis.js';
import { NODE_MODULES_BY_VERSION, PYTHON_MODULES_BY_VERSION, PYTHON_NAMES_BY_VERSION } from '../data/language-versions.js';
import type { VersionRange } from '../data/language-versions.js';
import { known } from '../resolved.js';
import { files } from './files.js';
import { functions, runsRuntime } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { HandlerImport } from './handler-code.js';
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
    byOwners(all, ({ imports }, fn) => {
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

interface LanguageVersion {
  readonly language: 'python' | 'nodejs';
  readonly number: string;
}

function versionOf(fn: LambdaFunction): LanguageVersion | undefined {
  const [, language, number] = /^(python|nodejs)(\d+(?:\.\d+)?)/.exec(known(fn.runtime) ?? '') ?? [];
  if (!runsRuntime(fn) || number === undefined || fn.layers.state !== 'absent') return undefined;
  return { language: language === 'python' ? 'python' : 'nodejs', number };
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

function isOutside({ since, removed }: VersionRange, version: string): boolean {
  return (since !== undefined && compare(version, since) < 0) || (removed !== undefined && compare(version, removed) >= 0);
}

function compare(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}

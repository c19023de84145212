import { defineAnalysis } from '../analysis.js';
import type { HeavyImport } from '../data/heavy-imports.js';
import { heavyImports } from '../data/later-tables.js';
import type { Location } from '../diagnostic.js';
import { files } from './files.js';
import type { CodeBuild } from './files.js';
import { functions, runsRuntime } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { HandlerImport } from './handler-code.js';
import { byOwners } from './owned.js';

/** A package that functions load whole at every cold start, though a lighter form of it would do. */
export interface HeavyLoad {
  readonly name: string;
  readonly known: HeavyImport;
  /** Of the whole and of the lighter form. */
  readonly bytes: readonly [whole: number, light: number];
  /** The import to look at first, and the others that load it for the same functions. */
  readonly at: Location;
  readonly others: readonly Location[];
  /** The imports whose specifier may be replaced as it is; undefined where some may not. */
  readonly replaceable: readonly Location[] | undefined;
  readonly owners: readonly LambdaFunction[];
}

/** Built when it is first asked for. */
let heavy: ReadonlyMap<string, HeavyImport> | undefined;

function table(): ReadonlyMap<string, HeavyImport> {
  return (heavy ??= heavyImports());
}

/** Imports of whole packages that weigh on cold starts, one for each package and the functions that share its imports. */
export const heavyLoads = defineAnalysis({
  name: 'heavyLoads',
  requires: { files, functions },
  run: ({ files: { buildOf, resolutions, supplyOf }, functions: all }): readonly HeavyLoad[] => {
    const found = byOwners(all, ({ imports }, fn) => imports.filter((one) => {
      if (!table().has(one.specifier) || one.isConditional || one.isLazy || resolutions.get(one.at.path)?.has(one.specifier) || !runsRuntime(fn)) return false;
      return weightIn(fn, one.specifier, buildOf(fn.key)) !== undefined && supplyOf(fn.key, one.specifier, one.at.path).state !== 'missing';
    }));
    const groups = new Map<string, (typeof found)[number][]>();
    for (const one of found) {
      const key = `${one.specifier} ${one.owners.map((fn) => fn.key).join(' ')}`;
      const group = groups.get(key);
      if (group) group.push(one);
      else groups.set(key, [one]);
    }
    return [...groups.values()].flatMap(([first, ...others]) => {
      const known = first && table().get(first.specifier);
      const bytes = first?.owners[0] && weightIn(first.owners[0], first.specifier, buildOf(first.owners[0].key));
      if (!known || !bytes) return [];
      const replaceable = [first, ...others].every((one) => isReplaceable(one, known)) ? [first, ...others].map(({ at }) => at) : undefined;
      return [{ name: first.specifier, known, bytes, at: first.at, others: others.map(({ at }) => at), replaceable, owners: first.owners }];
    });
  },
});

/** What a bundler leaves of a package is known for esbuild as it is set by default; what stays heavy in it does in others, too. */
function weightIn({ buildProperties, externals }: LambdaFunction, specifier: string, build: CodeBuild): HeavyLoad['bytes'] | undefined {
  const { asWritten, bundled } = table().get(specifier) ?? {};
  if (build === 'none' || build === 'tsc') return asWritten;
  if (build === 'unknown') return asWritten && bundled;
  if (externals.includes(specifier)) return asWritten;
  return buildProperties.has('MainFields') || externals.some((name) => name.includes('*')) ? undefined : bundled;
}

function isReplaceable({ bindings }: HandlerImport, { replacement }: HeavyImport): boolean {
  return replacement !== undefined && bindings.length > 0 && bindings.every(({ imported }) => replacement.names.includes(imported));
}

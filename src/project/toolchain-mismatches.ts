import { defineAnalysis } from '../analysis.js';
import { NODE_BY_EDITION, NODE_RELEASES } from '../data/language-versions.js';
import type { Location } from '../diagnostic.js';
import { known } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import { files } from './files.js';
import type { ToolVersion } from './files.js';
import { functions, runsRuntime } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { byPlace } from './shared-values.js';
import type { SharedValue } from './shared-values.js';
import { mayInclude } from './version-ranges.js';

/** A version that tools run with, and functions whose runtime is another. */
export interface ToolchainMismatch {
  readonly tool: ToolVersion;
  /** The version in the file, or the runtime where other functions fit the file. */
  readonly at: Location;
  readonly isRuntime: boolean;
  readonly owners: readonly LambdaFunction[];
}

/** Functions whose runtime no version fits that the files around their code name. */
export const toolchainMismatches = defineAnalysis({
  name: 'toolchainMismatches',
  requires: { files, functions },
  run: ({ files: { root, toolVersionsOf }, functions: all }): readonly ToolchainMismatch[] => {
    const groups = new Map<string, { readonly tool: ToolVersion; readonly fitting: LambdaFunction[]; readonly others: LambdaFunction[] }>();
    for (const fn of all) {
      for (const tool of runsRuntime(fn) ? toolVersionsOf(fn.key) : []) {
        // A file above the project is about the repository: its own scripts, a library.
        const fits = isAbove(tool.folder, root) ? undefined : fitsRuntime(fn, tool);
        if (fits === undefined) continue;
        const key = `${tool.at.path}:${tool.at.start}`;
        const group = groups.get(key) ?? { tool, fitting: [], others: [] };
        groups.set(key, group);
        (fits ? group.fitting : group.others).push(fn);
      }
    }
    return [...groups.values()].flatMap(({ tool, fitting, others }): readonly ToolchainMismatch[] => {
      if (others.length === 0) return [];
      if (fitting.length === 0) return [{ tool, at: tool.at, isRuntime: false, owners: others }];
      return byPlace(others, ({ runtime }) => runtime).map(({ at, owners }) => ({ tool, at, isRuntime: true, owners }));
    });
  },
});

/** Targets of esbuild and of `tsc` that keep syntax which the runtime does not know, as written. */
export const newerTargets = defineAnalysis({
  name: 'newerTargets',
  requires: { files, functions },
  run: ({ files: { compileTargetOf }, functions: all }): readonly SharedValue<string>[] => {
    const targetOf = (fn: LambdaFunction): Resolved<string> => (fn.buildMethod === 'esbuild' ? fn.bundleTarget : (compileTargetOf(fn.key) ?? { state: 'absent', at: fn.at }));
    return byPlace(all.filter((fn) => runtimeOf(fn)?.language === 'nodejs' && runsRuntime(fn) && isNewer(known(targetOf(fn)), runtimeOf(fn)?.line)), targetOf);
  },
});

function runtimeOf({ runtime }: LambdaFunction): { readonly language: string; readonly line: string } | undefined {
  const [, language, line] = /^(nodejs|python)(\d+(?:\.\d+)?)/.exec(known(runtime) ?? '') ?? [];
  return language === undefined || line === undefined ? undefined : { language, line };
}

/** Undefined where that cannot be told: another language, or a text that is no range. */
function fitsRuntime(fn: LambdaFunction, { language, wanted }: ToolVersion): boolean | undefined {
  const runtime = runtimeOf(fn);
  if (runtime?.language !== language) return undefined;
  const release = /^lts\/(\w+)$/.exec(wanted)?.[1];
  const range = release === undefined ? wanted : NODE_RELEASES.get(release.toLowerCase());
  return range === undefined ? undefined : mayInclude(range, runtime.line);
}

function isAbove(folder: string, root: string): boolean {
  return folder !== root && (folder === '' || root.startsWith(`${folder}/`));
}

/** With several targets, what the oldest does not know is rewritten. */
function isNewer(target: string | undefined, line: string | undefined): boolean {
  if (target === undefined || line === undefined) return false;
  return target.toLowerCase().split(',').every((one) => {
    const wanted = /^node(\d+)/.exec(one.trim())?.[1] ?? NODE_BY_EDITION.get(one.trim());
    return wanted !== undefined && Number(wanted) > Number.parseInt(line, 10);
  });
}

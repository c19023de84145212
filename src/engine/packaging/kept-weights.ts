import { joinPath } from '../../project/paths.js';
import type { InstalledWeight } from '../../project/files.js';
import type { FileSource } from '../../source/file-source.js';
import type { Digest } from '../../source/recorded-source.js';
import type { InstalledPackage } from './installed-packages.js';
import { foldersUpFrom } from './surroundings.js';

/** Keeps between runs what installed packages weigh. A slot is a folder with a `package.json`, a key the installation that it uses. */
export interface WeightStore {
  readonly digest: Digest;
  find(slot: string, key: string): KeptWeights | undefined;
  keep(slot: string, key: string, kept: KeptWeights): void;
}

/** What one installation weighs, by folder of the package. */
export interface KeptWeights {
  readonly packages: Readonly<Record<string, KeptWeight>>;
  /** All of them in a zip, packed to see. */
  readonly packed?: number;
}

interface KeptWeight {
  readonly inside: string;
  readonly weight: InstalledWeight;
  /** Its folders, each with when an entry last came or went. */
  readonly folders: readonly (readonly [path: string, stamp: string])[];
}

/** Opening what was kept takes longer than walking a few packages. */
const MIN_PACKAGES = 60;
/**
 * Written at the end of each installation. Sources: npm/cli workspaces/arborist/lib/shrinkwrap.js; yarnpkg/yarn src/integrity-checker.js;
 * yarnpkg/berry packages/plugin-nm; pnpm/pnpm pkg-manager/modules-yaml.
 */
const INSTALLATIONS = ['.package-lock.json', '.yarn-integrity', '.yarn-state.yml', '.modules.yaml'];

/**
 * What was kept of the installation that a folder uses; undefined where little is installed, or by something that leaves no trace. A weight
 * is true until the next installation and as long as nothing came to or went from the folders of the package. A file that somebody
 * edits in place counts from the next installation on, as it does for npm.
 */
export function openInstallation(source: FileSource, openStore: () => WeightStore | undefined, folder: string, count: number): KeptInstallation | undefined {
  const traces = count < MIN_PACKAGES ? undefined : tracesOf(source, folder);
  const store = traces === undefined ? undefined : openStore();
  return traces === undefined || !store ? undefined : new KeptInstallation(source, store, folder, store.digest(traces));
}

/** The weights of one installation, those that are still true and those of this run. */
export class KeptInstallation {
  private readonly before: KeptWeights | undefined;
  private readonly packages: Record<string, KeptWeight> = {};
  private isChanged = false;

  constructor(
    private readonly source: FileSource,
    private readonly store: WeightStore,
    private readonly slot: string,
    private readonly key: string,
  ) {
    this.before = store.find(slot, key);
  }

  /** The weight of a package that is as it was. */
  reuse({ folder, inside }: InstalledPackage): InstalledWeight | undefined {
    const kept = this.before?.packages[folder];
    if (kept?.inside !== inside || !kept.folders.every(([path, stamp]) => this.source.stampOf(path) === stamp)) return undefined;
    this.packages[folder] = kept;
    return kept.weight;
  }

  learn({ folder, inside }: InstalledPackage, weight: InstalledWeight, folders: readonly string[] | undefined): void {
    this.isChanged = true;
    const stamped = folders?.map((path): [string, string | undefined] => [path, this.source.stampOf(path)]);
    if (stamped?.every((one): one is [string, string] => one[1] !== undefined) === true) this.packages[folder] = { inside, weight, folders: stamped };
  }

  save(): void {
    if (this.isChanged) this.store.keep(this.slot, this.key, { packages: this.packages });
  }

  /** What all have in a zip, once they are weighed. */
  packed(pack: () => number): number {
    if (!this.isChanged && this.before?.packed !== undefined) return this.before.packed;
    const packed = pack();
    this.store.keep(this.slot, this.key, { packages: this.packages, packed });
    return packed;
  }
}

function tracesOf(source: FileSource, folder: string): string | undefined {
  for (const modules of foldersUpFrom(folder).flatMap((one) => joinPath(one, 'node_modules') ?? [])) {
    for (const name of source.kind(modules) === 'folder' ? INSTALLATIONS : []) {
      const path = `${modules}/${name}`;
      const text = source.kind(path) === 'file' ? source.read(path) : undefined;
      const stamp = source.stampOf(path);
      if (text !== undefined && stamp !== undefined) return `${path}\n${stamp}\n${text}`;
    }
  }
  return undefined;
}

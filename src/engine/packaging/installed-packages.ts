import { joinPath, parentFolder } from '../../project/paths.js';
import type { FileSource } from '../../source/file-source.js';
import { readManifest } from '../package-manifest.js';

/** A package in a `node_modules` folder. */
export interface InstalledPackage {
  readonly name: string;
  readonly folder: string;
}

export interface InstalledPackages {
  readonly packages: readonly InstalledPackage[];
  /** Needed and not installed here. */
  readonly missing: readonly string[];
}

/**
 * Everything that is installed for production with the package of a folder: what it needs, found as Node finds it, and what that needs in
 * turn. Folders above the package count, too: workspaces hoist.
 */
export function installedPackages(source: FileSource, folder: string): InstalledPackages {
  const found = new Map<string, InstalledPackage>();
  const missing = new Set<string>();
  const pending = [folder];
  for (let from = pending.pop(); from !== undefined; from = pending.pop()) {
    const manifest = readManifest(source, from);
    for (const name of manifest?.dependencies.keys() ?? []) {
      const place = placeOf(source, from, name);
      if (place === undefined) {
        // Peers and what is optional may be left out, and nobody minds but those who need them.
        if (manifest?.required.has(name) === true) missing.add(name);
        continue;
      }
      if (found.has(place)) continue;
      found.set(place, { name, folder: place });
      pending.push(place);
    }
  }
  return { packages: [...found.values()], missing: [...missing] };
}

function placeOf(source: FileSource, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = parentFolder(folder)) {
    const place = joinPath(folder, `node_modules/${name}`);
    if (place !== undefined && source.kind(place) === 'folder') return place;
    if (folder === '') return undefined;
  }
}

import { baseName, joinPath, parentFolder } from '../../project/paths.js';
import type { FileSource } from '../../source/file-source.js';
import type { Manifest } from '../package-manifest.js';
import { readManifest } from '../package-manifest.js';

/** A package in a `node_modules` folder. */
export interface InstalledPackage {
  readonly name: string;
  readonly folder: string;
  /** The folder is a link, as to a package of a workspace. */
  readonly isLink: boolean;
  /** Where npm puts it, below the package that is built. */
  readonly inside: string;
  /** Files that npm links in `.bin` beside it, by command; a link is packed as the file that it leads to. */
  readonly commands: readonly (readonly [command: string, file: string])[];
}

export interface InstalledPackages {
  readonly packages: readonly InstalledPackage[];
  /** Needed and not installed here. */
  readonly missing: readonly string[];
}

const MODULES = 'node_modules/';

/**
 * Everything that is installed for production with the package of a folder: what it needs, found as Node finds it, and what that needs in
 * turn. Folders above the package count, too: workspaces hoist.
 */
export function installedPackages(source: FileSource, folder: string): InstalledPackages {
  const found = new Map<string, InstalledPackage>();
  const places = new Set<string>();
  const missing = new Set<string>();
  const stores = new Map<string, readonly string[]>();
  const links = new Map<string, ReadonlySet<string>>();
  const pending: { readonly from: string; readonly manifest: Manifest | undefined; readonly inside: string }[] = [{ from: folder, manifest: readManifest(source, folder), inside: '' }];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    const { from, manifest } = current;
    for (const name of manifest?.dependencies.keys() ?? []) {
      const link = placeOf(source, from, name);
      if (link === undefined) {
        // Peers and what is optional may be left out, and nobody minds but those who need them.
        if (manifest?.required.has(name) === true) missing.add(name);
        continue;
      }
      const own = found.has(link) ? undefined : readManifest(source, link);
      const place = (own && inStore(source, link, name, own, stores)) ?? link;
      if (found.has(place)) continue;
      const inside = insideOf(place, name, current.inside, places);
      places.add(inside);
      found.set(place, { name, folder: place, isLink: isLinked(source, place, links), inside, commands: [...(own?.commands ?? [])] });
      pending.push({ from: place, manifest: own, inside });
    }
  }
  return { packages: [...found.values()], missing: [...missing] };
}

function placeOf(source: FileSource, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = parentFolder(folder)) {
    const place = joinPath(folder, `${MODULES}${name}`);
    if (place !== undefined && source.kind(place) === 'folder') return place;
    if (folder === '') return undefined;
  }
}

/** Whether the folder of a package, or the one of its scope, is a link. */
function isLinked(source: FileSource, place: string, links: Map<string, ReadonlySet<string>>): boolean {
  const folder = parentFolder(place);
  if (!links.has(folder)) links.set(folder, new Set((source.list(folder) ?? []).flatMap(({ name, kind }) => (kind === 'link' ? [`${folder}/${name}`] : []))));
  return links.get(folder)?.has(place) === true || (baseName(folder).startsWith('@') && isLinked(source, folder, links));
}

/** pnpm keeps a package, with links to what it needs beside it, under `.pnpm/name@version/node_modules`. Source: pnpm.io/symlinked-node-modules-structure. */
function inStore(source: FileSource, link: string, name: string, { version }: Manifest, stores: Map<string, readonly string[]>): string | undefined {
  if (version === undefined) return undefined;
  const modules = link.slice(0, link.indexOf(MODULES) + MODULES.length);
  const store = `${modules}.pnpm`;
  if (!stores.has(store)) stores.set(store, source.kind(store) === 'folder' ? (source.list(store) ?? []).map((entry) => entry.name) : []);
  const key = `${name.replaceAll('/', '+')}@${version}`;
  // What follows the version tells which peers it got.
  const entry = stores.get(store)?.find((one) => one === key || one.startsWith(`${key}_`) || one.startsWith(`${key}(`));
  return entry === undefined ? undefined : `${store}/${entry}/${MODULES}${name}`;
}

/** As npm lays it out: of several versions the first stands at the top, the others below those that need them. */
function insideOf(place: string, name: string, needer: string, taken: ReadonlySet<string>): string {
  if (!place.includes(`${MODULES}.pnpm/`)) return place.slice(place.indexOf(MODULES));
  const top = `${MODULES}${name}`;
  return taken.has(top) && needer !== '' ? `${needer}/${top}` : top;
}

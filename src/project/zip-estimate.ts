import type { PackageContent } from './files.js';

/** Up to how many bytes a file is, by column of the ratios: deflate learns from what went before. */
const SIZES = [1_000, 4_000, 20_000, 100_000];

/** What deflate leaves of a file, by its ending and size; measured on 20,000 files that npm installed for functions. */
const RATIOS: readonly (readonly [pattern: RegExp, ratios: readonly number[]])[] = [
  [/\.(?:png|jpe?g|gif|webp|woff2?|zip|gz|br|tgz|jar|whl|mp[34]|pdf|zst|docx)$/i, [1, 1, 1, 1, 1]],
  [/\.map$/i, [0.4, 0.29, 0.23, 0.2, 0.22]],
  [/\.[cm]?tsx?$/i, [0.5, 0.32, 0.25, 0.15, 0.14]],
  [/\.(?:[cm]?jsx?|py|pyi)$/i, [0.52, 0.36, 0.26, 0.24, 0.2]],
  [/\.(?:json|ya?ml|csv|html|css)$/i, [0.4, 0.26, 0.12, 0.09, 0.08]],
  [/\.(?:node|so(?:\.\d+)*|dylib|dll|exe|wasm)$/i, [0.4, 0.4, 0.4, 0.4, 0.4]],
];
const OTHERWISE: readonly number[] = [0.55, 0.5, 0.35, 0.3, 0.3];
/** Headers of an entry, at its file and in the table at the end, each with the name. */
const HEADERS = 98;

/** An estimate is off by less than this. */
const LEAST = 0.75;
const MOST = 1.25;

/** About what a package has when it is zipped; of an archive, its own size. It is packed to see only where that decides whether it has more than `limit`. */
export function zippedBytes(content: PackageContent, limit: number): number {
  const about = content.zipped ?? estimate(content);
  return about > limit * LEAST && about < limit * MOST ? zippedForReal(content) : about;
}

/** What a package has when it is zipped, packed to see. */
export function zippedForReal(content: PackageContent): number {
  return content.zipped ?? content.zip?.() ?? estimate(content);
}

function estimate({ own, weights }: PackageContent): number {
  return Math.round(own.reduce((sum, { inside, bytes }) => sum + estimatedBytes(inside, bytes), 0) + weights.packages.reduce((sum, { zipped }) => sum + zipped, 0));
}

/** About what a file has in a zip, with what tells of it. */
export function estimatedBytes(inside: string, bytes: number): number {
  return bytes * ratioOf(inside, bytes) + HEADERS + 2 * inside.length;
}

function ratioOf(name: string, bytes: number): number {
  const size = SIZES.findIndex((most) => bytes < most);
  return ratiosOf(name).at(size) ?? 1;
}

const byEnding = new Map<string, readonly number[]>();

/** Endings are few; of one that is a number, as in `libz.so.1`, what stands before it counts. */
function ratiosOf(name: string): readonly number[] {
  const ending = name.slice(name.lastIndexOf('.') + 1);
  const known = byEnding.get(ending);
  if (known) return known;
  const ratios = RATIOS.find(([pattern]) => pattern.test(name))?.[1] ?? OTHERWISE;
  if (/^[a-z]\w{0,9}$/i.test(ending)) byEnding.set(ending, ratios);
  return ratios;
}

/** A dependency with what it adds to a package. */
export interface WeighedDependency {
  readonly name: string;
  readonly bytes: number;
}

/** Dependencies of a package, the heaviest first. */
export function weighDependencies({ own, weights: { packages } }: PackageContent): readonly WeighedDependency[] {
  const weights = new Map<string, number>();
  for (const { name, bytes } of packages) weights.set(name, (weights.get(name) ?? 0) + bytes);
  for (const { owner, bytes } of own) if (owner !== undefined) weights.set(owner, (weights.get(owner) ?? 0) + bytes);
  return [...weights].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
}

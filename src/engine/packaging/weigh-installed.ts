import type { Problem } from '../../diagnostic.js';
import type { InstalledWeight, InstalledWeights, PackagedFile } from '../../project/files.js';
import { joinPath } from '../../project/paths.js';
import { estimatedBytes } from '../../project/zip-estimate.js';
import type { FileSource } from '../../source/file-source.js';
import { memoised } from '../once.js';
import { installedPackages } from './installed-packages.js';
import type { InstalledPackage, InstalledPackages } from './installed-packages.js';
import { openInstallation } from './kept-weights.js';
import type { KeptInstallation, WeightStore } from './kept-weights.js';
import { MAX_FILES, walkFolder } from './walk-folder.js';
import { deflatedBytes } from './zipped-size.js';

/** Answers what is installed with the package of a folder, each question once. */
export interface Weigher {
  /** What is installed, from the `package.json` of each: no package is walked. */
  list(folder: string): InstalledPackages;
  weigh(folder: string): WeighedPackages;
  /** What all of it has in a zip, packed to see. */
  pack(folder: string): number;
}

export interface WeighedPackages extends InstalledWeights {
  readonly problems: readonly Problem[];
}

/** Answers from the disk and, where there is a store, from what was kept of earlier runs. */
export function createWeigher(source: FileSource, openWeights?: () => WeightStore | undefined): Weigher {
  const store = memoised(() => openWeights?.());
  const list = memoised((folder: string) => installedPackages(source, folder));
  const kept = memoised((folder: string) => (openWeights ? openInstallation(source, () => store(''), folder, list(folder).packages.length) : undefined));
  const weigh = memoised((folder: string) => weighAll(source, folder, list(folder).packages, kept(folder)));
  const packAll = (folder: string): number => list(folder).packages.reduce((sum, one) => sum + deflatedBytes(source, filesOf(source, one).entries), 0);
  const pack = memoised((folder: string) => {
    weigh(folder);
    return kept(folder)?.packed(() => packAll(folder)) ?? packAll(folder);
  });
  return { list, weigh, pack };
}

function weighAll(source: FileSource, folder: string, installed: readonly InstalledPackage[], kept: KeptInstallation | undefined): WeighedPackages {
  const packages: InstalledWeight[] = [];
  const problems: Problem[] = [];
  let count = 0;
  let isWhole = true;
  for (const one of installed) {
    const weight = kept?.reuse(one) ?? walkOne(source, one, kept, (problem) => problems.push(problem));
    packages.push(weight);
    count += weight.files;
    isWhole &&= weight.isWhole;
    if (count <= MAX_FILES) continue;
    isWhole = false;
    problems.push({ kind: 'limit', path: folder === '' ? '.' : folder, message: `More than ${MAX_FILES} files are installed with it; the others are not weighed.` });
    break;
  }
  kept?.save();
  return { packages, isWhole, problems };
}

function walkOne(source: FileSource, one: InstalledPackage, kept: KeptInstallation | undefined, report: (problem: Problem) => void): InstalledWeight {
  const { entries, isWhole, folders } = filesOf(source, one, report);
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const zipped = entries.reduce((sum, entry) => sum + estimatedBytes(entry.inside, entry.bytes), 0);
  const weight = { name: one.name, files: entries.length, bytes, zipped, isWhole };
  kept?.learn(one, weight, isWhole ? folders : undefined);
  return weight;
}

/** All files of what is installed, for who shows them. */
export function installedFiles(source: FileSource, packages: readonly InstalledPackage[]): readonly PackagedFile[] {
  return packages.flatMap((one) => filesOf(source, one).entries);
}

/** The files of an installed package as they are uploaded, the links to its commands included. */
function filesOf(source: FileSource, one: InstalledPackage, report: (problem: Problem) => void = () => undefined): { readonly entries: readonly PackagedFile[]; readonly isWhole: boolean; readonly folders: readonly string[] | undefined } {
  const folders: string[] = [];
  // Links, and packages of a workspace, let the content change while the folders stay as they are.
  let isPlain = !one.isLink;
  const { files, isWhole } = walkFolder(source, one.folder, {
    isLeftOut: (_path, kind, name) => kind === 'folder' && (name === 'node_modules' || name === '.git'),
    enter: (folder, entries) => {
      folders.push(folder);
      isPlain &&= entries.every(({ kind }) => kind !== 'link');
    },
    report,
  });
  const entries = files.map(({ path, bytes }): PackagedFile => ({ path, inside: `${one.inside}${path.slice(one.folder.length)}`, bytes, owner: one.name }));
  return { entries: [...entries, ...commandLinks(source, one)], isWhole, folders: isPlain ? folders : undefined };
}

function commandLinks(source: FileSource, { name, folder, inside, commands }: InstalledPackage): readonly PackagedFile[] {
  return commands.flatMap(([command, written]): readonly PackagedFile[] => {
    const path = joinPath(folder, written);
    const info = path === undefined || !path.startsWith(`${folder}/`) ? undefined : source.stat(path);
    if (path === undefined || info?.kind !== 'file') return [];
    return [{ path, inside: `${inside.slice(0, -name.length)}.bin/${command}`, bytes: info.size, owner: name }];
  });
}

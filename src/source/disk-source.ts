import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import type { Dirent, Stats } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';

import type { FileInfo, FileSource, FileTrouble, FolderEntry } from './file-source.js';

/** A disk source that remembers what it looked at, so that a long-lived process can tell whether anything changed. */
export interface TrackedSource extends FileSource {
  /**
   * True if a file or folder that was looked at is now another one, or gone, or new. All at or below `near` are asked about, of
   * the others a share each time: in a large repository asking about all takes longer than a keystroke may. In a hurry, a share of both.
   */
  hasChanged(near: string, isHurried?: boolean): boolean;
}

/** The files below an absolute folder. With `track`, everything looked at is remembered for `hasChanged`. */
export function diskSource(root: string, options: { readonly track?: boolean } = {}): TrackedSource {
  return new DiskSource(realpathSync.native(root), options.track === true);
}

/** Texts that are kept: a file with a finding is read for its facts, then for its lines. */
const RECENT_TEXTS = 32;
/** What is known of that many files is kept, too: each is asked for before it is read, and for its size. */
const RECENT_STATS = 500;
/** No file that is asked for has as many, a manifest of CDK and a source map included. */
const MAX_BYTES = 20_000_000;
/** Files elsewhere that one look asks about: 1 to 2 ms. */
const LOOKS_ELSEWHERE = 500;
/** Where it is asked with every key: each costs 2 kB of garbage, too. */
const LOOKS_IN_HURRY = 60;

class DiskSource implements TrackedSource {
  private readonly isInside = new Map<string, boolean>([['', true]]);
  private readonly listings = new Map<string, readonly FolderEntry[] | undefined>();
  /** Made of a listing when somebody asks for single names: of most folders of `node_modules` nobody does. */
  private readonly kinds = new Map<string, ReadonlyMap<string, FolderEntry['kind']>>();
  /** Folders that were let in and hold no link: what is in them need not be asked again. */
  private readonly plainFolders = new Set<string>();
  private readonly troubles = new Map<string, FileTrouble>();
  private readonly recent = new Map<string, string>();
  private readonly recentStats = new Map<string, Stats | undefined>();
  private readonly seen = new Map<string, string>();
  /** Where the next look begins that does not ask about all. */
  private readonly nextLook = { here: 0, elsewhere: 0 };
  private readonly ignoresCase: boolean;

  constructor(
    readonly diskRoot: string,
    private readonly isTracking: boolean,
  ) {
    this.ignoresCase = ignoresCase(diskRoot);
  }

  read(path: string): string | undefined {
    const recent = this.recent.get(path);
    if (recent !== undefined) return recent;
    this.remember(path);
    if (!this.mayEnter(path) || !this.mayRead(path)) return undefined;
    try {
      const text = readFileSync(this.absolute(path), 'utf8');
      keep(this.recent, path, text, RECENT_TEXTS);
      return text;
    } catch (error) {
      this.noteUnreadable(path, error);
      return undefined;
    }
  }

  /** A pipe would never end, and a file that fills the memory ends the run. */
  private mayRead(path: string): boolean {
    const stats = this.statsOf(path);
    if (!stats?.isFile()) return false;
    if (stats.size > MAX_BYTES) this.troubles.set(path, { kind: 'limit', path, message: `It has ${stats.size} bytes; files over ${MAX_BYTES} bytes are not read.` });
    return stats.size <= MAX_BYTES;
  }

  bytes(path: string, from: number, length: number): Uint8Array | undefined {
    this.remember(path);
    // A pipe or a device would wait for ever.
    if (!this.mayEnter(path) || this.statsOf(path)?.isFile() !== true) return undefined;
    try {
      const file = openSync(this.absolute(path), 'r');
      try {
        const buffer = Buffer.alloc(length);
        return buffer.subarray(0, readSync(file, buffer, 0, length, from));
      } finally {
        closeSync(file);
      }
    } catch (error) {
      this.noteUnreadable(path, error);
      return undefined;
    }
  }

  stat(path: string): FileInfo | undefined {
    this.remember(path);
    if (!this.mayEnter(path)) return undefined;
    const stats = this.statsOf(path);
    if (stats?.isFile()) return { kind: 'file', size: stats.size };
    if (stats?.isDirectory()) return { kind: 'folder', size: 0 };
    if (stats) this.troubles.set(path, { kind: 'unreadable', path, message: 'It is neither a file nor a folder, but a pipe, a socket or a device; it is not read.' });
    return undefined;
  }

  /** From the top, so that a path of thousands of folders that are not there ends with the first. */
  kind(path: string): FileInfo['kind'] | undefined {
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) if (this.kindOfEntry(path.slice(0, end)) !== 'folder') return undefined;
    return this.kindOfEntry(path);
  }

  /** Imports are tried under many names: one look at a folder that is there answers for all of them. */
  private kindOfEntry(path: string): FileInfo['kind'] | undefined {
    if (path === '') return 'folder';
    const slash = path.lastIndexOf('/');
    const kinds = this.kindsIn(path.slice(0, Math.max(0, slash)));
    const kind = kinds ? kinds.get(path.slice(slash + 1)) : 'link';
    return kind === 'link' ? this.stat(path)?.kind : kind;
  }

  private kindsIn(folder: string): ReadonlyMap<string, FolderEntry['kind']> | undefined {
    const made = this.kinds.get(folder);
    const entries = made ? undefined : this.list(folder);
    if (!entries) return made;
    const kinds = new Map(entries.map(({ name, kind }) => [name, kind]));
    this.kinds.set(folder, kinds);
    return kinds;
  }

  list(path: string): readonly FolderEntry[] | undefined {
    if (this.listings.has(path)) return this.listings.get(path);
    this.remember(path);
    const entries = this.mayEnter(path) ? this.readFolder(path) : undefined;
    this.listings.set(path, entries);
    return entries;
  }

  note(trouble: FileTrouble): void {
    this.troubles.set(`${trouble.path}\n${trouble.message}`, trouble);
  }

  realPath(path: string): string | undefined {
    if (!this.mayEnter(path)) return undefined;
    try {
      const real = realpathSync.native(this.absolute(path));
      return real.slice(this.diskRoot.length).replaceAll(sep, '/').replace(/^\//, '');
    } catch {
      // Nothing there, or a link in a circle.
      return undefined;
    }
  }

  /** Of a link itself: only the folder that it stands in has to be in the repository. */
  stampOf(path: string): string | undefined {
    if (!this.mayEnter(path.slice(0, Math.max(0, path.lastIndexOf('/'))))) return undefined;
    this.remember(path);
    try {
      const stats = lstatSync(this.absolute(path), { throwIfNoEntry: false });
      return stats && `${stats.mtimeMs}:${stats.size}`;
    } catch {
      // In a folder that may not be entered: whoever lists it is told.
      return undefined;
    }
  }

  trouble(): readonly FileTrouble[] {
    return [...this.troubles.values()];
  }

  hasChanged(near: string, isHurried = false): boolean {
    const here: string[] = [];
    const elsewhere: string[] = [];
    for (const path of this.seen.keys()) (near !== '' && path !== near && !path.startsWith(`${near}/`) ? elsewhere : here).push(path);
    const hasOther = (path: string): boolean => this.signature(path) !== this.seen.get(path);
    return (isHurried ? this.nextOf(here, 'here', LOOKS_IN_HURRY) : here).some(hasOther) || this.nextOf(elsewhere, 'elsewhere', isHurried ? LOOKS_IN_HURRY : LOOKS_ELSEWHERE).some(hasOther);
  }

  /** Some of the paths, the next time those behind them. */
  private nextOf(paths: readonly string[], which: 'here' | 'elsewhere', count: number): readonly string[] {
    const from = this.nextLook[which] < paths.length ? this.nextLook[which] : 0;
    this.nextLook[which] = from + count;
    return paths.slice(from, from + count);
  }

  private readFolder(path: string): readonly FolderEntry[] | undefined {
    let entries: Dirent[];
    try {
      entries = readdirSync(this.absolute(path), { withFileTypes: true });
    } catch (error) {
      this.noteUnreadable(path, error);
      return undefined;
    }
    const found = entries.flatMap((entry) => toEntry(entry) ?? []);
    if (found.every(({ kind }) => kind !== 'link')) this.plainFolders.add(path);
    else for (const { name, kind } of found) if (kind !== 'link') this.isInside.set(path === '' ? name : `${path}/${name}`, true);
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Whether the path, links followed, stays below the root. Folders are checked once. */
  private mayEnter(path: string): boolean {
    const known = this.isInside.get(path);
    if (known !== undefined) return known;
    const slash = path.lastIndexOf('/');
    const folder = path.slice(0, Math.max(0, slash));
    if (this.plainFolders.has(folder) && this.kindsIn(folder)?.has(path.slice(slash + 1)) === true) return true;
    let real: string;
    try {
      real = realpathSync.native(this.absolute(path));
    } catch {
      // Nothing there: whoever asked gets that answer from the disk itself.
      return true;
    }
    const inside = real === this.diskRoot || real.startsWith(this.diskRoot + sep);
    this.isInside.set(path, inside);
    if (!inside) this.troubles.set(path, { kind: 'outside-root', path, message: 'It is a link that leads out of the repository; it is not followed.' });
    return inside;
  }

  private statsOf(path: string): Stats | undefined {
    if (this.recentStats.has(path)) return this.recentStats.get(path);
    const stats = this.ignoresCase && !this.isWrittenSo(path) ? undefined : this.statsOnDisk(path);
    // A long-lived process sees files come and go.
    if (!this.isTracking) keep(this.recentStats, path, stats, RECENT_STATS);
    return stats;
  }

  /** A link that leads to itself or a folder that may not be entered throws, even when a missing file does not. */
  private statsOnDisk(path: string): Stats | undefined {
    try {
      return statSync(this.absolute(path), { throwIfNoEntry: false });
    } catch (error) {
      this.noteUnreadable(path, error);
      return undefined;
    }
  }

  /** Lambda's disk tells `Orders.ts` from `orders.ts`: what Windows, macOS and WSL find under another name is not there once deployed. */
  private isWrittenSo(path: string): boolean {
    if (path === '') return true;
    const slash = path.lastIndexOf('/');
    const folder = path.slice(0, Math.max(0, slash));
    return this.isWrittenSo(folder) && this.kindsIn(folder)?.has(path.slice(slash + 1)) !== false;
  }

  private noteUnreadable(path: string, error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return;
    // What lies in a folder that may not be entered has no cause of its own.
    if (this.troubles.has(path.slice(0, Math.max(0, path.lastIndexOf('/'))))) return;
    this.troubles.set(path, { kind: 'unreadable', path, message: `It cannot be read (${code}).` });
  }

  private remember(path: string): void {
    if (this.isTracking && !this.seen.has(path)) this.seen.set(path, this.signature(path));
  }

  private signature(path: string): string {
    const stats = this.statsOnDisk(path);
    return stats ? `${stats.mtimeMs}:${stats.size}` : '';
  }

  private absolute(path: string): string {
    return path === '' ? this.diskRoot : this.diskRoot + sep + (sep === '/' ? path : path.replaceAll('/', sep));
  }
}

/** Forgets the oldest of more than so many. */
function keep<T>(recent: Map<string, T>, path: string, value: T, capacity: number): void {
  recent.set(path, value);
  const oldest = recent.size > capacity ? recent.keys().next() : undefined;
  if (oldest && !oldest.done) recent.delete(oldest.value);
}

/** Whether the disk finds a folder under its name in other letters. */
function ignoresCase(folder: string): boolean {
  const name = basename(folder);
  const other = name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase();
  if (other === name) return false;
  try {
    const [one, another] = [statSync(folder), statSync(join(dirname(folder), other), { throwIfNoEntry: false })];
    return another !== undefined && one.ino === another.ino && one.dev === another.dev;
  } catch {
    return false;
  }
}

function toEntry(entry: Dirent): FolderEntry | undefined {
  if (entry.isFile()) return { name: entry.name, kind: 'file' };
  if (entry.isDirectory()) return { name: entry.name, kind: 'folder' };
  return entry.isSymbolicLink() ? { name: entry.name, kind: 'link' } : undefined;
}

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { KeptOutcome, OutcomeStore } from '../engine/keep-outcomes.js';
import type { KeptWeights } from '../engine/packaging/kept-weights.js';
import { digest } from './digest.js';

/** What is kept of a repository in a file, written once at the end of a run. */
export interface KeptFile<T> {
  readonly digest: OutcomeStore['digest'];
  find(slot: string, key: string): T | undefined;
  keep(slot: string, key: string, kept: T): void;
  /** Nothing was kept before. */
  readonly isEmpty: boolean;
  /** Writes what is new. A failure costs the next run its head start, and nothing else. */
  save(): void;
}

export type OutcomeFile = KeptFile<KeptOutcome>;
export type WeightFile = KeptFile<KeptWeights>;

/** What is kept in one slot. The checksum is over the body. */
interface Entry {
  readonly slot: string;
  readonly key: string;
  readonly sum: string;
  readonly body: Buffer;
}

type Row = readonly [slot: string, key: string, sum: string, length: number];

/** Of one repository, and of all: the oldest go first. */
const MAX_FILE_BYTES = 64_000_000;
const MAX_FOLDER_BYTES = 256_000_000;
const SUFFIX = '.outcomes';

type Environment = Readonly<Record<string, string | undefined>>;

/** The outcomes of a repository where the user keeps what can be made anew; undefined where there is no such place, or this is no build. */
export function openOutcomes(root: string, env: Environment): OutcomeFile | undefined {
  return openKept<KeptOutcome>(root, env);
}

/** In the same place, what the packages that are installed in a repository weigh. */
export function openWeights(root: string, env: Environment): WeightFile | undefined {
  return openKept<KeptWeights>(`weights\n${root}`, env);
}

function openKept<T>(what: string, env: Environment): KeptFile<T> | undefined {
  const folder = cacheFolder(env);
  const build = folder === undefined ? undefined : readBuild();
  return folder === undefined || build === undefined ? undefined : openKeptFile(folder, what, `${build} ${process.version}`);
}

/** What tells one build from another. */
function readBuild(): string | undefined {
  try {
    return readFileSync(fileURLToPath(new URL('./build.txt', import.meta.url)), 'utf8');
  } catch {
    return undefined; // The sources, as tests run them.
  }
}

/** The outcomes of a repository, by the build of lambdavet that made them. */
export function openOutcomeFile(folder: string, root: string, build: string): OutcomeFile {
  return openKeptFile(folder, root, build);
}

/**
 * What was kept under a name. The file is replaced as a whole, so that runs side by side lose at most what another one learned; a body that
 * is not what was written is not used.
 */
function openKeptFile<T>(folder: string, name: string, build: string): KeptFile<T> {
  const file = join(folder, digest(`${build}\n${name}`) + SUFFIX);
  const entries = new Map<string, Entry>();
  for (const entry of readEntries(file)) entries.set(entry.slot, entry);
  const used = new Set<string>();
  let isChanged = false;

  return {
    digest,
    isEmpty: entries.size === 0,
    find(slot, key) {
      const entry = entries.get(slot);
      const kept = entry?.key === key && digest(entry.body) === entry.sum ? (JSON.parse(entry.body.toString('utf8')) as T) : undefined;
      if (kept !== undefined) used.add(slot);
      return kept;
    },
    keep(slot, key, kept) {
      const body = Buffer.from(JSON.stringify(kept));
      entries.set(slot, { slot, key, sum: digest(body), body });
      used.add(slot);
      isChanged = true;
    },
    save() {
      if (isChanged) write(folder, file, within(MAX_FILE_BYTES, entries, used));
      else touch(file);
    },
  };
}

/** Where the user keeps what can be made anew; undefined where there is no such place. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform = process.platform): string | undefined {
  const home = env['HOME'] ?? (platform === 'win32' ? process.getBuiltinModule('node:os').homedir() : undefined);
  const base = env['XDG_CACHE_HOME'] ?? (platform === 'win32' ? env['LOCALAPPDATA'] : home && join(home, ...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache'])));
  return base ? join(base, 'lambdavet') : undefined;
}

/** A line with the index, then the bodies. */
function readEntries(file: string): readonly Entry[] {
  try {
    const content = readFileSync(file);
    const end = content.indexOf(10);
    const rows = JSON.parse(content.toString('utf8', 0, Math.max(0, end))) as readonly Row[];
    let at = end + 1;
    return rows.map(([slot, key, sum, length]) => ({ slot, key, sum, body: content.subarray(at, (at += length)) }));
  } catch {
    return []; // None yet, or cut off.
  }
}

/** What this run used first; of the rest as much as fits. */
function within(limit: number, entries: ReadonlyMap<string, Entry>, used: ReadonlySet<string>): readonly Entry[] {
  const sorted = [...entries.values()].sort((a, b) => Number(used.has(b.slot)) - Number(used.has(a.slot)));
  let bytes = 0;
  return sorted.filter(({ body }) => (bytes += body.length) <= limit);
}

function write(folder: string, file: string, entries: readonly Entry[]): void {
  const rows = entries.map(({ slot, key, sum, body }): Row => [slot, key, sum, body.length]);
  const partial = `${file}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(partial, Buffer.concat([Buffer.from(`${JSON.stringify(rows)}\n`), ...entries.map(({ body }) => body)]), { mode: 0o600 });
    renameSync(partial, file);
    makeRoom(folder, file);
  } catch {
    discard(partial);
  }
}

function discard(partial: string): void {
  try {
    rmSync(partial, { force: true });
  } catch {
    // Where nothing can be written nothing is left over.
  }
}

/** Says that it is still used. */
function touch(file: string): void {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // Nothing was kept, or it may not be written.
  }
}

function makeRoom(folder: string, own: string): void {
  const files = readdirSync(folder).filter((name) => name.includes(SUFFIX)).map((name) => ({ path: join(folder, name), stats: statSync(join(folder, name)) }));
  let bytes = 0;
  for (const { path, stats } of files.sort((a, b) => b.stats.mtimeMs - a.stats.mtimeMs)) {
    bytes += stats.size;
    if (bytes > MAX_FOLDER_BYTES && path !== own) rmSync(path, { force: true });
  }
}

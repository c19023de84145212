import { createFactsCache, noFactsCache } from '../facts/cache.js';
import type { FileSource } from '../source/file-source.js';
import { loadRepository, openRepository } from './load.js';
import type { FactsCaches, LoadedRepository, OpenReceiverTypes } from './load.js';
import { runRules } from './run.js';
import type { RunOptions, RunResult } from './run.js';

export interface VetOptions extends RunOptions {
  /** Facts kept from earlier runs; without, every file is read anew. */
  readonly caches?: FactsCaches;
  /** Given where declared types are wanted. */
  readonly openTypes?: OpenReceiverTypes | undefined;
}

export interface VetResult extends RunResult {
  readonly repository: LoadedRepository;
}

/** Files whose facts a long-lived process keeps. */
const CACHE_CAPACITY = 20_000;

export function createCaches(): FactsCaches {
  return { templates: createFactsCache(CACHE_CAPACITY), modules: createFactsCache(CACHE_CAPACITY) };
}

/** For a process that runs once. */
export function withoutCaches(): FactsCaches {
  return { templates: noFactsCache(), modules: noFactsCache() };
}

/** Reads the templates among the candidate paths with all that belongs to them, keeps it, and runs the rules over every project. */
export function vet(source: FileSource, candidates: readonly string[], { caches = withoutCaches(), openTypes, ...options }: VetOptions): VetResult {
  const repository = loadRepository(source, candidates, caches, undefined, openTypes);
  return { ...runRules(source, repository, options), repository };
}

/** As `vet`, but every project is let go when its rules have run: memory does not grow with the repository. */
export function vetOneByOne(source: FileSource, candidates: readonly string[], { caches = withoutCaches(), openTypes, ...options }: VetOptions): RunResult {
  return runRules(source, openRepository(source, candidates, caches, undefined, openTypes), options);
}

import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, basename, resolve } from 'node:path';

import { withoutCaches } from '../engine/vet.js';
import { openRepository } from '../engine/load.js';
import type { EnvironmentOf, FactsCaches, OpenReceiverTypes, OpenRepository } from '../engine/load.js';
import type { WeightStore } from '../engine/packaging/kept-weights.js';
import type { SamEnvironments } from '../engine/sam-environment.js';
import { parentFolder } from '../project/paths.js';
import type { RegisteredRule } from '../rule.js';
import { diskSource } from '../source/disk-source.js';
import { overlaySource } from '../source/file-source.js';
import type { FileSource } from '../source/file-source.js';
import { hasTsMorph, openReceiverTypes } from '../types/later-types.js';
import type { Flags } from './arguments.js';
import { readUserFile } from './check-options.js';
import { findConfigs, loadConfig, singleConfig } from './config.js';
import type { Configs } from './config.js';
import type { Io } from './io.js';
import { candidatesFor, findRepository, isSelected, pathBelow } from './repository.js';
import type { Repository } from './repository.js';
import { didYouMean } from './suggestion.js';
import { UsageError } from './usage-error.js';

/** Everything that a command knows before it asks questions. */
export interface ReadProject {
  readonly repository: Repository;
  readonly source: FileSource;
  readonly configs: Configs;
  /** Its templates are read, its code is not yet. */
  readonly opened: OpenRepository;
  /** The same templates once more, with other texts. */
  readonly reopen: (source: FileSource) => OpenRepository;
}

export interface ReadRequest {
  readonly paths: readonly string[];
  readonly flags: Flags;
  readonly io: Io;
  readonly rules: readonly RegisteredRule[];
  readonly stdinFilename?: string | undefined;
  /** Told when a phase is over. */
  readonly finished?: (phase: string) => void;
  /** Told how many files may be templates, before they are read. */
  readonly found?: (templates: number) => void;
  /** Given by a process that runs more than once. */
  readonly caches?: FactsCaches;
  readonly openSource?: (root: string) => FileSource;
  /** Opens what is known of installed packages from earlier runs. */
  readonly openWeights?: ((root: string) => WeightStore | undefined) | undefined;
}

/** Finds the repository, its configuration and its templates, and reads these. */
export function readProject({ paths, flags, io, rules, stdinFilename, finished, found, caches = withoutCaches(), openSource = diskSource, openWeights }: ReadRequest): ReadProject {
  const wanted = paths.length === 0 && stdinFilename !== undefined ? [stdinFilename] : paths;
  const openTypes = flags.has('types') ? typesReader() : undefined;
  const repository = findRepository({ paths: wanted, cwd: io.cwd, root: flags.value('root'), overlaid: stdinFilename });
  const disk = openSource(repository.root);
  const source = stdinFilename === undefined ? disk : overlaySource(disk, new Map([[overlaidPath(repository.root, io.cwd, stdinFilename), io.readStdin()]]));
  const configs = configsFor(source, repository, { flags, io, rules });
  const candidates = candidatesFor(source, repository.selected).filter((path) => !configs.excludes(path));
  // Where paths may match nothing a tool names them, and what was packaged is no reason to look at it.
  const isReported = (path: string): boolean => flags.has('no-error-on-unmatched') || isSelected(path, repository.selected);
  finished?.('find');
  found?.(candidates.length);
  const reopen = (from: FileSource): OpenRepository => openRepository(from, candidates, { ...caches, openWeights: openWeights && (() => openWeights(repository.root)) }, environmentOf(flags.value('config-env'), configs), openTypes, isReported);
  const opened = reopen(source);
  checkEnvironments(opened.environments);
  finished?.('read');
  return { repository, source, configs, opened, reopen };
}

/** The library is found where lambdavet is installed, never in the project that is vetted. */
export function typesReader(): OpenReceiverTypes {
  if (!hasTsMorph()) throw new UsageError("--types needs the package 'ts-morph' beside lambdavet: npm install --save-dev ts-morph@28");
  return openReceiverTypes;
}

function environmentOf(named: string | undefined, configs: Configs): EnvironmentOf {
  return (folder) => named ?? configs.forFolder(folder).configEnv;
}

/** A name that no samconfig has would leave all parameters at their defaults. */
function checkEnvironments({ asked, found, isOpen }: SamEnvironments): void {
  const missing = [...asked].find((name) => !found.has(name));
  if (missing !== undefined && !isOpen) throw new UsageError(`No samconfig.toml here has an environment '${missing}'${didYouMean(missing, [...found])}`);
}

/** The folder that holds everything selected. */
export function commonFolder({ selected }: Repository): string {
  const [first = [], ...others] = selected.map(({ path, kind }) => (kind === 'file' ? parentFolder(path) : path).split('/'));
  const shared = first.findIndex((segment, index) => others.some((other) => other[index] !== segment));
  return first.slice(0, shared === -1 ? first.length : shared).join('/');
}

function overlaidPath(root: string, cwd: string, filename: string): string {
  const absolute = resolve(cwd, filename);
  if (!existsSync(dirname(absolute))) throw new UsageError(`The folder of --stdin-filename '${filename}' does not exist`);
  const path = pathBelow(root, join(realpathSync(dirname(absolute)), basename(absolute)));
  if (path === undefined) throw new UsageError(`--stdin-filename '${filename}' is outside the root '${root}'`);
  return path;
}

function configsFor(source: FileSource, { root }: Repository, { flags, io, rules }: Pick<ReadRequest, 'flags' | 'io' | 'rules'>): Configs {
  const file = flags.value('config');
  if (flags.has('no-config')) {
    if (file !== undefined) throw new UsageError('--config and --no-config exclude each other');
    return singleConfig();
  }
  if (file === undefined) return findConfigs(source, rules);
  const text = readUserFile('--config', file, io.cwd);
  const absolute = realpathSync(resolve(io.cwd, file));
  return singleConfig(loadConfig(source, pathBelow(root, absolute) ?? absolute, text, rules));
}

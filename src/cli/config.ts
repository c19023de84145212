import ignore from 'ignore';
import type { Ignore } from 'ignore';

import type { Precision, Severity } from '../diagnostic.js';
import { isFollowed } from '../engine/ignore-files.js';
import { joinPath, parentFolder } from '../project/paths.js';
import type { RegisteredRule } from '../rule.js';
import type { FileSource } from '../source/file-source.js';
import { readConfigFile } from './config-file.js';
import type { ConfigFile } from './config-file.js';
import { foldersAbove, isBelow } from './repository.js';
import type { FailOn, Selection } from './selection.js';
import { UsageError } from './usage-error.js';

const FILE_NAME = 'lambdavet.config.json';
const PACKAGE_FILE = 'package.json';
const PACKAGE_KEY = 'lambdavet';

interface Exclusion {
  readonly folder: string;
  readonly patterns: Ignore;
}

/** What a configuration says, with those it extends merged in. */
export interface Config extends Selection {
  readonly exclude: readonly Exclusion[];
  /** The environment of `samconfig.toml` that gives parameters their values. */
  readonly configEnv?: string | undefined;
  /** From how many on, zipped, a package is heavy for a cold start. */
  readonly heavyPackageMegabytes?: number | undefined;
  readonly failOn?: FailOn | undefined;
  readonly minSeverity?: Severity | undefined;
  readonly minPrecision?: Precision | undefined;
}

/** The configurations of a repository. */
export interface Configs {
  /** The one that counts for a folder: the nearest at or above it. */
  forFolder(folder: string): Config;
  /** The one nearest to the root on the way to a folder: it decides about the run as a whole. */
  forRun(folder: string): Config;
  /** Whether the file is excluded by the configuration that counts for it. */
  excludes(path: string): boolean;
}

const EMPTY: Config = { ignore: [], rules: new Map(), exclude: [] };

/** The configurations that lie in the repository, each read at most once; mistakes in them are usage errors. */
export function findConfigs(source: FileSource, rules: readonly RegisteredRule[]): Configs {
  const byFolder = new Map<string, Config | undefined>();

  function at(folder: string): Config | undefined {
    if (!byFolder.has(folder)) {
      const file = configFileIn(source, folder, rules);
      byFolder.set(folder, file && merged(source, file, rules, []));
    }
    return byFolder.get(folder);
  }

  const first = (folders: readonly string[]): Config => {
    for (const folder of folders) {
      const found = at(folder);
      if (found) return found;
    }
    return EMPTY;
  };
  /** Every rule asks for the folder of its project. */
  const known = new Map<string, Config>();
  const forFolder = (folder: string): Config => {
    const found = known.get(folder) ?? first([folder, ...foldersAbove(folder)]);
    known.set(folder, found);
    return found;
  };
  return {
    forFolder,
    forRun: (folder) => first([folder, ...foldersAbove(folder)].reverse()),
    excludes: (path) => isExcluded(path, forFolder(parentFolder(path))),
  };
}

/** One configuration for everything: that of `--config`, or none at all. */
export function singleConfig(config: Config = EMPTY): Configs {
  return { forFolder: () => config, forRun: () => config, excludes: (path) => isExcluded(path, config) };
}

/** The configuration of `--config`, with what it extends. Its path is relative to the root, or absolute where it lies outside. */
export function loadConfig(source: FileSource, path: string, text: string, rules: readonly RegisteredRule[]): Config {
  const file = readConfigFile(path, text, rules);
  return file ? merged(source, file, rules, []) : EMPTY;
}

function configFileIn(source: FileSource, folder: string, rules: readonly RegisteredRule[]): ConfigFile | undefined {
  const names = new Set((source.list(folder) ?? []).flatMap(({ name, kind }) => (kind === 'folder' ? [] : [name])));
  const path = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  if (names.has(FILE_NAME)) {
    const own = source.read(path(FILE_NAME));
    // Left out, it would let the run report what the configuration switches off.
    if (own === undefined) throw new UsageError(`${path(FILE_NAME)}: it cannot be read, or is a link that leads out of the repository`);
    return readConfigFile(path(FILE_NAME), own, rules);
  }
  const packageText = names.has(PACKAGE_FILE) ? source.read(path(PACKAGE_FILE)) : undefined;
  // Most have no such key: a look at the text spares reading them.
  return packageText?.includes(`"${PACKAGE_KEY}"`) ? readConfigFile(path(PACKAGE_FILE), packageText, rules, PACKAGE_KEY) : undefined;
}

/** Files that one configuration extends, each as often as it is named: two that each name two others soon make a million. */
const MAX_EXTENDED = 100;

interface Budget {
  left: number;
}

/** The file over those it extends, the last of these over the ones before it. */
function merged(source: FileSource, file: ConfigFile, rules: readonly RegisteredRule[], chain: readonly string[], budget: Budget = { left: MAX_EXTENDED }): Config {
  const { document, path } = file;
  const unfollowed = document.exclude?.find((pattern) => !isFollowed(pattern));
  if (unfollowed !== undefined) throw file.complain('exclude', `'${unfollowed}' is no pattern, or has too many stars`);
  const bases = [document.extends ?? []].flat().map((written) => extended(source, file, written, rules, [...chain, path], budget));
  const own: Config = {
    preset: document.preset,
    select: document.select,
    ignore: document.ignore ?? [],
    rules: new Map(Object.entries(document.rules ?? {})),
    exclude: document.exclude ? [{ folder: isOutside(path) ? '' : parentFolder(path), patterns: ignore().add(document.exclude) }] : [],
    configEnv: document.configEnv,
    heavyPackageMegabytes: document.heavyPackageMegabytes,
    failOn: document.failOn,
    minSeverity: document.minSeverity,
    minPrecision: document.minPrecision,
  };
  return [...bases, own].reduce(over, EMPTY);
}

function over(below: Config, above: Config): Config {
  return {
    preset: above.preset ?? below.preset,
    select: above.select ?? below.select,
    ignore: [...below.ignore, ...above.ignore],
    rules: new Map([...below.rules, ...above.rules]),
    exclude: [...below.exclude, ...above.exclude],
    configEnv: above.configEnv ?? below.configEnv,
    heavyPackageMegabytes: above.heavyPackageMegabytes ?? below.heavyPackageMegabytes,
    failOn: above.failOn ?? below.failOn,
    minSeverity: above.minSeverity ?? below.minSeverity,
    minPrecision: above.minPrecision ?? below.minPrecision,
  };
}

function extended(source: FileSource, file: ConfigFile, written: string, rules: readonly RegisteredRule[], chain: readonly string[], budget: Budget): Config {
  if (--budget.left < 0) throw file.complain('extends', `more than ${MAX_EXTENDED} files are extended`);
  const path = isOutside(written) || isOutside(file.path) ? undefined : joinPath(parentFolder(file.path), written);
  if (path === undefined) throw file.complain('extends', `'${written}' leads out of the repository`);
  if (chain.includes(path)) throw file.complain('extends', `'${written}' extends itself: ${[...chain, path].join(' -> ')}`);
  const text = source.kind(path) === 'file' ? source.read(path) : undefined;
  if (text === undefined) throw file.complain('extends', `there is no file '${written}'`);
  const base = readConfigFile(path, text, rules, path.endsWith(`/${PACKAGE_FILE}`) || path === PACKAGE_FILE ? PACKAGE_KEY : undefined);
  return base ? merged(source, base, rules, chain, budget) : EMPTY;
}

/** Given with `--config`, and not in the repository: such a path is absolute. */
function isOutside(path: string): boolean {
  return /^(?:[A-Za-z]:)?[\\/]/.test(path);
}

function isExcluded(path: string, { exclude }: Config): boolean {
  return exclude.some(({ folder, patterns }) => {
    const relative = isBelow(path, folder) && path !== folder ? path.slice(folder === '' ? 0 : folder.length + 1) : undefined;
    return relative !== undefined && patterns.ignores(relative);
  });
}

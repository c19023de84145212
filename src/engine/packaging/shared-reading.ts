import type { Problem } from '../../diagnostic.js';
import type { FileSource } from '../../source/file-source.js';
import { memoised } from '../once.js';
import { readManifest } from '../package-manifest.js';
import type { Manifest } from '../package-manifest.js';
import { closureOf } from './lock-graph.js';
import { readLock } from './read-lock.js';
import { createMentions } from './surroundings.js';
import type { IsMentioned } from './surroundings.js';

/** What is read once for all functions of a project, and for all packages that their code imports. */
export interface SharedReading {
  readonly manifestOf: (folder: string) => Manifest | undefined;
  /** All that is installed for production with the `package.json` of a folder; undefined where no lock file tells it. */
  readonly installedWith: (folder: string) => ReadonlySet<string> | undefined;
  readonly isMentioned: IsMentioned;
}

export function createSharedReading(source: FileSource, report: (problem: Problem) => void): SharedReading {
  const manifestOf = memoised((folder) => readManifest(source, folder));
  const installedWith = memoised((folder): ReadonlySet<string> | undefined => {
    const roots = [...(manifestOf(folder)?.dependencies.keys() ?? [])];
    if (roots.length === 0) return new Set();
    const lock = readLock(source, folder, report);
    return lock === undefined || lock === 'broken' ? undefined : closureOf(lock, roots);
  });
  return { manifestOf, installedWith, isMentioned: createMentions(source, report) };
}

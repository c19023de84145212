import { defineAnalysis } from '../analysis.js';
import { known } from '../resolved.js';
import { files } from './files.js';
import type { LockedPlatforms } from './files.js';
import type { LambdaFunction } from './functions.js';
import { packages } from './packages.js';
import type { CodePackage } from './packages.js';
import { packageName } from './supply.js';

/** A lock file that keeps a build from installing what a package needs where the function runs. */
export interface UnlockedPlatform {
  readonly of: CodePackage;
  /** The package that code imports, and what is locked for it. */
  readonly name: string;
  readonly held: readonly string[];
  readonly lock: string;
  readonly architecture: string;
  /** The npm of its Node.js may install what is not in the lock file, or end the build. */
  readonly isMended: boolean;
}

/** What npm calls the processors of Lambda. */
const MACHINES: Readonly<Record<string, string>> = { x86_64: 'x64', arm64: 'arm64' };

/**
 * Node.js 22 comes with npm 10, which installs no more than is locked and says nothing. From 11.6.2 on `npm install` adds what is missing and `npm ci`
 * ends with `Missing: ... from lock file`. Sources: nodejs.org/dist/index.json; tried with 10.8.2, 10.9.4, 11.0.0 to 11.6.0, 11.6.2 and 11.19.1.
 */
const MENDED_FROM_NODE = 24;

/** Lock files that hold only the parts for other systems or processors of a package that a handler imports. */
export const unlockedPlatforms = defineAnalysis({
  name: 'unlockedPlatforms',
  requires: { files, packages },
  run: ({ files: { lockedPlatformsOf }, packages: all }): readonly UnlockedPlatform[] =>
    all.flatMap((of) => {
      const { content, owners } = of;
      const architecture = owners[0] && known(owners[0].architectures)?.[0];
      const machine = MACHINES[architecture ?? ''];
      if (content.kind !== 'folder' || !content.isBuilt || architecture === undefined || machine === undefined) return [];
      return [...new Set(owners.flatMap(importedBy))].flatMap((name) => {
        const locked = lockedPlatformsOf(content.path, name);
        return locked && isForeign(locked, machine) ? [{ of, name, held: locked.held.map((one) => one.name), lock: locked.lock, architecture, isMended: owners.every(isMendedFor) }] : [];
      });
    }),
});

function isMendedFor({ runtime }: LambdaFunction): boolean {
  return Number(/^nodejs(\d+)/.exec(known(runtime) ?? '')?.[1] ?? 0) >= MENDED_FROM_NODE;
}

function importedBy({ handlerCode }: LambdaFunction): readonly string[] {
  return (handlerCode?.imports ?? []).flatMap(({ specifier }) => (/^[.#/]|^node:/.test(specifier) ? [] : [packageName(specifier)]));
}

/** Something is locked, nothing of it may run on Lambda, and what would is known by its name and not there. */
function isForeign({ held, absent }: LockedPlatforms, machine: string): boolean {
  const isForAnother = ({ systems, machines }: LockedPlatforms['held'][number]): boolean =>
    (systems.length > 0 && !systems.includes('linux')) || (machines.length > 0 && !machines.includes(machine) && !machines.includes('wasm32'));
  const wanted = new RegExp(`linux.*[-_]${machine}(?:-gnu)?$`);
  return held.length > 0 && held.every(isForAnother) && absent.some((name) => wanted.test(name) && !name.includes('musl'));
}

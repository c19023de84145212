import type { LockedPlatforms } from '../../project/files.js';
import { joinPath } from '../../project/paths.js';
import type { FileSource } from '../../source/file-source.js';
import { isRecord } from './records.js';

/** The first that is there counts, as for npm. */
const LOCKS = ['npm-shrinkwrap.json', 'package-lock.json'];
const MODULES = 'node_modules/';

/**
 * Which packages for single platforms the lock file of npm in a folder holds for a package that needs one of them. npm writes them all down,
 * whatever the machine; versions before 11 wrote only those that they found installed: github.com/npm/cli/issues/4828. Undefined
 * where there are none, or no such lock file, or where it is for development only.
 */
export function lockedPlatforms(source: FileSource, folder: string, name: string): LockedPlatforms | undefined {
  const path = LOCKS.map((lock) => joinPath(folder, lock) ?? lock).find((lock) => source.kind(lock) === 'file');
  const text = path === undefined ? undefined : source.read(path);
  // Reading all of it takes long, and few packages are of this kind.
  if (path === undefined || text === undefined || !mayBringPlatforms(text, name)) return undefined;
  const packages = packagesIn(text);
  const entry = packages?.[`${MODULES}${name}`];
  const optional = recordAt(entry, 'optionalDependencies');
  // What is there for development is not installed: a layer may bring it.
  if (!packages || !optional || (isRecord(entry) && entry['dev'] === true)) return undefined;
  const names = Object.keys(optional);
  const held = names.flatMap((one) => {
    const other = packages[`${MODULES}${one}`] ?? packages[`${MODULES}${name}/${MODULES}${one}`];
    return isRecord(other) ? [{ name: one, systems: textsAt(other, 'os'), machines: textsAt(other, 'cpu') }] : [];
  });
  return { lock: path, held, absent: names.filter((one) => !held.some((there) => there.name === one)) };
}

function mayBringPlatforms(text: string, name: string): boolean {
  const at = text.indexOf(`"${MODULES}${name}": {`);
  if (at === -1) return false;
  const end = text.indexOf(`"${MODULES}`, at + MODULES.length);
  const entry = text.slice(at, end === -1 ? undefined : end);
  return entry.includes('"optionalDependencies"') && entry.includes('linux');
}

function packagesIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return recordAt(JSON.parse(text), 'packages');
  } catch {
    // Told by whoever needs all of it.
    return undefined;
  }
}

function recordAt(value: unknown, key: string): Readonly<Record<string, unknown>> | undefined {
  const inner = isRecord(value) ? value[key] : undefined;
  return isRecord(inner) ? inner : undefined;
}

function textsAt(entry: Readonly<Record<string, unknown>>, key: string): readonly string[] {
  const value = entry[key];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

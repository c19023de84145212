import { createRequire } from 'node:module';

/** Replaced at build time by the path of a module that reads the copies beside the bundle. */
declare const __IAM_TABLES__: string | undefined;

/**
 * One of the tables about IAM, by name. They are texts beside the code, not part of it: a run that never asks reads none, and one
 * that does reads those of the services in use. The name is `__filename` in a bundle in CommonJS form, where `import.meta` is empty.
 */
export function readTable(name: string): unknown {
  // Asking Node again costs more than most questions to a table.
  if (!tables.has(name)) tables.set(name, loadTable(name));
  return tables.get(name);
}

const tables = new Map<string, unknown>();

function loadTable(name: string): unknown {
  const load = createRequire(typeof __filename === 'string' ? __filename : import.meta.url);
  if (typeof __IAM_TABLES__ !== 'string') return load(`../data/iam/${name}.json`);
  const read = load(__IAM_TABLES__) as (name: string) => unknown;
  return read(name);
}

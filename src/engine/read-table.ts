import { dirname, resolve } from 'node:path';

import { readOwnFile } from '../source/own-file.js';

/** Replaced at build time by where the copies beside the bundle are. */
declare const __IAM_TABLES__: string | undefined;

/**
 * One of the tables about IAM, by name. They are texts beside the code, not part of it: a run that never asks reads none, and one
 * that does reads those of the services in use.
 */
export function readTable(name: string): unknown {
  // Asking Node again costs more than most questions to a table.
  if (!tables.has(name)) tables.set(name, loadTable(name));
  return tables.get(name);
}

const tables = new Map<string, unknown>();

function loadTable(name: string): unknown {
  const folder = typeof __IAM_TABLES__ === 'string' ? __IAM_TABLES__ : '../data/iam/';
  // A path, as a URL takes Node longer than the file.
  const here = typeof __filename === 'string' ? __filename : import.meta.filename;
  return JSON.parse(readOwnFile(resolve(dirname(here), folder, `${name}.json`)));
}

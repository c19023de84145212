import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export const FIXTURES = join(import.meta.dirname, '../fixtures');

export interface RuleCases {
  readonly rule: string;
  readonly cases: readonly string[];
}

/** Every rule with the names of its cases; folders that start with `_` hold projects for other tests. */
export function fixtureCases(): readonly RuleCases[] {
  return folders(FIXTURES).filter((name) => !name.startsWith('_') && name !== 'sample').map((rule) => ({ rule, cases: folders(join(FIXTURES, rule)) }));
}

function folders(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
}

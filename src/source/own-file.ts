import { readFileSync } from 'node:fs';

/** A file of lambdavet itself, which lies beside its code; throws if it does not. */
export function readOwnFile(path: string): string {
  return readFileSync(path, 'utf8');
}

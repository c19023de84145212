import type { VersionRange } from '../data/language-versions.js';
import { known } from '../resolved.js';
import { runsRuntime } from './functions.js';
import type { LambdaFunction } from './functions.js';

/** The version of the language that a function runs on: `nodejs` `22`, `python` `3.12`. */
export interface LanguageVersion {
  readonly language: 'python' | 'nodejs';
  readonly number: string;
}

/** Undefined where the runtime is not known, is of another language, or comes with a container image. */
export function languageVersion(fn: LambdaFunction): LanguageVersion | undefined {
  const [, language, number] = /^(python|nodejs)(\d+(?:\.\d+)?)/.exec(known(fn.runtime) ?? '') ?? [];
  return !runsRuntime(fn) || number === undefined ? undefined : { language: language === 'python' ? 'python' : 'nodejs', number };
}

/** Whether a version lacks what those in the range have. */
export function isOutside({ since, removed }: VersionRange, version: string): boolean {
  return (since !== undefined && compare(version, since) < 0) || (removed !== undefined && compare(version, removed) >= 0);
}

function compare(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}

import type { Location } from '../diagnostic.js';
import type { Known, Resolved } from '../resolved.js';
import { possibilities } from '../resolved.js';
import type { LambdaFunction } from './functions.js';

/** A value as written once, with all functions that get it: through Globals, a parameter or an alias. */
export interface SharedValue<T> {
  readonly value: T;
  readonly at: Location;
  /** Words for the end of a sentence, with a leading blank; empty for a value that is certain. */
  readonly when: string;
  readonly owners: readonly LambdaFunction[];
}

/** Groups what functions have by the place where it is written; values that nobody wrote are left out. */
export function byPlace<T>(functions: readonly LambdaFunction[], read: (fn: LambdaFunction) => Resolved<T>): readonly SharedValue<T>[] {
  const groups = new Map<string, { readonly known: Known<T>; readonly owners: LambdaFunction[] }>();
  for (const fn of functions) {
    for (const known of possibilities(read(fn))) {
      if (known.implicit) continue;
      const key = `${known.at.path}:${known.at.start}:${JSON.stringify(known.value)}`;
      const group = groups.get(key);
      if (group) group.owners.push(fn);
      else groups.set(key, { known, owners: [fn] });
    }
  }
  return [...groups.values()].map(({ known, owners }) => ({ value: known.value, at: known.at, when: qualifier(known), owners }));
}

/** " by default", " when 'IsProd' is true", or nothing. */
export function qualifier({ when }: { readonly when?: string | undefined }): string {
  return when === undefined ? '' : ` ${when}`;
}

/** "function 'A'", "functions 'A' and 'B'", "functions 'A', 'B' and 3 more". */
export function functionNames(functions: readonly { readonly logicalId: string }[]): string {
  // Two templates may use one logical id for the same code.
  const names = [...new Set(functions.map(({ logicalId }) => logicalId))];
  return `${names.length === 1 ? 'function' : 'functions'} ${quotedNames(names)}`;
}

/** The verb behind such names: "function 'A' calls", "functions 'A' and 'B' call". */
export function verbAfter(names: string, verb: string): string {
  return names.startsWith('functions ') ? verb : `${verb}s`;
}

/** "'A'", "'A' and 'B'", "'A', 'B' and 3 more". */
export function quotedNames(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  if (quoted.length <= 1) return quoted.join('');
  if (quoted.length <= 3) return `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1) ?? ''}`;
  return `${quoted.slice(0, 2).join(', ')} and ${quoted.length - 2} more`;
}

/** The owners as related places; a single owner is named in the message already. */
export function otherOwners(owners: readonly LambdaFunction[]): readonly LambdaFunction[] {
  return owners.length > 1 ? owners : [];
}

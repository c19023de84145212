import type { Location } from './diagnostic.js';

/** A value that is certain, with the place where it is written. */
export interface Known<T> {
  readonly state: 'known';
  readonly value: T;
  readonly at: Location;
  /** Words that qualify the value in a message: "by default", "when 'IsProd' is true". */
  readonly when?: string;
  /** Nobody wrote it: the value AWS uses when the property is left out. `at` is then the resource. */
  readonly implicit?: true;
}

/** Certainly not set. `at` is the thing that lacks it. */
export interface Absent {
  readonly state: 'absent';
  readonly at: Location;
}

/** Cannot be told from the files. A rule stays silent about it unless its docs say otherwise. */
export interface Unknown<T = never> {
  readonly state: 'unknown';
  readonly reason: string;
  readonly at: Location;
  /** What it may turn out to be: the branches of an `Fn::If`. Not every possibility need be listed. */
  readonly possible?: readonly Known<T>[];
  /** It is one of the possible values: nothing else can come, and something will. */
  readonly isComplete?: true;
}

export type Resolved<T> = Known<T> | Absent | Unknown<T>;

/** The value if it is certain, else undefined. */
export function known<T>(resolved: Resolved<T>): T | undefined {
  return resolved.state === 'known' ? resolved.value : undefined;
}

/** Every value it may have: the certain one, or those of the branches that could be read. */
export function possibilities<T>(resolved: Resolved<T>): readonly Known<T>[] {
  if (resolved.state === 'known') return [resolved];
  return resolved.state === 'unknown' ? (resolved.possible ?? []) : [];
}

/** Applies a conversion to whatever values there are; a conversion that gives undefined makes the value unknown. */
export function mapResolved<T, U>(resolved: Resolved<T>, convert: (value: T) => U | undefined, otherwise: string): Resolved<U> {
  if (resolved.state === 'absent') return resolved;
  if (resolved.state === 'known') return convertKnown(resolved, convert) ?? { state: 'unknown', reason: otherwise, at: resolved.at };
  const { reason, at, possible, isComplete } = resolved;
  if (!possible) return { state: 'unknown', reason, at };
  const converted = possible.flatMap((one) => convertKnown(one, convert) ?? []);
  return { state: 'unknown', reason, at, possible: converted, ...(isComplete && converted.length === possible.length ? { isComplete } : {}) };
}

function convertKnown<T, U>(from: Known<T>, convert: (value: T) => U | undefined): Known<U> | undefined {
  const value = convert(from.value);
  return value === undefined ? undefined : { ...from, value };
}

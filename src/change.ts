import type { Fix, Location } from './diagnostic.js';

/** What is written into a template. A function is a map of its long form: `{ Ref: 'Orders' }`, `{ 'Fn::GetAtt': 'Orders.Arn' }`. */
export type Written = string | number | boolean | readonly Written[] | WrittenMap;

export interface WrittenMap {
  readonly [key: string]: Written;
}

/**
 * One change of a file, in the words of its model: how it is written is decided where the text is known. A place is a value, or
 * the key that it stands under.
 */
export type Change =
  /** Another value in place of one. */
  | { readonly kind: 'replace'; readonly at: Location; readonly value: Written }
  /** Several values in place of one: items of the list that it is an item of, or a list. */
  | { readonly kind: 'spread'; readonly at: Location; readonly values: readonly Written[] }
  /** The value at the end of a path of keys, those that are missing made. */
  | { readonly kind: 'set'; readonly below: Location; readonly path: readonly string[]; readonly value: Written }
  /** More items of the list at the end of a path, or of the list that a place is an item of; a single value becomes the first item of a list. */
  | { readonly kind: 'append'; readonly below: Location; readonly path: readonly string[]; readonly values: readonly Written[] }
  /** One more entry behind another, in the same map. */
  | { readonly kind: 'add'; readonly beside: Location; readonly key: string; readonly value: Written }
  /** One more parameter of the template that a place is in. */
  | { readonly kind: 'parameter'; readonly beside: Location; readonly name: string; readonly value: Written }
  /** An entry with its key, or an item of a list. */
  | { readonly kind: 'remove'; readonly at: Location }
  /** A rule that a comment names, and with the last one the comment. */
  | { readonly kind: 'unsuppress'; readonly at: Location }
  /** The declaration of what code builds at a place, moved out of its function to module level. */
  | { readonly kind: 'hoist'; readonly at: Location }
  /** One client of SDK v3 in place of all of SDK v2, where the import at a place is used for that client only. */
  | { readonly kind: 'client'; readonly at: Location; readonly client: string; readonly specifier: string }
  /** Source code, as text. */
  | { readonly kind: 'text'; readonly at: Location; readonly text: string };

/** A way to cure a finding. `safe` keeps what the author means, `unsafe` may change behaviour, `manual` leaves something to be filled in. */
export interface Proposal {
  /** A verb phrase: "Set 'Timeout' to 30". */
  readonly title: string;
  readonly applicability: Fix['applicability'];
  readonly changes: readonly Change[];
}

/** The place that tells which file is changed. */
export function placeOfChange(change: Change): Location {
  if ('at' in change) return change.at;
  return 'below' in change ? change.below : change.beside;
}

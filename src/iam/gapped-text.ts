/** A part of a text that only deployment knows. */
export interface Gap {
  /** Gaps with one id hold one text. */
  readonly id?: string;
  /** Characters that it cannot hold, such as `:` for a part of an ARN. */
  readonly excludes: string;
  /**
   * It holds a name made for one resource alone: never empty, and no name with another id is equal to it or holds part of it.
   * Names that CloudFormation makes are such.
   */
  readonly isUnique?: true;
  /** It ends with a hyphen and characters that CloudFormation made up, as names do that a template leaves to it: `app-Orders-1B2C3D4E5F6G7`. */
  readonly isMadeUp?: true;
}

/** A text with gaps. */
export type GappedText = readonly (string | Gap)[];

/** Whether something holds for every, for no or only for some of the texts that the gaps may hold. */
export type Certainty = 'yes' | 'no' | 'maybe';

export function not(certainty: Certainty): Certainty {
  if (certainty === 'maybe') return 'maybe';
  return certainty === 'yes' ? 'no' : 'yes';
}

/** Whether all hold. */
export function all(certainties: Iterable<Certainty>): Certainty {
  let result: Certainty = 'yes';
  for (const certainty of certainties) {
    if (certainty === 'no') return 'no';
    if (certainty === 'maybe') result = 'maybe';
  }
  return result;
}

/** Whether at least one holds. */
export function some(certainties: Iterable<Certainty>): Certainty {
  let result: Certainty = 'no';
  for (const certainty of certainties) {
    if (certainty === 'yes') return 'yes';
    if (certainty === 'maybe') result = 'maybe';
  }
  return result;
}

/** The same text in lower case. */
export function lowerCase(text: GappedText): GappedText {
  return text.map((part) => (typeof part === 'string' ? part.toLowerCase() : part));
}

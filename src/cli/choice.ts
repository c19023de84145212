import { didYouMean } from './suggestion.js';
import { UsageError } from './usage-error.js';

/** The value if it is one of the words allowed; undefined stays undefined. */
export function choose<T extends string>(flag: string, value: string | undefined, words: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const word = words.find((one) => one === value);
  if (word === undefined) throw new UsageError(`${flag} is '${value}', but must be one of ${words.join(', ')}${didYouMean(value, words)}`);
  return word;
}

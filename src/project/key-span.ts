import type { MapEntry, Span } from '../facts/model.js';

/** Where the key of an entry stands. */
export function keySpan({ keyStart, keyEnd, file }: Pick<MapEntry, 'keyStart' | 'keyEnd' | 'file'>): Span {
  return file === undefined ? { start: keyStart, end: keyEnd } : { start: keyStart, end: keyEnd, file };
}

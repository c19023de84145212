import type { ModuleFacts, Span } from '../facts/model.js';

/** One text and what it said, of a module that changes from key to key. */
export interface ReadModule {
  readonly text: string;
  /** All that rules see of it. */
  readonly facts: ModuleFacts;
}

/** Where a place of the earlier text is in the later one; undefined where that is not told. */
export type MovePlace = (place: Span) => Span | undefined;

/**
 * Where the places of a module are since its text changed, if that changed nothing that is said of it but its places: then all that follows from it is the same.
 * Undefined where it says something else, where a comment of it silences something, and where two places are not in the order any more that they were in.
 */
export function movedPlaces(before: ReadModule, now: ReadModule): MovePlace | undefined {
  if (before.facts.suppressions.length > 0 || now.facts.suppressions.length > 0) return undefined;
  const moves = new Moves(before.text, now.text);
  return moves.isSame(before.facts, now.facts) && moves.keepsOrder() ? (place) => moves.move(place) : undefined;
}

/** Compares facts, and learns where places went that the change touches; all others only follow from how much longer or shorter the text is. */
class Moves {
  /** What changed, in the earlier text. */
  private readonly from: number;
  private readonly to: number;
  private readonly longer: number;
  private readonly touched = new Map<number, number>();

  constructor(before: string, now: string) {
    const shorter = Math.min(before.length, now.length);
    let from = 0;
    while (from < shorter && before.charCodeAt(from) === now.charCodeAt(from)) from++;
    let behind = 0;
    while (behind < shorter - from && before.charCodeAt(before.length - 1 - behind) === now.charCodeAt(now.length - 1 - behind)) behind++;
    this.from = from;
    this.to = before.length - behind;
    this.longer = now.length - before.length;
  }

  isSame(before: unknown, now: unknown): boolean {
    if (typeof before !== 'object' || typeof now !== 'object' || before === null || now === null) return before === now;
    if (Array.isArray(before)) return Array.isArray(now) && this.hasSameItems(before, now, (one, other) => this.isSame(one, other));
    return this.hasSameMembers(before as Members, now as Members);
  }

  private hasSameMembers(before: Members, now: Members): boolean {
    let count = 0;
    for (const key in before) {
      count++;
      if (!this.isSameMember(key, before[key], now[key])) return false;
    }
    for (const _key in now) count--;
    return count === 0;
  }

  private isSameMember(key: string, before: unknown, now: unknown): boolean {
    if (key === 'start' || key === 'end') return this.isMoved(before, now);
    if (key === 'tells' && Array.isArray(before) && Array.isArray(now)) return this.hasSameItems(before, now, (one, other) => this.isMoved(one, other));
    return this.isSame(before, now);
  }

  private hasSameItems(before: readonly unknown[], now: readonly unknown[], isSame: (one: unknown, other: unknown) => boolean): boolean {
    return before.length === now.length && before.every((one, index) => isSame(one, now[index]));
  }

  private isMoved(before: unknown, now: unknown): boolean {
    if (typeof before !== 'number' || typeof now !== 'number') return false;
    const told = this.offset(before);
    if (told !== undefined) return told === now;
    if (now < this.from || now > this.to + this.longer) return false;
    this.touched.set(before, now);
    return true;
  }

  private offset(before: number): number | undefined {
    if (before < this.from) return before;
    return before > this.to ? before + this.longer : this.touched.get(before);
  }

  /** One place may be inside another. */
  keepsOrder(): boolean {
    const inOrder = [...this.touched].sort(([one], [other]) => one - other);
    return inOrder.every(([, now], index) => index === 0 || (inOrder[index - 1]?.[1] ?? 0) < now);
  }

  move({ start, end }: Span): Span | undefined {
    const [first, last] = [this.offset(start), this.offset(end)];
    return first === undefined || last === undefined ? undefined : { start: first, end: last };
  }
}

type Members = Readonly<Record<string, unknown>>;

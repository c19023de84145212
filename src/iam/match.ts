import type { Certainty, GappedText } from './gapped-text.js';
import { cannotBeMadeUp, writtenName } from './made-up-name.js';
import type { WrittenName } from './made-up-name.js';
import { patternTokens, subjectTokens } from './pattern.js';
import type { GapToken, PatternKind, Token } from './pattern.js';

/** Whether a pattern matches a text: for everything that the gaps of both may hold, for nothing, or for some of it. */
export function matchText(pattern: GappedText, subject: GappedText, kind: PatternKind): Certainty {
  const [left, right] = [compiled(pattern, kind), compiled(subject, 'subject')];
  if (!left.tokens || !right.tokens) return 'maybe';
  if (beginsOtherwise(left.beginning, right.beginning) || endsOtherwise(left, right)) return 'no';
  if (left.named !== undefined && right.named !== undefined && beginsOtherwise(left.named, right.named)) return 'no';
  if (left.unique && right.unique && left.unique.id !== right.unique.id && left.unique.before === right.unique.before) return 'no';
  if (cannotBeMadeUp(left.written, right.written) || cannotBeMadeUp(right.written, left.written)) return 'no';
  if (left.isPlain && right.isPlain) return left.beginning === right.beginning ? 'yes' : 'no';
  if (reachesEnd(left.tokens, right.tokens, SURE) === true) return 'yes';
  return reachesEnd(left.tokens, right.tokens, POSSIBLE) === false ? 'no' : 'maybe';
}

/** So it is with most pairs of the statements and the calls of a role, which may be thousands. */
function beginsOtherwise(one: string, other: string): boolean {
  return one.length < other.length ? !other.startsWith(one) : !one.startsWith(other);
}

function endsOtherwise({ ending: one }: Compiled, { ending: other }: Compiled): boolean {
  return one.length < other.length ? !other.endsWith(one) : !one.endsWith(other);
}

/** A hundred times what real ARNs take. Texts made to be slow are left undecided. */
const MAX_STEPS = 10_000;

type Role = PatternKind | 'subject';

interface UniqueName {
  readonly id: string;
  readonly before: string;
}

interface Compiled {
  /** Undefined for a text that is too long. */
  readonly tokens: readonly Token[] | undefined;
  /** The characters that it surely begins with, and those that it ends with. */
  readonly beginning: string;
  readonly ending: string;
  /** Of an ARN: the characters that its last part surely begins with. Undefined where a part before that may hold a colon. */
  readonly named: string | undefined;
  /** The first name in it that is of one resource alone, with all that stands before it, where that says the same in each text. */
  readonly unique: UniqueName | undefined;
  /** Of an ARN: its name, where no star is in it. */
  readonly written: WrittenName | undefined;
  /** It is what it begins with. */
  readonly isPlain: boolean;
}

/** A statement is asked about many demands, a demand of many statements: each text is taken apart once. */
const cache: Readonly<Record<Role, WeakMap<GappedText, Compiled>>> = { arn: new WeakMap(), like: new WeakMap(), equal: new WeakMap(), subject: new WeakMap() };

function compiled(text: GappedText, role: Role): Compiled {
  const known = cache[role].get(text) ?? compile(text, role);
  cache[role].set(text, known);
  return known;
}

/** What is no plain character in a pattern. */
const SPECIAL: Readonly<Record<Role, RegExp>> = { arn: /[*?${}]/, like: /[*?${}]/, equal: /[${}]/, subject: /(?!)/ };

function compile(text: GappedText, role: Role): Compiled {
  const plain = (part: GappedText[number] | undefined): readonly string[] => (typeof part === 'string' ? part.split(SPECIAL[role]) : ['']);
  const first = plain(text[0]);
  const named = role === 'subject' || role === 'arn' ? lastPart(text, SPECIAL[role]) : undefined;
  const written = role === 'subject' || role === 'arn' ? writtenName(text, SPECIAL[role]) : undefined;
  return { named, written, unique: firstUnique(text, role), tokens: role === 'subject' ? subjectTokens(text) : patternTokens(text, role), beginning: first[0] ?? '', ending: plain(text.at(-1)).at(-1) ?? '', isPlain: text.length === 1 && typeof text[0] === 'string' && first.length === 1 };
}

/** Region, account and partition are gaps in most ARNs of calls: what tells them from those of statements stands behind. */
function lastPart(text: GappedText, special: RegExp): string | undefined {
  let plain = '';
  for (const part of text) {
    if (typeof part === 'string') {
      const [begins = '', more] = part.split(special, 2);
      plain += begins;
      if (more !== undefined) break;
    } else if (!part.excludes.includes(':') || plain.split(':', PARTS_BEFORE + 1).length > PARTS_BEFORE) break;
  }
  const parts = plain.split(':');
  return parts.length > PARTS_BEFORE ? parts.slice(PARTS_BEFORE).join(':') : undefined;
}

const PARTS_BEFORE = 5;

/**
 * Behind the same text, the names of two resources differ from their first character on. Roles with a statement for each of a thousand
 * queues have such names in all of them. Undefined where a pattern begins before it, or a gap that may be anything.
 */
export function firstUnique(text: GappedText, role: Role): UniqueName | undefined {
  let before = '';
  for (const part of text) {
    if (typeof part === 'string' ? SPECIAL[role].test(part) : part.id === undefined) return undefined;
    if (typeof part !== 'string' && part.isUnique && part.id !== undefined) return { id: part.id, before };
    before += typeof part === 'string' ? part : `\0${part.id ?? ''}\0`;
  }
  return undefined;
}

/** Which of the two texts may go one token on, at a token of each; undefined at the end of a text. */
interface Steps {
  /** The pattern alone. */
  readonly pattern: (p: Token, s: Token | undefined) => boolean;
  /** The subject alone. */
  readonly subject: (p: Token | undefined, s: Token) => boolean;
  readonly both: (p: Token, s: Token) => boolean;
}

/** Steps that hold whatever the gaps hold: a gap is matched by itself or by a star. */
const SURE: Steps = {
  pattern: (p) => isKind(p, 'star'),
  subject: (p, s) => typeof p === 'object' && p.kind === 'star' && (p.crosses || !mayHold(s, ':')),
  both: (p, s) => {
    if (typeof s !== 'string') return sameGap(p, s);
    return typeof p === 'string' ? p === s : p.kind === 'one' && (p.crosses || s !== ':');
  },
};

/** Steps that hold for something that the gaps may hold. */
const POSSIBLE: Steps = {
  pattern: (p, s) => isKind(p, 'star') || isPlainGap(p) || (isPlainGap(s) && canHold(s, p)) || (isUnique(s) && isWithin(s, p)),
  subject: (p, s) => isPlainGap(s) || isKind(p, 'star') || (isPlainGap(p) && canHold(p, s)) || (isUnique(p) && isWithin(p, s)),
  both: (p, s) => {
    if (isUnique(p)) return isUnique(s) ? sameGap(p, s) : isWithin(p, s);
    if (isUnique(s)) return isWithin(s, p);
    if (typeof s !== 'string') return false;
    return typeof p === 'string' ? p === s : p.kind === 'one';
  },
};

function isKind(token: Token | undefined, kind: 'star' | 'one' | 'gap'): boolean {
  return typeof token === 'object' && token.kind === kind;
}

function isGap(token: Token | undefined): token is GapToken {
  return typeof token === 'object' && token.kind === 'gap';
}

function isPlainGap(token: Token | undefined): token is GapToken {
  return isGap(token) && token.isUnique !== true;
}

function isUnique(token: Token | undefined): token is GapToken {
  return isGap(token) && token.isUnique === true;
}

function sameGap(p: Token, s: Token): boolean {
  return isGap(p) && isGap(s) && p.id !== undefined && p.id === s.id;
}

/** Whether what a token stands for may have the character in it. */
function mayHold(token: Token, character: string): boolean {
  if (typeof token === 'string') return token === character;
  return !isGap(token) || !token.excludes.includes(character);
}

/** A gap may hold a character, what `?` stands for, or a whole name. */
function canHold(gap: GapToken, token: Token): boolean {
  return typeof token === 'string' ? !gap.excludes.includes(token) : isKind(token, 'one') || isUnique(token);
}

/** A character that may be part of a unique name. */
function isWithin(gap: GapToken, token: Token): boolean {
  return typeof token === 'string' ? !gap.excludes.includes(token) : isKind(token, 'one');
}

/**
 * Whether steps lead from the beginning of both texts to the end of both. One row of places in the pattern for each place in the
 * subject; only the part of a row that can be reached is looked at, so that texts without many stars take one pass. Undefined when it
 * takes too long.
 */
function reachesEnd(pattern: readonly Token[], subject: readonly Token[], steps: Steps): boolean | undefined {
  const width = pattern.length + 1;
  let row = new Uint8Array(width + 1);
  let next = new Uint8Array(width + 1);
  let [low, high] = [0, 0];
  let taken = 0;
  row[0] = 1;
  for (let j = 0; j <= subject.length; j++) {
    const s = subject[j];
    let [nextLow, nextHigh] = [width, -1];
    taken += high - low + 1;
    if (taken > MAX_STEPS) return undefined;
    for (let i = low; i <= high; i++) {
      if (row[i] !== 1) continue;
      row[i] = 0;
      const p = pattern[i];
      if (p === undefined && s === undefined) return true;
      // Two characters: neither text goes on alone, whatever the steps are.
      if (typeof p === 'string' && typeof s === 'string') {
        if (p === s) [nextLow, nextHigh] = mark(next, i + 1, nextLow, nextHigh);
        continue;
      }
      if (p !== undefined && steps.pattern(p, s)) {
        row[i + 1] = 1;
        high = Math.max(high, i + 1);
      }
      if (s === undefined) continue;
      if (steps.subject(p, s)) [nextLow, nextHigh] = mark(next, i, nextLow, nextHigh);
      if (p !== undefined && steps.both(p, s)) [nextLow, nextHigh] = mark(next, i + 1, nextLow, nextHigh);
    }
    if (nextHigh < 0) return false;
    [row, next] = [next, row];
    [low, high] = [nextLow, nextHigh];
  }
  return false;
}

function mark(row: Uint8Array, at: number, low: number, high: number): [number, number] {
  row[at] = 1;
  return [Math.min(low, at), Math.max(high, at)];
}

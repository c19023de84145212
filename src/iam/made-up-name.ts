import type { GappedText } from './gapped-text.js';

/** What stands at the end of an ARN, as far as it is the same in each text; gaps in it as signs of their own. */
export interface WrittenName {
  readonly service: string;
  /** `table/orders`. */
  readonly name: string;
  /** Where in the name one stands that CloudFormation makes up; -1 without. */
  readonly madeUp: number;
  /** More may follow: a wildcard, or a gap that may be anything. */
  readonly isOpen: boolean;
}

const GAP = '\u0000';
const MADE_UP = '\u0001';
const PARTS_BEFORE = 5;
/** How made-up names end; those of buckets are in lower case. */
const END = /-(?:[A-Z0-9]{8,}|[a-z0-9]{8,})(?:\.fifo)?$/;
const AFTER_NAME = /[/:]/;

/** The name in an ARN; undefined where all before it is not the same in each text. */
export function writtenName(text: GappedText, special: RegExp): WrittenName | undefined {
  let whole = '';
  let isOpen = false;
  for (const part of text) {
    isOpen = typeof part === 'string' ? special.test(part) : !part.excludes.includes(':');
    whole += typeof part === 'string' ? (part.split(special, 1)[0] ?? '') : isOpen ? '' : part.isMadeUp ? MADE_UP : `${GAP}${(part.id ?? '').replaceAll(':', '')}${GAP}`;
    if (isOpen) break;
  }
  const parts = whole.split(':');
  const service = parts[2];
  if (service === undefined || parts.length <= PARTS_BEFORE) return undefined;
  const name = parts.slice(PARTS_BEFORE).join(':');
  return { service, name, madeUp: name.indexOf(MADE_UP), isOpen };
}

/** `orders` is not the name of a table whose name CloudFormation makes up: whoever writes that one down writes how it ends. */
export function cannotBeMadeUp(written: WrittenName | undefined, madeUp: WrittenName | undefined): boolean {
  if (!written || !madeUp || written.madeUp >= 0 || madeUp.madeUp < 0 || written.service !== madeUp.service) return false;
  const before = madeUp.name.slice(0, madeUp.madeUp);
  const after = firstPart(madeUp.name.slice(madeUp.madeUp + 1), madeUp.isOpen);
  const own = written.name.startsWith(before) ? firstPart(written.name.slice(before.length), written.isOpen) : undefined;
  if (own === undefined || after === undefined || !own.endsWith(after)) return false;
  const name = own.slice(0, own.length - after.length);
  const end = name.slice(name.lastIndexOf(GAP) + 1);
  // Behind a gap, only what holds the hyphen tells.
  if (end !== name && !end.includes('-')) return false;
  return !END.test(end) || !/\d/.test(end.slice(end.lastIndexOf('-')));
}

/** Up to a slash or a colon, which no made-up name holds. */
function firstPart(text: string, isOpen: boolean): string | undefined {
  const length = text.search(AFTER_NAME);
  if (length >= 0) return text.slice(0, length);
  return isOpen ? undefined : text;
}

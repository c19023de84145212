import { tokenSpans } from '../data/token-spans.js';
import type { Diagnostic, Fix } from '../diagnostic.js';
import type { Acceptance } from './baseline.js';
import { BASELINE_FILE } from './baseline.js';
import { createFixer } from './fix/create-fixer.js';
import type { Fixer } from './fix/create-fixer.js';
import type { Draft } from './diagnose.js';
import { once } from './once.js';
import type { Places } from './places.js';

const LONG_LINE = 1000;

/** A diagnostic with the fingerprint that the first of those has from which only a counter tells it apart. */
export interface Identified {
  readonly diagnostic: Diagnostic;
  readonly identity: string;
}

/**
 * Gives every draft an identity that survives edits elsewhere in the file: rule, message, function and the text of the
 * line, and a counter for repeats. No line number goes in. What the baseline accepts is moved aside.
 */
export function withFingerprints(drafts: readonly Draft[], places: Places, accepted?: Acceptance): readonly Identified[] {
  const seen = new Map<string, number>();
  const fixer = createFixer(places);
  return drafts.map((draft) => {
    const line = tellingPart(places.lineText(draft.location), draft.location.startColumn - 1).trim().replace(/\s+/g, ' ');
    const words = [draft.rule, draft.messageId, draft.location.path, draft.function ?? '', line].join('\n');
    const count = (seen.get(words) ?? 0) + 1;
    seen.set(words, count);
    const fingerprint = hash(`${words}\n${count}`);
    const identity = count === 1 ? fingerprint : hash(`${words}\n1`);
    const isAccepted = draft.suppressed === null && accepted?.accepts({ path: draft.location.path, rule: draft.rule, identity }) === true;
    const suppressed = isAccepted ? { kind: 'baseline' as const, reason: `accepted in ${BASELINE_FILE}` } : draft.suppressed;
    return { identity, diagnostic: toDiagnostic(draft, suppressed, fingerprint, fixer) };
  });
}

/** Name by name: a copy without two of its properties costs the time and the memory of several objects. */
function toDiagnostic({ rule, concern, severity, precision, messageId, message, function: owner, location, related, proposals }: Draft, suppressed: Diagnostic['suppressed'], fingerprint: string, fixer: Fixer): Diagnostic {
  const diagnostic: Made = { rule, concern, severity, precision, messageId, message, location, related, fingerprint, suppressed };
  if (owner !== undefined) diagnostic.function = owner;
  if (proposals.length === 0) return Object.assign(diagnostic, { fixes: NO_FIXES });
  fixMakers.set(diagnostic, once(() => fixer(proposals).filter(isShowable)));
  return Object.defineProperty(diagnostic, 'fixes', FIXES_ON_DEMAND) as Diagnostic;
}

type Made = Omit<Diagnostic, 'fixes' | 'function'> & { function?: string };

const NO_FIXES: readonly Fix[] = [];
const fixMakers = new WeakMap<object, () => readonly Fix[]>();

/** Fixes are made when someone looks at them: the file is read once more for them. One getter for all: with getters of their own, objects have hidden classes of their own. */
const FIXES_ON_DEMAND = {
  get(this: object): readonly Fix[] {
    return fixMakers.get(this)?.() ?? NO_FIXES;
  },
  enumerable: true,
};

/** Code that is moved may have a credential beside it; edits are written as they are, and so would be shown as they are. */
function isShowable({ edits }: Fix): boolean {
  return edits.every(({ text }) => tokenSpans(text).length === 0);
}

/** Of a line that is a whole document, as in compact JSON, what stands at the finding. */
function tellingPart(line: string, offset: number): string {
  return line.length <= LONG_LINE ? line : line.slice(offset, offset + LONG_LINE);
}

/** 64-bit FNV-1a over UTF-16 units, as 16 hexadecimal digits. An identity, no secret: it need not withstand attacks. */
function hash(text: string): string {
  let low = 0x84222325;
  let high = 0xcbf29ce4;
  for (let i = 0; i < text.length; i++) {
    low ^= text.charCodeAt(i);
    // The prime is 2^40 + 0x1b3: multiply in halves that stay exact.
    const product = (low >>> 0) * 0x1b3;
    const carry = Math.floor(product / 0x100000000);
    high = (Math.imul(high, 0x1b3) + carry + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return high.toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
}

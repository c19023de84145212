import { credentialName } from './credential-name.js';
import type { SecretPattern } from './secret-patterns.js';
import { SECRET_PATTERNS } from './secret-patterns.js';
import { entropy, isChosenPassword, isLocalPassword, isPlaceholder, looksGenerated } from './value-shape.js';

/** A credential in plain text. `preview` may be shown: it does not give the value away. */
export interface FoundSecret {
  readonly kind: string;
  readonly preview: string;
}

interface Compiled {
  readonly known: SecretPattern;
  readonly hint: RegExp | undefined;
}

/** No credential is shorter, and most literals are. */
const SHORTEST = 12;
/** Names of variables are shorter; the hints are tried at every place of one. */
const LONGEST_NAME = 256;

/** Compiled on first use: many projects have no text that is worth a look. */
let compiled: { readonly patterns: readonly Compiled[]; readonly keywords: RegExp } | undefined;

/**
 * A credential that the text is or contains: one of the known token formats, or a generated value under a name such as
 * `DB_PASSWORD`. References to secrets, names of resources and placeholders are none.
 */
export function findSecret(text: string, name: string | undefined): FoundSecret | undefined {
  if (text.length < SHORTEST) return undefined;
  return findToken(text, name) ?? findHeader(text) ?? (name === undefined ? undefined : findByName(text, name));
}

/**
 * A password that somebody made up to please a policy, `Skiing12!`: under a name that says so, with a letter of each case, a digit and a mark.
 * For places where a value is what it will be; code has texts like that in messages and examples.
 */
export function findChosenPassword(text: string, name: string): FoundSecret | undefined {
  if (!isChosenPassword(text) || credentialName(name)?.kind !== 'password') return undefined;
  return { kind: 'password', preview: preview(text) };
}

/** The value of an `Authorization` header. */
function findHeader(text: string): FoundSecret | undefined {
  const [, scheme, credential] = /^(Bearer|Basic|Token) (\S+)$/i.exec(text) ?? [];
  if (scheme === undefined || credential === undefined || !looksGenerated(credential, true)) return undefined;
  return { kind: scheme.toLowerCase() === 'basic' ? 'user and password' : 'token', preview: preview(credential) };
}

function findToken(text: string, name: string | undefined): FoundSecret | undefined {
  compiled ??= compile();
  const hasKeyword = compiled.keywords.test(text);
  if (!hasKeyword && name === undefined) return undefined;
  const lower = hasKeyword ? text.toLowerCase() : '';
  for (const { known, hint } of compiled.patterns) {
    if (hint ? name === undefined || name.length > LONGEST_NAME || !hint.test(name) : !hasKeyword || !lower.includes(known.keyword)) continue;
    // Compiled where its keyword is met: hardly any is.
    const match = new RegExp(known.pattern).exec(text);
    if (match && isCredible(known, match)) return { kind: known.name, preview: preview(match[0]) };
  }
  return undefined;
}

function isCredible(known: SecretPattern, match: RegExpExecArray): boolean {
  const secret = match[1] ?? match[0];
  if (known.id === 'connection-string') return !isLocalPassword(secret, match[0]);
  // Names of resources have no capitals and digits at once, the 40 characters of a secret access key do.
  if (known.id === 'aws-secret-access-key' && !(/\d/.test(secret) && /[A-Z]/.test(secret) && /[a-z]/.test(secret))) return false;
  return !isPlaceholder(secret) && entropy(secret) >= (known.entropy ?? 0);
}

function findByName(text: string, name: string): FoundSecret | undefined {
  if (text === name || /\s/.test(text)) return undefined;
  const credential = credentialName(name);
  if (!credential || !looksGenerated(text, credential.strong)) return undefined;
  return { kind: credential.kind, preview: preview(text) };
}

function compile(): { readonly patterns: readonly Compiled[]; readonly keywords: RegExp } {
  const patterns = SECRET_PATTERNS.map((known) => ({
    known,
    hint: known.hint === undefined ? undefined : new RegExp(known.hint, 'i'),
  }));
  const keywords = SECRET_PATTERNS.filter((known) => known.hint === undefined).map((known) => known.keyword.replaceAll('.', '\\.'));
  return { patterns, keywords: new RegExp(keywords.join('|'), 'i') };
}

function preview(secret: string): string {
  // Of a short one that would be half.
  return `${secret.slice(0, secret.length < SHORTEST ? 1 : 4)}… (${secret.length} characters)`;
}

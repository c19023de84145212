import { tokenSpans } from '../data/token-spans.js';
import type { Diagnostic, Place } from '../diagnostic.js';
import { printable } from '../printable.js';
import type { Places } from './places.js';

/** Names are shorter; a text of a megabyte in their place would be in every message. */
const MAX_VALUE = 500;
const SHOWN = 4;

/** What is said about a project, as it may be shown anywhere: one line, without what steers a terminal, and no credential whole. */
export function shownText(text: string): string {
  let shown = '';
  let from = 0;
  for (const { start, end } of tokenSpans(text)) {
    shown += `${text.slice(from, start + SHOWN)}…`;
    from = end;
  }
  return printable(shown + text.slice(from));
}

/** A value that is put into a message. */
export function shownValue(value: unknown): string {
  const text = String(value);
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

const KEY = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,40}-----/g;
const KEY_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY/g;

/** Where credentials stand on the lines that are shown with findings, whether or not a rule speaks about them: in comments too. */
export function tokensBeside(diagnostics: readonly Diagnostic[], places: Places): readonly Place[] {
  const lines = new Map<string, Place>();
  for (const { location } of diagnostics) lines.set(`${location.startLine}:${location.path}`, location);
  const keys = new Map<string, readonly Place[]>();
  for (const { path } of lines.values()) if (!keys.has(path)) keys.set(path, keysIn(path, places));
  return [...keys.values(), ...[...lines.values()].map((place) => tokensOn(place, places))].flat();
}

function tokensOn(place: Place, places: Places): readonly Place[] {
  const { path, startLine } = place;
  return tokenSpans(places.lineText(place)).map(({ start, end }) => ({ path, startLine, startColumn: start + 1, endLine: startLine, endColumn: end + 1 }));
}

/** The lines of private keys; one that does not end reaches to the end of the file. */
function keysIn(path: string, places: Places): readonly Place[] {
  const text = places.textOf(path) ?? '';
  if (!text.includes('PRIVATE KEY')) return [];
  return [...text.matchAll(KEY)].map(({ index }) => {
    KEY_END.lastIndex = index;
    return places.toPlace({ path, start: index, end: KEY_END.exec(text)?.index ?? text.length });
  });
}

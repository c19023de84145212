import type { ArtifactLocation, PhysicalLocation, Region as SarifRegion } from 'sarif';
import type { Place } from '../diagnostic.js';
import type { MaskedLine } from './masked-line.js';
import { printable } from './printable.js';
import type { Sources } from './sources.js';

/** Stands for the root of the repository; no file says where that is on the machine. */
export const SOURCE_ROOT = '%SRCROOT%';

const MAX_SNIPPET = 300;
const AROUND = 100;

/** A path relative to the repository root as a relative URI: percent-encoded, forward slashes kept. */
export function artifactLocation(path: string): ArtifactLocation {
  // A colon in the first segment would read as a scheme.
  const uri = encodeURI(wellFormed(path)).replace(/[?#:]/g, encodeURIComponent);
  return { uri, uriBaseId: SOURCE_ROOT };
}

/** A place without its text: for related locations and steps. */
export function plainLocation(place: Place): PhysicalLocation {
  const { startLine, startColumn, endLine, endColumn } = place;
  return { artifactLocation: artifactLocation(place.path), region: { startLine, startColumn, endLine, endColumn } };
}

/**
 * The place of a result with its text and the line around it. A pull request shows an alert only if every line of its
 * region was changed, so a region over several lines is cut to the first.
 */
export function primaryLocation(place: Place, sources: Sources): PhysicalLocation {
  const masked = sources.masked(place.path, place.startLine);
  const written = sources.line(place.path, place.startLine);
  if (!masked || written === undefined) return plainLocation(place);
  const start = Math.min(place.startColumn - 1, written.length);
  const end = place.endLine > place.startLine ? written.length : Math.max(start, Math.min(place.endColumn - 1, written.length));
  return {
    artifactLocation: artifactLocation(place.path),
    region: lineRegion(place.startLine, start, end, masked),
    contextRegion: context(place.startLine, start, end, written.length, masked),
  };
}

/** Must be larger than the region: where that is the whole line already, the line break is added. */
function context(line: number, start: number, end: number, length: number, masked: MaskedLine): SarifRegion {
  const from = length > MAX_SNIPPET ? Math.max(0, start - AROUND) : 0;
  const to = length > MAX_SNIPPET ? Math.min(length, end + AROUND) : length;
  const region = lineRegion(line, from, to, masked);
  return from < start || to > end ? region : { ...region, endLine: line + 1, endColumn: 1 };
}

function lineRegion(line: number, start: number, end: number, masked: MaskedLine): SarifRegion {
  const text = masked.text.slice(masked.column(start), masked.column(end));
  const shown = text.length > MAX_SNIPPET ? `${text.slice(0, MAX_SNIPPET)}…` : text;
  return {
    startLine: line,
    startColumn: start + 1,
    endLine: line,
    endColumn: end + 1,
    snippet: { text: wellFormed(printable(shown)) },
  };
}

/** A cut may leave half a surrogate pair, which neither a URI nor a strict JSON reader takes. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

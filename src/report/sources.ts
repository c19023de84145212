import type { SecretPlace } from '../diagnostic.js';
import { maskLine, secretSpans } from './masked-line.js';
import type { MaskedLine } from './masked-line.js';
import type { Report } from './model.js';

/** The lines of the files with findings, and what of them may be printed. */
export interface Sources {
  /** A line as written, without its break; undefined where the file or the line is not there. */
  line(path: string, number: number): string | undefined;
  /** The same line with every secret that was found on it masked. */
  masked(path: string, number: number): MaskedLine | undefined;
}

/** Splits files on first use and masks the regions of all findings about secrets, in whichever frame they turn up. */
export function createSources(report: Report): Sources {
  const files = new Map<string, readonly string[]>();
  const shown = new Map<string, MaskedLine>();
  const secrets = secretRegions(report);

  function linesOf(path: string): readonly string[] {
    const known = files.get(path);
    if (known) return known;
    const lines = report.textOf(path)?.split(/\r\n|\r|\n/) ?? [];
    files.set(path, lines);
    return lines;
  }

  function line(path: string, number: number): string | undefined {
    return linesOf(path)[number - 1];
  }

  function maskedLine(path: string, number: number): MaskedLine | undefined {
    const text = line(path, number);
    if (text === undefined) return undefined;
    const key = `${number}:${path}`;
    const known = shown.get(key);
    if (known) return known;
    const touching = (secrets.get(path) ?? []).filter((region) => region.startLine <= number && number <= region.endLine);
    const masked = maskLine(text, secretSpans(text, number, touching));
    shown.set(key, masked);
    return masked;
  }

  return { line, masked: maskedLine };
}

function secretRegions(report: Report): ReadonlyMap<string, readonly SecretPlace[]> {
  const regions = new Map<string, SecretPlace[]>();
  for (const location of report.secrets ?? report.diagnostics.flatMap((one) => (one.concern === 'secrets' ? [one.location] : []))) {
    const known = regions.get(location.path);
    if (known) known.push(location);
    else regions.set(location.path, [location]);
  }
  return regions;
}

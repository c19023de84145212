import type { Diagnostic, Fix, Place } from '../diagnostic.js';
import type { VetResult } from '../engine/vet.js';
import { placePythonFindings } from './python-findings.js';

/** A finding as ESLint shows it. Lines and columns are 1-based and count in the text without a byte order mark. */
export interface ShownFinding {
  readonly message: string;
  readonly place: Place;
  /** Those that change nothing but the file that is shown; made when they are asked for. */
  readonly fixes: () => readonly Fix[];
}

/** What there is to say about one file. */
export interface FileFindings {
  readonly byRule: ReadonlyMap<string, readonly ShownFinding[]>;
  /** Mistakes of ours that cost findings here. */
  readonly failures: readonly string[];
}

export const NO_FINDINGS: FileFindings = { byRule: new Map(), failures: [] };

const BYTE_ORDER_MARK = '\uFEFF';

/** The text as ESLint hands it out. */
export function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/** The findings that no comment silences, by file. */
export function indexFindings(result: VetResult): ReadonlyMap<string, FileFindings> {
  const byPath = new Map<string, { byRule: Map<string, ShownFinding[]>; failures: string[] }>();
  const entryFor = (path: string): { byRule: Map<string, ShownFinding[]>; failures: string[] } => {
    const entry = byPath.get(path) ?? { byRule: new Map(), failures: [] };
    byPath.set(path, entry);
    return entry;
  };
  const placed = placePythonFindings(result);
  for (const found of result.diagnostics) {
    if (found.suppressed !== null) continue;
    const diagnostic = placed(found);
    const { byRule } = entryFor(diagnostic.location.path);
    const findings = byRule.get(diagnostic.rule) ?? [];
    byRule.set(diagnostic.rule, findings);
    findings.push({ message: diagnostic.message, place: diagnostic.location, fixes: () => ownFixes(found, diagnostic.location.path, result) });
  }
  for (const { path, message } of failuresByTemplate(result)) entryFor(path).failures.push(message);
  return byPath;
}

/** ESLint changes one file at a time, and counts without a byte order mark. */
function ownFixes({ fixes }: Diagnostic, path: string, { textOf }: VetResult): readonly Fix[] {
  const shift = textOf(path)?.startsWith(BYTE_ORDER_MARK) === true ? 1 : 0;
  const own = fixes.filter(({ edits }) => edits.every((edit) => edit.path === path && edit.start >= shift));
  return own.map((fix) => ({ ...fix, edits: fix.edits.map((edit) => ({ ...edit, start: edit.start - shift, end: edit.end - shift })) }));
}

/** A rule that fails does so for a whole project: its templates are the place to say so. */
function failuresByTemplate({ problems, repository }: VetResult): readonly { readonly path: string; readonly message: string }[] {
  const failures = problems.filter(({ kind }) => kind === 'internal');
  if (failures.length === 0) return [];
  return repository.projects.flatMap(({ root, templates }) => {
    const here = failures.filter(({ path }) => path === (root === '' ? '.' : root));
    return templates.flatMap((template) => here.map(({ message }) => ({ path: template.path, message })));
  });
}

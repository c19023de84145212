import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { BUILT_IN_RUNTIMES } from '../src/data/runtime-table.js';
import type { Diagnostic } from '../src/diagnostic.js';
import { findCandidates } from '../src/engine/discover.js';
import { applyFixes } from '../src/engine/fix/apply-fixes.js';
import { vet } from '../src/engine/vet.js';
import type { VetResult } from '../src/engine/vet.js';
import { diskSource } from '../src/source/disk-source.js';
import type { FileSource } from '../src/source/file-source.js';
import { RULES } from '../rules/index.js';
import { FIXTURES } from './fixture-cases.js';
import { withSizes } from './sized-source.js';

/** The day of every fixture run: dates in fixtures stay true. */
export const TODAY = '2026-11-20';

export interface CaseResult {
  readonly expected: readonly string[];
  readonly found: readonly string[];
}

/** The texts of a case once all fixes of a rule are made, by file; and what stands in its `.fixed` files. */
export function fixCase(ruleId: string, name: string): { readonly made: Readonly<Record<string, string>>; readonly expected: Readonly<Record<string, string>> } {
  const folder = join(FIXTURES, ruleId, name);
  const { diagnostics, textOf } = vetFixture(folder, ...(isAboutRun(ruleId) ? [] : [ruleId]));
  const { texts } = applyFixes(diagnostics.filter(({ rule }) => rule === ruleId), ['safe', 'unsafe', 'manual'], textOf);
  const fixed = filesBelow(folder).filter((file) => file.endsWith('.fixed'));
  return { made: Object.fromEntries(texts), expected: Object.fromEntries(fixed.map((file) => [file.slice(0, -'.fixed'.length), readFileSync(join(folder, file), 'utf8')])) };
}

/**
 * What a rule says about its case, as a person reads it: `file:line [function] message`, below it `file:line message` for each related
 * place and the titles of the fixes.
 */
export function wordingOf(ruleId: string, name: string): string {
  const { diagnostics } = vetFixture(join(FIXTURES, ruleId, name), ...(isAboutRun(ruleId) ? [] : [ruleId]));
  return diagnostics.filter(({ rule }) => rule === ruleId).map(({ location, message, related, fixes, function: fn }) => [
    `${location.path}:${location.startLine}${fn === undefined ? '' : ` [${fn}]`} ${message}\n`,
    ...related.map((place) => `  ${place.location.path}:${place.location.startLine} ${place.message}\n`),
    ...fixes.map(({ title, applicability }) => `  ${applicability} fix: ${title}\n`),
  ].join('')).join('');
}

/** Runs one rule over its case; both lists hold `file:line rule [message]` for the finding and `file:line related rule` for its other places. */
export function runCase(ruleId: string, name: string): CaseResult {
  const folder = join(FIXTURES, ruleId, name);
  const files = filesBelow(folder);
  const expectations = files.filter((file) => !file.endsWith('.fixed')).flatMap((file) => expectationsIn(file, readFileSync(join(folder, file), 'utf8')));
  const gaps = new Set(expectations.filter(({ kind }) => kind === 'gap').map(({ place }) => place));
  const wanted = expectations.filter(({ kind }) => kind !== 'gap');
  const { diagnostics, problems } = vetFixture(folder, ...(isAboutRun(ruleId) ? [] : [ruleId]));
  const open = diagnostics.filter(({ rule, suppressed }) => rule === ruleId && suppressed === null);
  const withMessage = new Set(wanted.filter(({ messageId }) => messageId !== undefined).map(({ place }) => place));
  const found = open.flatMap((diagnostic) => describeFinding(diagnostic, withMessage, new Set(wanted.map(({ kind, place }) => `${kind} ${place}`))));
  const closedGaps = open.map((diagnostic) => placeOf(diagnostic)).filter((place) => gaps.has(place));
  return {
    expected: wanted.map(({ kind, place, messageId }) => [kind, place, messageId].filter(Boolean).join(' ')).sort(),
    found: [...found, ...closedGaps.map((place) => `gap closed ${place}`), ...problems.filter(({ kind }) => kind === 'internal').map(({ message }) => message)].sort(),
  };
}

/** A rule about the run itself judges what all the others found. */
function isAboutRun(ruleId: string): boolean {
  return RULES.some(({ id, concern }) => id === ruleId && concern === 'run');
}

export function fixtureSource(folder: string): FileSource {
  const sizes = join(folder, 'sizes.txt');
  const disk = diskSource(folder);
  return existsSync(sizes) ? withSizes(disk, readFileSync(sizes, 'utf8')) : disk;
}

export function vetFixture(folder: string, ...ruleIds: readonly string[]): VetResult {
  return vetSource(fixtureSource(folder), ...ruleIds);
}

export function vetSource(source: FileSource, ...ruleIds: readonly string[]): VetResult {
  return vet(source, findCandidates(source, ''), {
    rules: RULES,
    severityIn: (rule) => (ruleIds.length === 0 || ruleIds.includes(rule.id) ? rule.severity : 'off'),
    today: TODAY,
    runtimes: BUILT_IN_RUNTIMES,
  });
}

function placeOf({ location: { path, startLine }, rule }: Diagnostic): string {
  return `${path}:${startLine} ${rule}`;
}

/** Related places count only where the case expects one: a case shows what matters to it. */
function describeFinding(diagnostic: Diagnostic, withMessage: ReadonlySet<string>, wanted: ReadonlySet<string>): readonly string[] {
  const place = placeOf(diagnostic);
  const main = withMessage.has(place) ? `expect ${place} ${diagnostic.messageId}` : `expect ${place}`;
  const related = diagnostic.related.map(({ location }) => `related ${location.path}:${location.startLine} ${diagnostic.rule}`);
  return [main, ...new Set(related.filter((one) => wanted.has(one)))];
}

interface Expectation {
  readonly kind: 'expect' | 'related' | 'gap';
  readonly place: string;
  readonly messageId: string | undefined;
}

/** `expect: rule [message-id]`, `related: rule`, `gap: rule reason` at the end of a line; with `-next` alone above it; `expected.txt` for JSON. */
function expectationsIn(file: string, text: string): readonly Expectation[] {
  if (file === 'expected.txt') return text.split('\n').filter((line) => line.trim() !== '').map(fromListing);
  return text.split('\n').flatMap((line, index): readonly Expectation[] => {
    const match = /(?:#|\/\/|\/\*)\s*(expect|related|gap)(-next)?:\s*([a-z0-9-]+)(?:\s+([A-Za-z]+))?/.exec(line);
    const [, kind, next, rule, messageId] = match ?? [];
    if (kind !== 'expect' && kind !== 'related' && kind !== 'gap') return [];
    return [{ kind, place: `${file}:${index + (next ? 2 : 1)} ${rule ?? ''}`, messageId: kind === 'expect' ? messageId : undefined }];
  });
}

function fromListing(line: string): Expectation {
  const [place = '', rule = '', messageId] = line.trim().split(/\s+/);
  return { kind: 'expect', place: `${place} ${rule}`, messageId };
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

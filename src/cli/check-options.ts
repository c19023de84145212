import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { BUILT_IN_RUNTIMES, parseRuntimeTable } from '../data/runtime-table.js';
import type { RuntimeTable } from '../data/runtime-table.js';
import type { Fix } from '../diagnostic.js';
import { MAX_RESULTS } from '../report/max-results.js';
import type { Shard } from '../report/model.js';
import type { RegisteredRule } from '../rule.js';
import type { Flags } from './arguments.js';
import { choose } from './choice.js';
import { FORMATS } from './formats.js';
import type { Format, FormatOptions } from './formats.js';
import type { Io } from './io.js';
import { parseOutput } from './output-file.js';
import type { OutputFile } from './output-file.js';
import { FAIL_ON, PRECISIONS, PRESETS, selectorProblem, SEVERITIES } from './selection.js';
import type { Selection } from './selection.js';
import { UsageError } from './usage-error.js';
import { usesColour } from './colour.js';
import type { Config } from './config.js';

/** What the flags of `check` say, checked. */
export interface CheckOptions extends FormatOptions {
  readonly format: Format;
  readonly outputs: readonly OutputFile[];
  readonly selection: Selection;
  readonly limits: Pick<Config, 'failOn' | 'minSeverity' | 'minPrecision'>;
  readonly today: string;
  readonly runtimes: RuntimeTable;
  /** Kinds of fixes that are made or shown; undefined for none. */
  readonly fixes: readonly Fix['applicability'][] | undefined;
  /** Fixes are only shown. */
  readonly isDiff: boolean;
  readonly isQuiet: boolean;
  readonly showsTiming: boolean;
  readonly allowsUnmatched: boolean;
  readonly ignoresBaseline: boolean;
  readonly shard: Shard | undefined;
  /** The file that standard input stands for. */
  readonly stdinFilename: string | undefined;
}

export function readCheckOptions(flags: Flags, io: Io, rules: readonly RegisteredRule[]): CheckOptions {
  return {
    format: choose('--format', flags.value('format'), FORMATS) ?? 'full',
    outputs: flags.all('output').map((written) => parseOutput(written, io.cwd)),
    colour: usesColour(flags, io),
    columns: io.stdout.columns,
    sarifCategory: flags.value('sarif-category'),
    sarifSuppressed: flags.has('sarif-suppressed'),
    sarifLimit: sarifLimitOf(flags),
    selection: {
      preset: choose('--preset', flags.value('preset'), PRESETS),
      select: flags.has('select') ? selectors('select', flags, rules) : undefined,
      ignore: selectors('ignore', flags, rules),
      rules: new Map(),
    },
    limits: {
      failOn: choose('--fail-on', flags.value('fail-on'), FAIL_ON),
      minSeverity: choose('--min-severity', flags.value('min-severity'), SEVERITIES),
      minPrecision: choose('--min-precision', flags.value('min-precision'), PRECISIONS),
    },
    today: dayOf(flags.value('today')) ?? io.today(),
    runtimes: runtimesOf(flags.value('runtimes'), io.cwd),
    fixes: wantedFixes(flags),
    isDiff: flags.has('diff'),
    isQuiet: flags.has('quiet'),
    showsTiming: flags.has('timing'),
    allowsUnmatched: flags.has('no-error-on-unmatched'),
    shard: shardOf(flags.value('shard')),
    ignoresBaseline: flags.has('no-baseline'),
    stdinFilename: stdinFilename(flags),
  };
}

function selectors(name: 'select' | 'ignore', flags: Flags, rules: readonly RegisteredRule[]): readonly string[] {
  const entries = flags.list(name);
  if (flags.has(name) && entries.length === 0) throw new UsageError(`--${name} needs a value: --${name} LIST`);
  for (const entry of entries) {
    const problem = selectorProblem(entry, rules);
    if (problem !== undefined) throw new UsageError(`--${name}: ${problem}`);
  }
  return entries;
}

/** What is left to be filled in by hand is never made unasked. */
function wantedFixes(flags: Flags): CheckOptions['fixes'] {
  if (!flags.has('fix') && !flags.has('unsafe-fixes') && !flags.has('diff')) return undefined;
  if (flags.has('stdin') && !flags.has('diff')) throw new UsageError('--fix changes files on disk and cannot be used with --stdin; --diff shows what it would do');
  if (flags.has('shard')) throw new UsageError('--shard vets a part for a report, and cannot be used with --fix, --unsafe-fixes or --diff');
  return flags.has('unsafe-fixes') ? ['safe', 'unsafe'] : ['safe'];
}

function shardOf(written: string | undefined): Shard | undefined {
  if (written === undefined) return undefined;
  const [, index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(written) ?? []).map(Number);
  if (index < 1 || index > count) throw new UsageError(`--shard is '${written}', but must be I/N with I from 1 to N, as in --shard 2/4`);
  return { index, count };
}

/** How many results a SARIF file may have; undefined leaves it to the format. */
export function sarifLimitOf(flags: Flags): number | undefined {
  const written = flags.value('sarif-limit');
  if (written === undefined) return undefined;
  const limit = /^\d{1,5}$/.test(written) ? Number(written) : 0;
  if (limit < 1 || limit > MAX_RESULTS) throw new UsageError(`--sarif-limit is '${written}', but must be a number from 1 to ${MAX_RESULTS}, which is what GitHub accepts`);
  return limit;
}

function dayOf(written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  const date = new Date(`${written}T00:00:00Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(written) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written);
  if (!isDay) throw new UsageError(`--today is '${written}', but must be a date of the form YYYY-MM-DD`);
  return written;
}

function runtimesOf(file: string | undefined, cwd: string): RuntimeTable {
  if (file === undefined) return BUILT_IN_RUNTIMES;
  const parsed = parseRuntimeTable(readJson(file, cwd));
  if ('error' in parsed) throw new UsageError(`--runtimes '${file}': ${parsed.error}`);
  return parsed.table;
}

function readJson(file: string, cwd: string): unknown {
  const text = readUserFile('--runtimes', file, cwd);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new UsageError(`--runtimes '${file}': it is not valid JSON`);
  }
}

/** A file that a flag names. */
export function readUserFile(flag: string, file: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new UsageError(code === 'ENOENT' ? `No such file: '${file}' (${flag})` : `${flag} '${file}' cannot be read (${code})`);
  }
}

function stdinFilename(flags: Flags): string | undefined {
  const name = flags.value('stdin-filename');
  // A file that is written where files are watched starts the next run.
  for (const other of ['stdin', 'output', 'fix', 'unsafe-fixes', 'diff'] as const) if (flags.has('watch') && flags.has(other)) throw new UsageError(`--watch and --${other} exclude each other`);
  if (flags.has('stdin') !== (name !== undefined)) throw new UsageError('--stdin and --stdin-filename FILE go together');
  return name;
}

import type { Severity } from '../diagnostic.js';
import { joinJson, readJsonPart } from '../report/merge-json.js';
import { joinSarif, readSarifPart, severitiesIn } from '../report/merge-sarif.js';
import type { Report, Shard } from '../report/model.js';
import { SEVERITY_RANK } from '../report/severity-rank.js';
import { leftOutText } from '../report/sarif-limits.js';
import type { RegisteredRule } from '../rule.js';
import type { Arguments } from './arguments.js';
import { readUserFile, sarifLimitOf } from './check-options.js';
import { choose } from './choice.js';
import { usesColour } from './colour.js';
import { FORMATS, render } from './formats.js';
import type { Format } from './formats.js';
import type { Io } from './io.js';
import { parseOutput, reportLeftOut, writeAtomically } from './output-file.js';
import { FAIL_ON } from './selection.js';
import { UsageError } from './usage-error.js';

/** The whole that the parts are of, in the formats that can be made of it. */
interface Whole {
  readonly ownFormat: 'json' | 'sarif';
  readonly severities: readonly Severity[];
  write(format: Format, forTerminal: boolean): string;
  /** What it has no room for. */
  readonly leftOut?: string | undefined;
}

/** Joins the reports of shards: all of them, each once, of one version. JSON becomes any format but SARIF, which only SARIF becomes. */
export function merge({ positionals, flags }: Arguments, io: Io, rules: readonly RegisteredRule[]): number {
  if (positionals.length === 0) throw new UsageError('merge needs the reports of the shards: lambdavet merge FILE...');
  const failOn = choose('--fail-on', flags.value('fail-on'), FAIL_ON) ?? 'warning';
  const outputs = flags.all('output').map((written) => parseOutput(written, io.cwd));
  const sarifLimit = sarifLimitOf(flags);
  const files = positionals.map((file) => ({ file, data: parse(file, readUserFile('merge', file, io.cwd)) }));
  const whole = wholeOfSarif(files, sarifLimit) ?? wholeOfJson(files, rules, { colour: usesColour(flags, io), columns: io.stdout.columns });
  const format = choose('--format', flags.value('format'), FORMATS) ?? whole.ownFormat;
  for (const wanted of [format, ...outputs.map((output) => output.format)]) {
    if ((wanted === 'sarif') !== (whole.ownFormat === 'sarif')) throw new UsageError(`${wanted} cannot be made of ${whole.ownFormat}; give merge the reports of the shards in ${wanted === 'sarif' ? 'sarif' : 'json'}`);
  }
  for (const output of outputs) writeAtomically(output.file, whole.write(output.format, false));
  io.stdout.write(whole.write(format, true));
  if (whole.leftOut !== undefined) reportLeftOut(new Set([whole.leftOut]), io);
  return failOn !== 'never' && whole.severities.some((severity) => SEVERITY_RANK[severity] <= SEVERITY_RANK[failOn]) ? 1 : 0;
}

interface ReadFile {
  readonly file: string;
  readonly data: unknown;
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new UsageError(`'${file}' is not valid JSON`);
  }
}

/** Undefined where the first file is none. */
function wholeOfSarif(files: readonly ReadFile[], limit: number | undefined): Whole | undefined {
  if (!readSarifPart(files[0]?.data)) return undefined;
  const parts = allOf(files, 'SARIF', readSarifPart);
  const { text, leftOut } = joinSarif(parts, limit);
  return { ownFormat: 'sarif', severities: severitiesIn(parts), write: () => text, leftOut: leftOutText(leftOut) };
}

function wholeOfJson(files: readonly ReadFile[], rules: readonly RegisteredRule[], terminal: { readonly colour: boolean; readonly columns: number | undefined }): Whole {
  const joined = joinJson(allOf(files, 'JSON', readJsonPart));
  const report: Report = { ...joined, rules, textOf: () => undefined };
  const plain = { colour: false, columns: undefined, sarifCategory: undefined, sarifSuppressed: false, sarifLimit: undefined };
  const open = joined.diagnostics.filter(({ suppressed }) => suppressed === null);
  return { ownFormat: 'json', severities: open.map(({ severity }) => severity), write: (format, forTerminal) => render(report, format, forTerminal ? { ...plain, ...terminal } : plain) };
}

function allOf<T extends { readonly version: string; readonly shard: Shard | undefined }>(files: readonly ReadFile[], kind: string, read: (data: unknown) => T | undefined): readonly T[] {
  const parts = files.map(({ file, data }) => {
    const part = read(data);
    if (!part) throw new UsageError(`'${file}' is no ${kind} that lambdavet wrote`);
    return { file, part };
  });
  for (const { file, part } of parts) {
    if (part.version !== parts[0]?.part.version) throw new UsageError(`'${file}' is by lambdavet ${part.version}, '${parts[0]?.file ?? ''}' by ${parts[0]?.part.version ?? ''}`);
  }
  checkComplete(parts.map(({ file, part }) => ({ file, shard: part.shard })));
  return [...parts].sort((a, b) => (a.part.shard?.index ?? 0) - (b.part.shard?.index ?? 0)).map(({ part }) => part);
}

/** An incomplete whole would look like findings that were fixed. */
function checkComplete(parts: readonly { readonly file: string; readonly shard: Shard | undefined }[]): void {
  const files = new Map<number, string>();
  const count = parts[0]?.shard?.count ?? 1;
  for (const { file, shard } of parts) {
    if (!shard) {
      if (parts.length > 1) throw new UsageError(`'${file}' is no part of a run: it was written without --shard`);
      continue;
    }
    if (shard.count !== count) throw new UsageError(`'${file}' is one of ${shard.count} shards, '${parts[0]?.file ?? ''}' one of ${count}`);
    const other = files.get(shard.index);
    if (other !== undefined) throw new UsageError(`'${other}' and '${file}' are both shard ${shard.index}/${count}`);
    files.set(shard.index, file);
  }
  const missing = parts[0]?.shard ? Array.from({ length: count }, (_, at) => at + 1).filter((index) => !files.has(index)) : [];
  if (missing.length > 0) throw new UsageError(`Not all shards are there: ${missing.map((index) => `${index}/${count}`).join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`);
}

import { lstatSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { FORMATS } from './formats.js';
import type { Format } from './formats.js';
import type { Io } from './io.js';
import { didYouMean } from './suggestion.js';
import { UsageError } from './usage-error.js';

/** A file that a report is written to. */
export interface OutputFile {
  readonly format: Format;
  readonly file: string;
}

/** Reads `FORMAT=FILE`; a folder that is not there is found out before the run, not after it. */
export function parseOutput(written: string, cwd: string): OutputFile {
  const equals = written.indexOf('=');
  const name = written.slice(0, Math.max(0, equals));
  const format = FORMATS.find((one) => one === name);
  if (equals === -1) throw new UsageError(`--output needs FORMAT=FILE, as in --output sarif=lambdavet.sarif, but got '${written}'`);
  if (!format) throw new UsageError(`--output has format '${name}', but must have one of ${FORMATS.join(', ')}${didYouMean(name, FORMATS)}`);
  const file = resolve(cwd, written.slice(equals + 1));
  if (written.length === equals + 1 || statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`--output names no file: '${written}'`);
  if (!statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`The folder of --output '${written}' does not exist`);
  return { format, file };
}

/** Says, once each, what a file that was written had no room for: a problem of kind `limit`. */
export function reportLeftOut(messages: ReadonlySet<string>, io: Io): void {
  for (const message of messages) io.stderr.write(`limit: ${message}\n`);
}

/** A file of the user keeps its rights and its links. */
export function writeInPlace(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`Cannot write '${file}': ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Whoever reads the file sees the whole of it or what was there before. */
export function writeAtomically(file: string, text: string): void {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    // A device or a link must stay what it is.
    if (stats && !stats.isFile()) writeFileSync(file, text);
    else {
      writeFileSync(temporary, text);
      renameSync(temporary, file);
    }
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new UsageError(`Cannot write '${file}': ${error instanceof Error ? error.message : String(error)}`);
  }
}

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { RULES } from '../../rules/index.js';
import { BUILT_IN_RUNTIMES } from '../data/runtime-table.js';
import { printable } from '../report/printable.js';
import { parseArguments } from './arguments.js';
import type { Arguments } from './arguments.js';
import { baseline } from './baseline.js';
import { check } from './check.js';
import { COMMANDS } from './flags.js';
import { inspect } from './inspect.js';
import type { Io } from './io.js';
import { completions, help, init, merge } from './later-commands.js';
import { explain } from './later-explain.js';
import { policy } from './policy.js';
import { listRules } from './rules-command.js';
import { didYouMean } from './suggestion.js';
import { isUsageError, UsageError } from './usage-error.js';
import { VERSION } from './version.js';

export type { Io, TextStream } from './io.js';

/** Runs one command line and gives the exit code: 0 clean, 1 findings, 2 the run itself failed. */
export function main(argv: readonly string[], io: Io): number {
  try {
    return run(parseArguments(argv), io);
  } catch (error) {
    if (isUsageError(error)) io.stderr.write(`${printable(error.message)}\n`);
    else reportMistake(error, io);
    return 2;
  }
}

function run(parsed: Arguments, io: Io): number {
  const { command, flags } = parsed;
  if (flags.has('help')) return print(help(), io);
  if (flags.has('version')) return print(`lambdavet ${VERSION} (runtime dates of ${BUILT_IN_RUNTIMES.asOf})\n`, io);
  switch (command) {
    case 'check':
      rejectUnknownCommand(parsed, io);
      return check(parsed, io, RULES);
    case 'rules':
      return listRules(parsed, io, RULES);
    case 'explain':
      return explain(parsed, io, RULES);
    case 'inspect':
      return inspect(parsed, io, RULES);
    case 'policy':
      return policy(parsed, io, RULES);
    case 'baseline':
      return baseline(parsed, io, RULES);
    case 'merge':
      return merge(parsed, io, RULES);
    case 'init':
      return init(parsed, io);
    case 'completions':
      return completions(parsed, io, RULES);
  }
}

function print(text: string, io: Io): number {
  io.stdout.write(text);
  return 0;
}

/** A single word that is no path was meant as a command. */
function rejectUnknownCommand({ positionals: [first], isNamed }: Arguments, { cwd }: Io): void {
  if (isNamed || first === undefined || !/^[a-z-]+$/i.test(first) || existsSync(resolve(cwd, first))) return;
  throw new UsageError(`'${first}' is neither a command nor a file or folder${didYouMean(first, COMMANDS)}`);
}

function reportMistake(error: unknown, io: Io): void {
  const message = error instanceof Error ? error.message : String(error);
  io.stderr.write(`lambdavet failed: ${printable(message)}. This is a mistake of lambdavet, not of your project; please report it.\n`);
  if (io.env['LAMBDAVET_DEBUG'] === '1' && error instanceof Error) io.stderr.write(`${error.stack ?? ''}\n`);
}

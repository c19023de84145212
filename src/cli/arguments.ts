import { parseArgs } from 'node:util';

import { COMMANDS, FLAG_NAMES, flagShape, isFlagName } from './flags.js';
import type { Command, FlagName } from './flags.js';
import { didYouMean } from './suggestion.js';
import { UsageError } from './usage-error.js';

/** A command line, taken apart and known to be well formed. */
export interface Arguments {
  /** As it was given. */
  readonly argv: readonly string[];
  readonly command: Command;
  /** The command was named, not left to the default. */
  readonly isNamed: boolean;
  readonly positionals: readonly string[];
  readonly flags: Flags;
}

/** The flags that were given. */
export interface Flags {
  has(name: FlagName): boolean;
  /** The last value given. */
  value(name: FlagName): string | undefined;
  /** All values given, those that commas divide on their own. */
  list(name: FlagName): readonly string[];
  /** All values given, as written. */
  all(name: FlagName): readonly string[];
}

/** Node's own parser splits the words; what it makes of mistakes is worded here, so it runs without its own checks. */
export function parseArguments(argv: readonly string[]): Arguments {
  const given = new Map<FlagName, string[]>();
  const positionals: string[] = [];
  let terminator = Infinity;
  for (const token of tokensOf(argv)) {
    if (token.kind === 'option-terminator') terminator = positionals.length;
    else if (token.kind === 'positional') positionals.push(token.value);
    else addFlag(given, token);
  }
  const [first] = positionals;
  const named = terminator === 0 ? undefined : COMMANDS.find((name) => name === first);
  const command = named ?? 'check';
  for (const name of given.keys()) checkBelongs(name, command);
  return { argv, command, isNamed: named !== undefined, positionals: named === undefined ? positionals : positionals.slice(1), flags: toFlags(given) };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

type Token = { readonly kind: 'option-terminator' } | { readonly kind: 'positional'; readonly value: string } | ({ readonly kind: 'option' } & OptionToken);

function tokensOf(argv: readonly string[]): readonly Token[] {
  // As a hook calls: loading the parser takes a start 0.4 ms.
  if (!argv.some((word) => word.startsWith('-'))) return argv.map((value) => ({ kind: 'positional', value }));
  // A flag that is in none of the words need not be told of.
  const words = argv.join(' ');
  const options = Object.fromEntries(FLAG_NAMES.filter((name) => words.includes(`--${name}`) || flagShape(name).short !== undefined).map((name) => {
    const { value, short } = flagShape(name);
    return [name, { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple: true, ...(short === undefined ? {} : { short }) }];
  }));
  return parseArgs({ args: [...argv], options, strict: false, tokens: true }).tokens;
}

function addFlag(given: Map<FlagName, string[]>, { name, rawName, value, inlineValue }: OptionToken): void {
  if (!isFlagName(name)) throw new UsageError(`Unknown flag '${rawName}'${didYouMean(rawName, FLAG_NAMES.map((known) => `--${known}`))}`);
  const { value: placeholder } = flagShape(name);
  if (placeholder === undefined && value !== undefined) throw new UsageError(`${rawName} takes no value`);
  const isMissing = value === undefined || value === '' || (inlineValue === false && value.startsWith('-'));
  if (placeholder !== undefined && isMissing) throw new UsageError(`${rawName} needs a value: ${rawName} ${placeholder}`);
  given.set(name, [...(given.get(name) ?? []), value ?? '']);
}

function checkBelongs(name: FlagName, command: Command): void {
  const { commands } = flagShape(name);
  if (commands && !commands.includes(command)) throw new UsageError(`--${name} is no flag of '${command}'`);
}

function toFlags(given: ReadonlyMap<FlagName, readonly string[]>): Flags {
  const all = (name: FlagName): readonly string[] => given.get(name) ?? [];
  return {
    has: (name) => given.has(name),
    value: (name) => given.get(name)?.at(-1),
    list: (name) => all(name).flatMap((value) => value.split(',')).map((item) => item.trim()).filter((item) => item !== ''),
    all,
  };
}

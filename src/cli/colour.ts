import type { Flags } from './arguments.js';
import type { Io } from './io.js';

/** Flags, then `NO_COLOR` (no-color.org), then `FORCE_COLOR`, then whether somebody looks at a terminal. */
export function usesColour(flags: Flags, { env, stdout }: Io): boolean {
  if (flags.has('no-color')) return false;
  if (flags.has('color')) return true;
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stdout.isTTY && env['TERM'] !== 'dumb';
}

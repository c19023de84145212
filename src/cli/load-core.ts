import { createRequire } from 'node:module';
import { join } from 'node:path';

import type * as core from '../core.js';
import { readCompiled } from './compiled.js';
import type { CompiledScript } from './compiled.js';

// A script that V8 need not compile again: that would be half of a start.
const CORE = join(__dirname, 'core.cjs');

/** The variable is Node's own for its cache of this kind. */
const KEPT = process.env['NODE_DISABLE_COMPILE_CACHE'] === '1' ? undefined : join(__dirname, `core.${process.version}.${process.arch}.cache`);

interface LoadedCore {
  readonly core: typeof core;
  readonly script: CompiledScript;
  /** The files that it loaded so far. */
  loadedFiles(): readonly string[];
}

/** Loads the script that the command, the API and the plugin share. */
export function loadCore(): LoadedCore {
  const script = readCompiled(CORE, KEPT);
  const require = createRequire(CORE);
  const run = script.run() as (require: NodeJS.Require, filename: string) => typeof core;
  return { core: run(require, CORE), script, loadedFiles: () => Object.keys(require.cache) };
}

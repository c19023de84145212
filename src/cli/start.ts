#!/usr/bin/env node
import { loadCore } from './load-core.js';

const { core, script, loadedFiles } = loadCore();
/** A run that read a handler has compiled what the usual ones need. */
const keepCompiled = (): void => {
  if (core.isParserLoaded() || loadedFiles().some((path) => path.endsWith('python.cjs'))) script.keep();
};
// At the end of a long run V8 has more compiled, and dropped what only a start needs: every later start would pay for both.
core.runCommand(keepCompiled);
keepCompiled();
// Nothing is left to do but to take the heap apart, piece by piece: 2 ms. A watcher goes on, and so does who loads this into a process of his own.
if (require.main === module && !process.argv.includes('--watch')) process.exit();

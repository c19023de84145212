#!/usr/bin/env node
import { loadCore } from './load-core.js';

/** Loaded by a run that read a handler: such a run has compiled what the usual ones need. */
const PARSER = /oxc-parser\.cjs$|python\.cjs$/;

const { core, script, loadedFiles } = loadCore();
const keepCompiled = (): void => {
  if (loadedFiles().some((path) => PARSER.test(path))) script.keep();
};
// At the end of a long run V8 has more compiled, and dropped what only a start needs: every later start would pay for both.
core.runCommand(keepCompiled);
keepCompiled();

#!/usr/bin/env node
import { loadCore } from './load-core.js';

/** Loaded by a run that read a handler: such a run has compiled what the usual ones need. */
const PARSER = /oxc-parser\.cjs$|python\.cjs$/;

const { core, script, loadedFiles } = loadCore();
core.runCommand();
if (loadedFiles().some((path) => PARSER.test(path))) script.keep();

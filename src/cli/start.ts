#!/usr/bin/env node
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { readCompiled } from './compiled.js';

// The command itself is a script that V8 need not compile again: that would be half of a start.
const COMMAND = join(__dirname, 'command.cjs');
/** Loaded by a run that read a handler: such a run has compiled what the usual ones need. */
const PARSER = /oxc-parser\.cjs$|python\.cjs$/;

/** The variable is Node's own for its cache of this kind. */
const KEPT = process.env['NODE_DISABLE_COMPILE_CACHE'] === '1' ? undefined : join(__dirname, `command.${process.version}.${process.arch}.cache`);

const script = readCompiled(COMMAND, KEPT);
const require = createRequire(COMMAND);
(script.run() as (require: NodeJS.Require, filename: string) => void)(require, COMMAND);
if (Object.keys(require.cache).some((path) => PARSER.test(path))) script.keep();

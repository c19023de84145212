#!/usr/bin/env node
const { dirname, join } = require('node:path');

require(join(dirname(require.resolve('lambdavet/package.json')), 'dist/cli.cjs'));

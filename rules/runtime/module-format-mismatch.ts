import { misnamedBundles, misreadScripts } from '../../src/project/module-formats.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'module-format-mismatch',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  docs: {
    summary: 'Script is written as an ES module and loaded as CommonJS, or the other way round.',
    rationale: 'Lambda switches off that Node looks into files to tell them apart, so every invocation ends in a SyntaxError or a ReferenceError at load, also where the code runs on the machine of its author.',
    remedy: 'Name the file `.mjs` or `.cjs`, or set `"type"` in a `package.json` that is uploaded with it; for esbuild set `OutExtension: [.js=.mjs]`.',
    silentWhen: [
      'a bundler or a makefile may rewrite the file, or it is TypeScript',
      '`NODE_OPTIONS` changes how modules are loaded, or the environment is not known before deployment',
      'what belongs to CommonJS stands in a function or under a condition',
      'the code is not in the repository as it is uploaded',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html', 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html', 'https://nodejs.org/api/packages.html#determining-module-system'],
  },
  messages: {
    esm: "'{word}' does not load in {functions}: Node takes this file for CommonJS, since {reason}.",
    commonJs: "'{word}' is not defined in {functions}: Node takes this file for an ES module, since {reason}.",
    bundle: "'esm' makes ES modules for {functions} in files called '.js', which Node takes for CommonJS.",
  },
  requires: { misreadScripts, misnamedBundles },

  *check({ misreadScripts: scripts, misnamedBundles: bundles }) {
    for (const { at, word, loadedAs, owners } of scripts) {
      yield {
        message: loadedAs === 'commonjs' ? 'esm' : 'commonJs',
        data: { word, functions: functionNames(owners), reason: reasonOf(at.path, loadedAs) },
        at,
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
    for (const { at, owners } of bundles) {
      yield { message: 'bundle', data: { functions: functionNames(owners) }, at, ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}) };
    }
  },
});

function reasonOf(path: string, loadedAs: 'esm' | 'commonjs'): string {
  const extension = /\.[cm]js$/.exec(path)?.[0];
  if (extension) return `its name ends in '${extension}'`;
  if (loadedAs === 'esm') return "its 'package.json' has the type 'module'";
  return path.endsWith('.js') ? "no 'package.json' in its package has the type 'module'" : "inline code becomes a file called 'index.js'";
}

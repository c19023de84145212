import { misnamedBundles, misreadScripts } from '../../src/project/module-formats.js';
import { unrequirablePackages } from '../../src/project/required-modules.js';
import { functionNames, quotedNames } from '../../src/project/shared-values.js';
import { known } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'module-format-mismatch',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  docs: {
    summary: 'Script or package is written as an ES module and loaded as CommonJS, or the other way round.',
    rationale: 'Lambda switches off that Node looks into files to tell them apart, so every invocation ends in a SyntaxError or a ReferenceError at load, also where the code runs on the machine of its author.',
    remedy: 'Name the file `.mjs` or `.cjs`, or set `"type"` in a `package.json` that is uploaded with it; for esbuild set `OutExtension: [.js=.mjs]`. Load a package of ES modules with `await import()`, take its last version for CommonJS, bundle the function, or set `NODE_OPTIONS: --experimental-require-module`.',
    silentWhen: [
      'a bundler or a makefile may rewrite the file, or it is TypeScript',
      '`NODE_OPTIONS` changes how modules are loaded, or the environment is not known before deployment',
      'what belongs to CommonJS stands in a function or under a condition',
      'the code is not in the repository as it is uploaded',
      'a package that is required is not installed beside the code, or the function has layers',
      'the runtime is `nodejs24.x` or later and the package has something for `require`: AWS does not say whether it loads',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html', 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html', 'https://nodejs.org/api/packages.html#determining-module-system'],
  },
  messages: {
    esm: "'{word}' does not load in {functions}: Node takes this file for CommonJS, since {reason}.",
    commonJs: "'{word}' is not defined in {functions}: Node takes this file for an ES module, since {reason}.",
    package: "'require' does not load '{specifier}' in {functions}: it is an ES module, and {runtimes} on Lambda requires CommonJS only.",
    unexported: "'require' does not load '{specifier}' in {functions}: the 'exports' of the package hold nothing for it.",
    bundle: "'esm' makes ES modules for {functions} in files called '.js', which Node takes for CommonJS.",
  },
  requires: { misreadScripts, misnamedBundles, unrequirablePackages },

  *check({ misreadScripts: scripts, misnamedBundles: bundles, unrequirablePackages: packages }) {
    for (const { at, word, loadedAs, owners } of scripts) {
      yield {
        message: loadedAs === 'commonjs' ? 'esm' : 'commonJs',
        data: { word, functions: functionNames(owners), reason: reasonOf(at.path, loadedAs) },
        at,
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
    for (const { at, specifier, isUnexported, owners } of packages) {
      yield {
        message: isUnexported ? 'unexported' : 'package',
        data: { specifier, functions: functionNames(owners), runtimes: quotedNames([...new Set(owners.flatMap(({ runtime }) => known(runtime) ?? []))]) },
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

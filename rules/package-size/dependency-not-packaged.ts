import { functionNames, otherOwners, verbAfter } from '../../src/project/shared-values.js';
import { isSdk, missingWords, unsuppliedImports } from '../../src/project/unsupplied-imports.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'dependency-not-packaged',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  docs: {
    summary: 'Code imports a package that nothing puts beside it.',
    rationale: 'Every invocation ends in `Runtime.ImportModuleError`, also where the code runs on the machine of its author, which has the package for development or for another project.',
    remedy: 'List the package under `dependencies` of the `package.json`, or in the `requirements.txt`, in the code folder; or bundle the function, or add a layer.',
    silentWhen: [
      'the function has layers, a search path of its own, or a container image, or it is in an archive',
      'a bundler, a makefile or another tool builds the package, or a script or text near the code mentions the dependency',
      'no lock file tells what the listed packages need in turn; in Python: the list names a package whose needs are not known here',
      'another `package.json` or list above the code folder names it; in Python: another tool\'s list is there (`pyproject.toml`, `requirements-dev.txt`), and the code folder has no `requirements.txt` for `sam build` or the module is little known',
      'the import stands in a `try` or a branch',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html', 'https://docs.aws.amazon.com/lambda/latest/dg/python-package.html'],
  },
  messages: {
    missing: "'{name}' is not there when {functions} {verb} it: {reason}.",
    alsoHere: "Function '{fn}' imports it.",
  },
  requires: { unsuppliedImports },

  *check({ unsuppliedImports: imports }) {
    for (const { name, at, reason, owners } of imports) {
      if (isSdk(name)) continue;
      const names = functionNames(owners);
      yield {
        message: 'missing',
        data: { name, functions: names, verb: verbAfter(names, 'import'), reason: missingWords(reason) },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere' as const, data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

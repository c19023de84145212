import { developmentFiles } from '../../src/project/development-files.js';
import { functionNames, otherOwners, quotedNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'development-files-in-package',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'Package holds tests, caches or settings that only development needs.',
    rationale: 'Everything in the code folder is uploaded: it makes the package larger, and a `.env` or a `.git` in it hands out secrets to whoever may read the code.',
    remedy: 'Move the code into a folder of its own, or leave the rest out with `.npmignore` or `files` in `package.json`; bundle the function.',
    silentWhen: ['all of it is below 100 kB and neither a `.env` nor a `.git`', 'a build decides what is uploaded (esbuild, makefile, image)', '`sam build` leaves it out: what npm ignores, caches and environments of Python', 'a handler loads something of the folder', 'the code lists or copies folders, and they are below one without code of the function', 'dependencies bring such files of their own'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html', 'https://docs.npmjs.com/cli/configuring-npm/package-json#files'],
  },
  messages: {
    shipped: "The package of {functions} ('{path}') holds {names}, which only development needs ({count}, {size} kB).",
    alsoHere: "Function '{fn}' gets it.",
  },
  requires: { developmentFiles },

  *check({ developmentFiles: all }) {
    for (const { of: { at, content, owners }, groups } of all) {
      const files = groups.reduce((sum, group) => sum + group.files, 0);
      const bytes = groups.reduce((sum, group) => sum + group.bytes, 0);
      yield {
        message: 'shipped',
        data: { functions: functionNames(owners), path: content.path === '' ? '.' : content.path, names: quotedNames(groups.map(({ name }) => name)), count: files === 1 ? '1 file' : `${files} files`, size: Math.ceil(bytes / 1000) },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere' as const, data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

import { sharedPackages } from '../../src/project/shared-packages.js';
import { functionNames, otherOwners } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'shared-package',
  severity: 'note',
  precision: 'medium',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'Functions with different handlers ship the same whole folder with all its dependencies.',
    rationale: 'Each function carries the code and the dependencies of all the others: cold starts are slower, and a change of one of them deploys every function anew.',
    remedy: 'Bundle each function (`BuildMethod: esbuild`), or give each a folder and a list of dependencies of its own.',
    silentWhen: ['all of them run the same handler', 'a bundler or a makefile builds each on its own', 'the folder has no dependencies', 'all functions import the same of them'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html', 'https://github.com/sls-mentor/sls-mentor'],
  },
  messages: {
    shared: "'{path}' with all its dependencies is the package of {functions}, which have {handlers} different handlers.",
    alsoHere: "Function '{fn}' ships it.",
  },
  requires: { sharedPackages },

  *check({ sharedPackages: all }) {
    for (const { at, content, owners, handlers } of all) {
      yield {
        message: 'shared',
        data: { path: content.path === '' ? '.' : content.path, functions: functionNames(owners), handlers },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere' as const, data: { fn: fn.logicalId }, at: fn.at })),
      };
    }
  },
});

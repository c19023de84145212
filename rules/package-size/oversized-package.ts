import { LIMITS } from '../../src/data/limits.js';
import { packages } from '../../src/project/packages.js';
import { functionNames, otherOwners } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

const MEGABYTE = 1024 * 1024;

export default defineRule({
  id: 'oversized-package',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  docs: {
    summary: 'Package is larger than Lambda accepts, or heavy for a cold start.',
    rationale: 'Lambda refuses a package over 250 MB unzipped; a heavy one makes every cold start wait while it is loaded.',
    remedy: 'Leave out what the function does not need: bundle it, exclude data and tests, move large files to S3.',
    silentWhen: ['a build decides what is uploaded (esbuild, makefile, image), or `files` in `package.json`', '`.npmignore` or `.gitignore` beside `package.json` leaves it out', 'dependencies that the build installs are not counted: the size is then a lower bound', 'the runtime is compiled, where an archive is always large'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html', 'https://github.com/sls-mentor/sls-mentor'],
  },
  messages: {
    tooLarge: "The code of {functions} ('{path}') has {size} MB, and Lambda accepts {limit} MB unzipped.",
    heavy: "The archive '{path}' of {functions} has {size} MB zipped, which makes cold starts slow.",
    alsoHere: "Function '{fn}' gets it.",
  },
  requires: { packages },

  *check({ packages: all }) {
    for (const { at, content, owners, isInterpreted } of all) {
      const data = { functions: functionNames(owners), path: content.path === '' ? '.' : content.path, size: (content.bytes / MEGABYTE).toFixed(1) };
      const base = {
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere' as const, data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
      const limit = LIMITS.zipBytes.unzippedWithLayers;
      if (content.bytes > limit) yield { message: 'tooLarge', data: { ...data, limit: limit / MEGABYTE }, ...base };
      else if (content.kind === 'archive' && isInterpreted && content.bytes > LIMITS.heavyZipBytes) yield { message: 'heavy', data, ...base, severity: 'warning' };
    }
  },
});

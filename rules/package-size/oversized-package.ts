import { LIMITS } from '../../src/data/limits.js';
import { heavyPackageBytes } from '../../src/project/inputs.js';
import { packages } from '../../src/project/packages.js';
import { functionNames, otherOwners } from '../../src/project/shared-values.js';
import { weighDependencies, zippedBytes } from '../../src/project/zip-estimate.js';
import { defineRule } from '../../src/rule.js';

const MEGABYTE = 1024 * 1024;

export default defineRule({
  id: 'oversized-package',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'Package is larger than Lambda accepts, or heavy for a cold start.',
    rationale: 'Lambda refuses a package over 250 MB unzipped, its layers included; a heavy one makes every cold start wait while it is loaded. What a template deploys goes through S3, so the 50 MB of a direct upload do not matter here.',
    remedy: 'Leave out what the function does not need: bundle it, exclude data and tests, move large files to S3. From how many megabytes on a package is heavy, `heavyPackageMegabytes` in the configuration says.',
    silentWhen: ['a build decides what is uploaded (esbuild, makefile, image)', '`files` in `package.json`, `.npmignore` or `.gitignore` leaves it out', 'dependencies that the build installs are not in the tree: the size is then a lower bound', 'the runtime is compiled, where an archive is always large'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html', 'https://github.com/sls-mentor/sls-mentor'],
  },
  messages: {
    tooLarge: "The code of {functions} ('{path}') has {size} MB, and Lambda accepts {limit} MB unzipped.",
    tooLargeWithLayers: "The code of {functions} ('{path}') has {size} MB with its layers, and Lambda accepts {limit} MB unzipped.",
    heavy: "The archive '{path}' of {functions} has {size} MB zipped, which makes cold starts slow.",
    heavyFolder: "The code of {functions} ('{path}') has about {size} MB zipped, which makes cold starts slow{heaviest}.",
    alsoHere: "Function '{fn}' gets it.",
  },
  requires: { packages, heavyPackageBytes },

  *check({ packages: all, heavyPackageBytes: heavy }) {
    const limit = LIMITS.zipBytes.unzippedWithLayers;
    for (const { at, content, layerBytes, owners, isInterpreted } of all) {
      const data = (bytes: number) => ({ functions: functionNames(owners), path: content.path === '' ? '.' : content.path, size: (bytes / MEGABYTE).toFixed(1), limit: limit / MEGABYTE });
      const base = {
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere' as const, data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
      const total = content.bytes > limit ? content.bytes : content.bytes + layerBytes();
      if (total > limit) {
        yield { message: total === content.bytes ? 'tooLarge' : 'tooLargeWithLayers', data: data(total), ...base };
        continue;
      }
      // Deflate makes nothing larger to speak of; what is about as heavy as the limit is packed to see, which takes its time.
      if (!isInterpreted || (content.zipped ?? content.bytes) <= heavy) continue;
      const zipped = zippedBytes(content, heavy);
      if (zipped <= heavy) continue;
      if (content.kind === 'archive') yield { message: 'heavy', data: data(zipped), ...base, severity: 'warning' };
      else yield { message: 'heavyFolder', data: { ...data(zipped), heaviest: heaviest(weighDependencies(content).slice(0, 3)) }, ...base, severity: 'warning' };
    }
  },
});

function heaviest(dependencies: readonly { readonly name: string; readonly bytes: number }[]): string {
  return dependencies.length === 0 ? '' : `; unzipped, ${dependencies.map(({ name, bytes }) => `'${name}' has ${(bytes / MEGABYTE).toFixed(1)} MB`).join(', ')}`;
}

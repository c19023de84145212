import type { Change } from '../../src/change.js';
import type { Location } from '../../src/diagnostic.js';
import { heavyLoads } from '../../src/project/heavy-imports.js';
import { functionNames, quotedNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

/** From this much more on it is a second or so. */
const VERY_HEAVY_BYTES = 5_000_000;

export default defineRule({
  id: 'heavy-import',
  severity: 'note',
  precision: 'high',
  preset: 'strict',
  fix: 'manual',
  docs: {
    summary: 'Package is imported whole, although a lighter form of it would do.',
    rationale: 'All of it is read and run at every cold start before the first event is handled. The packages are those for which the difference was measured to be more than half of what Node itself takes to start, as the code is written or as esbuild bundles it.',
    remedy: "Import the part that is used: `@googleapis/sheets` in place of `googleapis`, `date-fns/format` in place of `date-fns`; or bundle the function, where the package allows to leave out the rest.",
    silentWhen: [
      'only types are imported',
      'the import stands in a function, a branch or a `try`: it waits until it is needed',
      'esbuild leaves out what is not used, or is told by which fields to read packages',
      'another bundler, or a build of its own, may leave it out',
      'the lighter form is hardly faster, as with `lodash`, `aws-xray-sdk` and `firebase-admin` (data/heavy-imports.json has the figures)',
      'no handler loads the file',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html', 'https://github.com/googleapis/google-api-nodejs-client#readme', 'https://esbuild.github.io/api/#tree-shaking'],
  },
  messages: {
    whole: "Every cold start of {functions} loads all of '{name}', {whole} in version {version}, where{example} {light} would be {less}.",
    alsoHere: "'{name}' is imported here, too.",
  },
  requires: { heavyLoads },

  *check({ heavyLoads: loads }) {
    for (const { name, known: { light, version, replacement }, bytes: [whole, less], at, others, replaceable, owners } of loads) {
      yield {
        message: 'whole',
        data: { functions: functionNames(owners), name, version, whole: size(whole), light: quotedNames(light), less: size(less), example: replacement ? '' : ', for example,' },
        at,
        ...(whole - less >= VERY_HEAVY_BYTES ? { severity: 'warning' as const } : {}),
        related: others.map((place) => ({ message: 'alsoHere' as const, data: { name }, at: place })),
        fixes: () => (replacement && replaceable ? [{ title: `Import '${replacement.specifier}'`, applicability: 'manual', changes: replaceable.map((place) => specifierChange(place, replacement.specifier)) }] : []),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

/** The quotes stay as they are. */
function specifierChange(at: Location, specifier: string): Change {
  return { kind: 'text', at: { ...at, start: at.start + 1, end: at.end - 1 }, text: specifier };
}

/** "37.5 MB", "621 kB". */
function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

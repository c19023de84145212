import { foreignBinaries } from '../../src/project/foreign-binaries.js';
import { functionNames, otherOwners } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'native-architecture-mismatch',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  docs: {
    summary: 'Package holds a compiled file for another processor or system than the function runs on.',
    rationale: 'Lambda runs Linux on the architecture of the function. A library that was compiled on a Mac, on Windows or for the other processor does not load: `invalid ELF header`, `cannot open shared object file`.',
    remedy: 'Install for the platform of the function (`npm install --os=linux --cpu=arm64`, `pip install --platform manylinux2014_aarch64 --only-binary=:all:`), build in a container, or change `Architectures`.',
    silentWhen: ['the build installs the file: it does so for the machine that it runs on', 'the same dependency brings one that fits', 'the architecture is not known before deployment'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html', 'https://github.com/lovell/sharp/issues/2914'],
  },
  messages: {
    foreign: "'{file}'{others} in the package of {functions} is for {target}, and the function runs on Linux {architecture}.",
    alsoHere: "Function '{fn}' gets it.",
  },
  requires: { foreignBinaries },

  *check({ foreignBinaries: all }) {
    for (const { of: { at, owners }, file, target, architecture, others } of all) {
      yield {
        message: 'foreign',
        data: {
          file: file.inside,
          others: others === 0 ? '' : ` (and ${others} more)`,
          functions: functionNames(owners),
          target: `${target.system}${target.machine === 'other' ? '' : ` ${target.machine}`}`,
          architecture,
        },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere' as const, data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

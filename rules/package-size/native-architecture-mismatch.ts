import { foreignBinaries } from '../../src/project/foreign-binaries.js';
import { functionNames, otherOwners, quotedNames } from '../../src/project/shared-values.js';
import { unlockedPlatforms } from '../../src/project/unlocked-platforms.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'native-architecture-mismatch',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'Package or layer holds a compiled file for another processor, system or Python than the function runs on.',
    rationale: 'Lambda runs Linux on the architecture of the function. A library that was compiled on a Mac, on Windows or for the other processor does not load: `invalid ELF header`, `cannot open shared object file`.',
    remedy: 'Install for the platform of the function (`npm install --os=linux --cpu=arm64`, `pip install --platform manylinux2014_aarch64 --only-binary=:all:`), build in a container, or change `Architectures`. A lock file that holds one platform only is made anew after it and `node_modules` are deleted; before 11.6.2 npm installs nothing that is not in it, from then on `npm install` does and `npm ci` ends the build, so that it is a warning where npm 11 comes with the runtime.',
    silentWhen: ['the build installs the file: it does so for the machine that it runs on', 'the same dependency brings one that fits', 'Python has a module of the same name to load instead', 'a build of the layer installs it', 'the architecture is not known before deployment'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html', 'https://github.com/lovell/sharp/issues/2914', 'https://github.com/npm/cli/issues/4828'],
  },
  messages: {
    foreign: "'{file}'{others} in {place} of {functions} is for {target}, and {runs}.",
    locked: "'{lock}' holds only {held} of what '{name}' needs for each platform, and {functions} on Linux {architecture}: npm before 11.6.2 installs no other, and later ones stop at 'npm ci'.",
    alsoHere: "Function '{fn}' gets it.",
  },
  requires: { foreignBinaries, unlockedPlatforms },

  *check({ foreignBinaries: all, unlockedPlatforms: unlocked }) {
    for (const { at, owners, layer, file, target, runs, others } of all) {
      yield {
        message: 'foreign',
        data: { file: file.inside, others: others === 0 ? '' : ` (and ${others} more)`, place: layer === undefined ? 'the package' : `layer '${layer}'`, functions: functionNames(owners), target, runs: `${owners.length === 1 ? 'the function runs' : 'they run'} on ${runs}` },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere' as const, data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
    for (const { of: { at, owners }, name, held, lock, architecture, isMended } of unlocked) {
      yield {
        message: 'locked',
        data: { lock, held: quotedNames(held), name, functions: `${functionNames(owners)} ${owners.length === 1 ? 'runs' : 'run'}`, architecture },
        at,
        ...(isMended ? { severity: 'warning' as const } : {}),
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere' as const, data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

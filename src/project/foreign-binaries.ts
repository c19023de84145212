import { defineAnalysis } from '../analysis.js';
import { known } from '../resolved.js';
import { baseName, parentFolder } from './paths.js';
import { files } from './files.js';
import type { NativeTarget, PackagedFile } from './files.js';
import type { LambdaFunction } from './functions.js';
import { packages } from './packages.js';
import type { CodePackage } from './packages.js';

/** A compiled file that does not load where the function runs. */
export interface ForeignBinary {
  readonly of: CodePackage;
  readonly fn: LambdaFunction;
  readonly file: PackagedFile;
  readonly target: NativeTarget;
  readonly architecture: string;
  /** Others of the same kind in the package. */
  readonly others: number;
}

const NATIVE = /\.(?:node|so(?:\.\d+)*|dylib|dll|pyd)$/i;
/** Packages that bring a file for each system name them so; the right one is chosen when it is loaded. */
const SYSTEM_NAME = /(?:^|[\\/._-])(?:darwin|macos|osx|mac|win32|windows|win|linux|linuxmusl|android|freebsd|x64|ia32|arm64|armv\d|aarch64|x86_64|amd64)(?=$|[\\/._-])/i;

/**
 * Compiled files that are uploaded as they are and are for another system or processor. What a build installs is left out: it installs for
 * the machine that it runs on.
 */
export const foreignBinaries = defineAnalysis({
  name: 'foreignBinaries',
  requires: { files, packages },
  run: ({ files: { nativeTargetOf }, packages: all }): readonly ForeignBinary[] =>
    all.flatMap((of) => {
      const [fn] = of.owners;
      const architecture = fn && known(fn.architectures)?.[0];
      if (!fn || architecture === undefined || of.content.kind !== 'folder') return [];
      const native = of.content.own.filter(({ inside, owner }) => NATIVE.test(inside) && !(of.content.isBuilt && owner !== undefined));
      const found = native.flatMap((file) => {
        const target = nativeTargetOf(file.path);
        return target ? [{ file, target }] : [];
      });
      const foreign = found.filter(({ target }) => !fits(target, architecture));
      const wrong = foreign.filter(({ file }) => !found.some((other) => fits(other.target, architecture) && isVariant(file, other.file)));
      const [first] = wrong;
      return first ? [{ of, fn, ...first, architecture, others: wrong.length - 1 }] : [];
    }),
});

function fits({ system, machine }: NativeTarget, architecture: string): boolean {
  return system === 'Linux' && (machine === architecture || machine === 'other');
}

/** One of several builds of the same thing: beside each other, or in folders that name a system, or of the same dependency. */
function isVariant(file: PackagedFile, fitting: PackagedFile): boolean {
  if (file.owner !== undefined && file.owner === fitting.owner) return true;
  return SYSTEM_NAME.test(file.inside) && (parentFolder(parentFolder(file.inside)) === parentFolder(parentFolder(fitting.inside)) || baseName(file.inside) === baseName(fitting.inside));
}

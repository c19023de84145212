import type { Problem } from '../diagnostic.js';
import type { BundleEstimate, ImportPlace, PackageContent } from '../project/files.js';
import type { LambdaFunction } from '../project/functions.js';
import type { Supply } from '../project/supply.js';
import { weighDependencies, zippedForReal } from '../project/zip-estimate.js';
import { packageTree } from './package-tree.js';
import type { PackageNode } from './package-tree.js';

/** The package of one function, as `inspect --package --json` writes it. */
export interface PackageDocument {
  readonly function: string;
  readonly template: string;
  /** Null where a build, an image or an upload decides what it holds. */
  readonly content: {
    readonly kind: PackageContent['kind'];
    readonly path: string;
    readonly bytes: number;
    /** Of an archive its own size, else about what a zip will have. */
    readonly zippedBytes: number;
    readonly files: number;
    /** False: some of it is not in the tree, and the numbers are the least there will be. */
    readonly complete: boolean;
    /** Dependencies that the build installs and whose sizes are not known. */
    readonly unknownSizes: readonly string[];
    /** Why they are not in the tree, where more is known than that. */
    readonly unknownReason: string | null;
    /**
     * Of a bundle that was not made: what its imports tell. All bytes are then the most that there can be; where something is unknown, of the
     * rest.
     */
    readonly estimate: {
      readonly modules: number;
      /** What stays an import, who brings it when the code runs, and where it is imported. */
      readonly externals: readonly { readonly name: string; readonly supply: Supply['state']; readonly from: string }[];
      readonly unknown: readonly string[];
      /** Imports that the bundle has as they are. */
      readonly runTimeImports: readonly { readonly written: string; readonly from: string }[];
    } | null;
    readonly dependencies: readonly { readonly name: string; readonly bytes: number }[];
    readonly tree: PackageNode;
  } | null;
  readonly reason: string | null;
}

export interface PackagesDocument {
  readonly schemaVersion: 1;
  readonly packages: readonly PackageDocument[];
  /** Files that could not be read or were left out. */
  readonly problems: readonly Problem[];
}

export function packageDocument(fn: LambdaFunction, content: PackageContent | string | undefined): PackageDocument {
  const base = { function: fn.logicalId, template: fn.template };
  if (content === undefined || typeof content === 'string') return { ...base, content: null, reason: content ?? reasonOf(fn) };
  const { kind, path, bytes, files, isComplete, missing } = content;
  const dependencies = weighDependencies(content);
  return { ...base, content: { kind, path, bytes, zippedBytes: zippedForReal(content), files, complete: isComplete, unknownSizes: missing, unknownReason: content.missingReason ?? null, estimate: content.estimate ? estimateEntry(content.estimate) : null, dependencies, tree: packageTree(content) }, reason: null };
}

function estimateEntry({ modules, externals, unknown, open }: BundleEstimate): NonNullable<PackageDocument['content']>['estimate'] {
  const placeOf = ({ importer, line }: ImportPlace): string => `${importer}:${line}`;
  return {
    modules,
    externals: externals.map((one) => ({ name: one.specifier, supply: one.supply, from: placeOf(one) })),
    unknown,
    runTimeImports: open.map((one) => ({ written: one.specifier, from: placeOf(one) })),
  };
}

function reasonOf({ code, buildMethod }: LambdaFunction): string {
  switch (code.kind) {
    case 'inline':
      return 'its code stands in the template';
    case 'image':
      return 'it runs a container image';
    case 'outside':
      return 'its code is outside the repository';
    case 'unknown':
      return code.reason;
    case 'local':
      return buildMethod === undefined ? `'${code.written}' is not there, or a build makes something else of it` : `the build '${buildMethod}' decides what it holds`;
  }
}

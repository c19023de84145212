import { defineAnalysis } from '../analysis.js';
import { COMPILED_MODULES } from '../data/python-modules.js';
import type { Location } from '../diagnostic.js';
import { known } from '../resolved.js';
import { definitions } from './definitions.js';
import { baseName, parentFolder } from './paths.js';
import { files, functionKey } from './files.js';
import type { NativeTarget, PackagedFile, ProjectFiles } from './files.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { layerContents } from './layer-contents.js';
import { packages } from './packages.js';
import type { CodePackage } from './packages.js';

/** A compiled file that does not load where the function runs. */
export interface ForeignBinary {
  readonly at: Location;
  readonly owners: readonly LambdaFunction[];
  /** The layer that it is in; undefined for the package. */
  readonly layer: string | undefined;
  readonly file: PackagedFile;
  /** What it is compiled for, and what the function runs on, in words. */
  readonly target: string;
  readonly runs: string;
  /** Others of the same kind in the same place. */
  readonly others: number;
}

/** Files that are put where a function runs as they are. */
interface Shipment {
  readonly at: Location;
  readonly owners: readonly LambdaFunction[];
  readonly layer: string | undefined;
  readonly entries: readonly PackagedFile[];
}

type Mismatch = Pick<ForeignBinary, 'file' | 'target' | 'runs'>;

const NATIVE = /\.(?:node|so(?:\.\d+)*|dylib|dll|pyd)$/i;
/** Packages that bring a file for each system name them so; the right one is chosen when it is loaded. */
const SYSTEM_NAME = /(?:^|[\\/._-])(?:darwin|macos|osx|mac|win32|windows|win|linux|linuxmusl|android|freebsd|x64|ia32|arm64|armv\d|aarch64|x86_64|amd64)(?=$|[\\/._-])/i;
/** `_core.cpython-312-x86_64-linux-gnu.so`, `_core.cp312-win_amd64.pyd`; what ends in `.abi3.so` is for many versions. */
const FOR_ONE_PYTHON = /^([^.]+)\.(?:cpython-|cp)3(\d{1,3})-.*\.(?:so|pyd)$/;

/**
 * Compiled files that are uploaded as they are and are for another system, processor or version of Python. What a build installs is left out:
 * it installs for the machine that it runs on.
 */
export const foreignBinaries = defineAnalysis({
  name: 'foreignBinaries',
  requires: { files, packages, definitions, functions },
  run: ({ files: project, packages: all, definitions: templates, functions: every }): readonly ForeignBinary[] => {
    const byKey = new Map(every.map((fn) => [fn.key, fn]));
    const withLayers = templates.flatMap((template) => template.functions).flatMap((definition) => {
      const fn = byKey.get(functionKey(definition));
      return fn ? layerContents(definition).map((layer) => ({ layer, fn })) : [];
    });
    const shipments = [...all.flatMap(shippedIn), ...byLayer(withLayers, project)];
    return shipments.flatMap((shipment) => judge(shipment, project));
  },
});

function shippedIn({ at, owners, content: { kind, own, isBuilt } }: CodePackage): readonly Shipment[] {
  // What pip installs stands beside the files of the folder, under names of their own.
  if (kind === 'file' || (isBuilt && own.some(({ inside }) => /^[^/]+\.dist-info\//.test(inside)))) return [];
  return [{ at, owners, layer: undefined, entries: own.filter(({ owner }) => !isBuilt || owner === undefined) }];
}

function byLayer(all: readonly { readonly layer: ReturnType<typeof layerContents>[number]; readonly fn: LambdaFunction }[], { layerFilesOf }: ProjectFiles): readonly Shipment[] {
  const shipments = new Map<string, Shipment>();
  for (const { layer: { logicalId, path, at, isBuilt }, fn } of all) {
    // Of two functions on different processors one gets the wrong file: each is judged for itself.
    const key = `${at.path}:${at.start} ${known(fn.architectures)?.[0] ?? ''} ${known(fn.runtime) ?? ''}`;
    const group = shipments.get(key);
    if (!isBuilt) shipments.set(key, { at, layer: logicalId, entries: group?.entries ?? layerFilesOf(path), owners: [...(group?.owners ?? []), fn] });
  }
  return [...shipments.values()];
}

function judge({ entries, ...shipment }: Shipment, { nativeTargetOf }: ProjectFiles): readonly ForeignBinary[] {
  const [fn] = shipment.owners;
  const native = entries.filter(({ inside }) => NATIVE.test(inside));
  const architecture = fn && known(fn.architectures)?.[0];
  if (!fn || native.length === 0) return [];
  const beside = new Set(entries.map(({ inside }) => inside));
  const foreign = architecture === undefined ? [] : forAnotherMachine(native.filter((file) => !hasSubstitute(file, beside)), architecture, nativeTargetOf);
  const wrong = foreign.length > 0 ? foreign : forAnotherPython(native, known(fn.runtime) ?? '');
  const [first] = wrong;
  return first ? [{ ...shipment, ...first, others: wrong.length - 1 }] : [];
}

/** Python takes the source beside a file that is not for it; what mypyc compiles belongs to such a file. */
function hasSubstitute({ inside }: PackagedFile, beside: ReadonlySet<string>): boolean {
  const module = FOR_ONE_PYTHON.exec(baseName(inside))?.[1];
  return module !== undefined && (module.endsWith('__mypyc') || beside.has(`${parentFolder(inside)}/${module}.py`));
}

function forAnotherMachine(native: readonly PackagedFile[], architecture: string, nativeTargetOf: ProjectFiles['nativeTargetOf']): readonly Mismatch[] {
  const found = native.flatMap((file) => {
    const target = nativeTargetOf(file.path);
    return target ? [{ file, target }] : [];
  });
  const fitting = found.filter(({ target }) => fits(target, architecture));
  return found
    .filter(({ file, target }) => !fits(target, architecture) && !fitting.some((other) => isVariant(file, other.file)))
    .map(({ file, target: { system, machine } }) => ({ file, target: `${system}${machine === 'other' ? '' : ` ${machine}`}`, runs: `Linux ${architecture}` }));
}

function fits({ system, machine }: NativeTarget, architecture: string): boolean {
  return system === 'Linux' && (machine === architecture || machine === 'other');
}

/** One of several builds of the same thing: beside each other, or in folders that name a system, or of the same dependency. */
function isVariant(file: PackagedFile, fitting: PackagedFile): boolean {
  if (file.owner !== undefined && file.owner === fitting.owner) return true;
  return SYSTEM_NAME.test(file.inside) && (parentFolder(parentFolder(file.inside)) === parentFolder(parentFolder(fitting.inside)) || baseName(file.inside) === baseName(fitting.inside));
}

/** Only of packages that cannot do without: most have a slower way in Python. */
function forAnotherPython(native: readonly PackagedFile[], runtime: string): readonly Mismatch[] {
  const version = /^python3\.(\d+)$/.exec(runtime)?.[1];
  if (version === undefined) return [];
  const needed = native.flatMap((file) => {
    const name = file.inside.split('/').find((segment) => COMPILED_MODULES.has(segment));
    const tag = FOR_ONE_PYTHON.exec(baseName(file.inside))?.[2];
    return name === undefined ? [] : [{ file, name, tag }];
  });
  // A file without a version may be for any.
  const usable = new Set(needed.filter(({ tag }) => tag === undefined || tag === version).map(({ name }) => name));
  return needed.flatMap(({ file, name, tag }) => (tag === undefined || usable.has(name) ? [] : [{ file, target: `Python 3.${tag}`, runs: `Python 3.${version}` }]));
}

import type { FileSource } from '../source/file-source.js';

/** What a `package.json` says about the place of its code. */
export interface Manifest {
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** How Node takes the `.js` files below it: `module`, or anything else for CommonJS. */
  readonly type: string | undefined;
  /** The commands that `npm run` knows. */
  readonly scripts: readonly string[];
  /** Patterns of the folders of a monorepo's packages. */
  readonly workspaces: readonly string[];
  /** Files that an import of the package itself may mean, likeliest first. */
  readonly main: readonly string[];
  /** Patterns of what a packed package holds. */
  readonly files: readonly string[] | undefined;
  readonly exports: unknown;
  readonly imports: unknown;
  /** What `npm install --omit=dev` installs: dependencies, optional and peer ones, with the wanted versions. */
  readonly dependencies: ReadonlyMap<string, string>;
  /** Commands of the package, by name; a link to each stands in `node_modules/.bin`. */
  readonly commands: ReadonlyMap<string, string>;
  /** Names under `dependencies` alone: an installation without them fails. */
  readonly required: ReadonlySet<string>;
  readonly devDependencies: ReadonlyMap<string, string>;
  /** `engines.node`. */
  readonly nodeRange: string | undefined;
}

/** Reads the `package.json` of a folder; undefined if there is none that can be read. */
export function readManifest(source: FileSource, folder: string): Manifest | undefined {
  const path = folder === '' ? 'package.json' : `${folder}/package.json`;
  if (source.kind(path) !== 'file') return undefined;
  const data = parse(source.read(path) ?? '');
  if (!isRecord(data)) return undefined;
  const { workspaces } = data;
  return {
    name: typeof data.name === 'string' ? data.name : undefined,
    version: typeof data.version === 'string' ? data.version : undefined,
    type: typeof data.type === 'string' ? data.type : undefined,
    scripts: isRecord(data.scripts) ? strings(Object.values(data.scripts)) : [],
    workspaces: strings(isRecord(workspaces) ? workspaces.packages : workspaces),
    main: strings([data.source, data.module, data.main]),
    files: Array.isArray(data.files) ? strings(data.files) : undefined,
    exports: data.exports,
    imports: data.imports,
    dependencies: versions(data.peerDependencies, data.optionalDependencies, data.dependencies),
    commands: commandsOf(data.bin, data.name),
    required: new Set(isRecord(data.dependencies) ? Object.keys(data.dependencies).filter((name) => !isRecord(data.optionalDependencies) || !(name in data.optionalDependencies)) : []),
    devDependencies: versions(data.devDependencies),
    nodeRange: isRecord(data.engines) && typeof data.engines.node === 'string' ? data.engines.node : undefined,
  };
}

/** A text alone is the command that has the name of the package, without its scope. */
function commandsOf(bin: unknown, name: unknown): ReadonlyMap<string, string> {
  if (typeof bin === 'string') return typeof name === 'string' ? new Map([[name.replace(/^@[^/]*\//, ''), bin]]) : new Map();
  return new Map(isRecord(bin) ? Object.entries(bin).filter((entry): entry is [string, string] => typeof entry[1] === 'string') : []);
}

/** The files that `exports` or `imports` name for a key, under whatever condition. */
export function mappedTargets(map: unknown, key: string): readonly string[] {
  if (!isRecord(map) || !Object.keys(map).some((one) => one.startsWith('.') || one.startsWith('#'))) return key === '.' ? leaves(map) : [];
  const exact = map[key];
  if (exact !== undefined) return leaves(exact);
  for (const [pattern, target] of Object.entries(map)) {
    const [before = '', after] = pattern.split('*');
    if (after === undefined || !key.startsWith(before) || !key.endsWith(after) || key.length < before.length + after.length) continue;
    const matched = key.slice(before.length, key.length - after.length);
    return leaves(target).map((leaf) => leaf.replaceAll('*', matched));
  }
  return [];
}

function leaves(target: unknown): readonly string[] {
  if (typeof target === 'string') return [target];
  return isRecord(target) ? Object.values(target).flatMap(leaves) : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A broken package.json leads nowhere; npm will say so long before us.
    return undefined;
  }
}

function versions(...sections: readonly unknown[]): ReadonlyMap<string, string> {
  return new Map(sections.flatMap((section) => (isRecord(section) ? Object.entries(section).map(([name, range]): [string, string] => [name, typeof range === 'string' ? range : '']) : [])));
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { Problem } from '../diagnostic.js';
import type { FileSource } from '../source/file-source.js';
import { jsonFault } from '../source/json-fault.js';
import { LineIndex } from '../source/line-index.js';

/** What a `package.json` says about the place of its code. */
export interface Manifest {
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** It says where its source is, as what is published does. */
  readonly isPublished: boolean;
  /** How Node takes the `.js` files below it: `module`, or anything else for CommonJS. */
  readonly type: string | undefined;
  /** The commands that `npm run` knows. */
  readonly scripts: readonly string[];
  /** Those of them that make what is uploaded. */
  readonly builds: readonly string[];
  /** Patterns of the folders of a monorepo's packages. */
  readonly workspaces: readonly string[];
  /** Files that an import of the package itself may mean, likeliest first. */
  readonly main: readonly string[];
  /** The file that `require` of the package means where it has no `exports`. */
  readonly entry: string | undefined;
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

const BUILDS = /^(?:pre|post)?(?:build|compile|bundle|package|prepack|prepare)(?::|$)/;
/** Every function of a project asks for the same few. */
const MAX_RECENT = 64;
const recent = new Map<string, { readonly text: string; readonly manifest: Manifest | undefined }>();

/** Reads the `package.json` of a folder; undefined if there is none that can be read. */
export function readManifest(source: FileSource, folder: string): Manifest | undefined {
  const path = folder === '' ? 'package.json' : `${folder}/package.json`;
  if (source.kind(path) !== 'file') return undefined;
  const text = source.read(path) ?? '';
  const known = recent.get(path);
  if (known?.text === text) return known.manifest;
  const manifest = parseManifest(text);
  recent.set(path, { text, manifest });
  const oldest = recent.size > MAX_RECENT ? recent.keys().next() : undefined;
  if (oldest && !oldest.done) recent.delete(oldest.value);
  return manifest;
}

/** A file of settings that is no JSON and therefore says nothing; none where it is. */
export function brokenJson(path: string, text: string): Problem | undefined {
  const fault = jsonFault(text);
  return fault === undefined ? undefined : { kind: 'parse', path, line: new LineIndex(text).lineAt(fault), message: 'It is no JSON: where imports lead is told without it.' };
}

function parseManifest(text: string): Manifest | undefined {
  const data = parse(text);
  if (!isRecord(data)) return undefined;
  const { workspaces } = data;
  return {
    name: typeof data.name === 'string' ? data.name : undefined,
    version: typeof data.version === 'string' ? data.version : undefined,
    isPublished: ['repository', 'homepage', '_resolved'].some((key) => key in data),
    type: typeof data.type === 'string' ? data.type : undefined,
    scripts: isRecord(data.scripts) ? strings(Object.values(data.scripts)) : [],
    builds: isRecord(data.scripts) ? strings(Object.entries(data.scripts).flatMap(([name, script]) => (BUILDS.test(name) ? [script] : []))) : [],
    workspaces: strings(isRecord(workspaces) ? workspaces.packages : workspaces),
    main: strings([data.source, data.module, data.main]),
    entry: typeof data.main === 'string' && data.main !== '' ? data.main : undefined,
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

/** Patterns with a star in one `exports` or `imports`, files under one key, conditions in conditions: more are not followed. */
export const MAX_PATTERNS = 200;
const MAX_TARGETS = 50;
const MAX_CONDITIONS = 20;

/** What an `exports` or `imports` says, read once for all that is imported by way of it. */
interface PackageMap {
  readonly keys: Readonly<Record<string, unknown>> | undefined;
  readonly patterns: readonly (readonly [before: string, after: string, target: unknown])[];
  readonly isCut: boolean;
}

const maps = new WeakMap<object, PackageMap>();

function readMap(map: Readonly<Record<string, unknown>>): PackageMap {
  const known = maps.get(map);
  if (known) return known;
  const hasKeys = Object.keys(map).some((one) => one.startsWith('.') || one.startsWith('#'));
  const starred = hasKeys ? Object.entries(map).filter(([pattern]) => pattern.includes('*')) : [];
  const patterns = starred.slice(0, MAX_PATTERNS).map(([pattern, target]) => {
    const [before = '', after = ''] = pattern.split('*');
    return [before, after, target] as const;
  });
  const made: PackageMap = { keys: hasKeys ? map : undefined, patterns, isCut: starred.length > MAX_PATTERNS };
  maps.set(map, made);
  return made;
}

/** Whether an `exports` or `imports` has more patterns than are followed. */
export function isCut(map: unknown): boolean {
  return isRecord(map) && readMap(map).isCut;
}

/** The files that `exports` or `imports` name for a key, under whatever condition. */
export function mappedTargets(map: unknown, key: string): readonly string[] {
  const { keys, patterns } = isRecord(map) ? readMap(map) : { keys: undefined, patterns: [] };
  if (!keys) return key === '.' ? leaves(map) : [];
  const exact = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (exact !== undefined) return leaves(exact);
  for (const [before, after, target] of patterns) {
    if (!key.startsWith(before) || !key.endsWith(after) || key.length < before.length + after.length) continue;
    const matched = key.slice(before.length, key.length - after.length);
    return leaves(target).map((leaf) => leaf.replaceAll('*', () => matched));
  }
  return [];
}

function leaves(target: unknown): readonly string[] {
  const found: string[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (found.length >= MAX_TARGETS || depth > MAX_CONDITIONS) return;
    if (typeof value === 'string') found.push(value);
    else if (isRecord(value)) for (const inner of Object.values(value)) visit(inner, depth + 1);
  };
  visit(target, 0);
  return found;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(withoutMark(text));
  } catch {
    // It leads nowhere; who looks for imports by way of it tells so.
    return undefined;
  }
}

/** Node and npm take a byte order mark. A blank stands in for it. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, ' ');
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

import type { Location, Problem } from '../diagnostic.js';
import { joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { brokenJson } from './package-manifest.js';
import { shownValue } from './shown-text.js';

/** What a tsconfig says about where imports lead, with what it extends. */
export interface TsConfig {
  /** Paths that `*` stands in at most once, and where they lead. */
  readonly paths: readonly (readonly [pattern: string, targets: readonly string[]])[];
  /** Where imports without a dot are looked for. */
  readonly baseUrl: string | undefined;
  /** Where `tsc` writes to, and the folder whose files it writes there. */
  readonly outDir: string | undefined;
  readonly rootDir: string | undefined;
  /** Folders or files of other projects. */
  readonly references: readonly string[];
  /** The edition that `tsc` writes. */
  readonly target: Target | undefined;
  /** Types are checked and no more: something else writes the code. */
  readonly isCheckOnly: boolean;
  /** All `compilerOptions` as written. */
  readonly options: CompilerOptions;
}

type CompilerOptions = Readonly<Record<string, unknown>>;

interface Target {
  readonly value: string;
  /** Undefined where it cannot be told which of several is meant. */
  readonly at: Location | undefined;
}

/** As written, each part with the folder that it is relative to. */
interface Written {
  readonly paths: { readonly folder: string; readonly entries: readonly (readonly [string, readonly string[]])[] } | undefined;
  readonly baseUrl: string | undefined;
  readonly outDir: string | undefined;
  readonly rootDir: string | undefined;
  readonly references: readonly string[];
  readonly target: Target | undefined;
  readonly isCheckOnly: boolean | undefined;
  readonly options: CompilerOptions;
}

const NOTHING: Written = { paths: undefined, baseUrl: undefined, outDir: undefined, rootDir: undefined, references: [], target: undefined, isCheckOnly: undefined, options: {} };
/** Of what it extends, of `paths`, of the places of one path, of `references`: every import is tried with all of them. */
const MAX_DEPTH = 10;
const MAX_BASES = 5;
const MAX_PATHS = 1000;
const MAX_TARGETS = 20;
const MAX_REFERENCES = 1000;
const CONFIG_DIR = /^\$\{configDir\}[\\/]?/;

/** Reads a tsconfig of the repository; what leads out of it is left out, and what is too much is told. */
export function readTsConfig(source: FileSource, path: string, report: (problem: Problem) => void): TsConfig {
  const leaf = parentFolder(path);
  const reading: Reading = {
    source,
    leaf,
    atMost: (list, most, what, file) => {
      if (list.length > most) report({ kind: 'limit', path: file, message: `It has more than ${most} ${what}; the others are not followed.` });
      return list.slice(0, most);
    },
    broken: (file, text) => {
      const problem = brokenJson(file, text);
      if (problem) report(problem);
    },
    tooDeep: (file) => { report({ kind: 'limit', path: file, message: `It is extended by way of more than ${MAX_DEPTH} files; it is not read.` }); },
  };
  const { paths, isCheckOnly = false, ...written } = readWritten(reading, path, MAX_DEPTH);
  const entries = paths?.entries.map(([pattern, targets]) => [pattern, targets.flatMap((target) => within(written.baseUrl ?? paths.folder, target, leaf) ?? [])] as const);
  return { ...written, paths: entries ?? [], isCheckOnly };
}

interface Reading {
  readonly source: FileSource;
  /** The folder of the tsconfig that extends the others. */
  readonly leaf: string;
  readonly atMost: <T>(list: readonly T[], most: number, what: string, path: string) => readonly T[];
  readonly broken: (path: string, text: string) => void;
  readonly tooDeep: (path: string) => void;
}

function readWritten(reading: Reading, path: string, depth: number): Written {
  const { source, leaf, atMost } = reading;
  if (source.kind(path) !== 'file') return NOTHING;
  if (depth === 0) reading.tooDeep(path);
  const text = depth === 0 ? '' : withoutComments(source.read(path) ?? '');
  const document = depth === 0 ? undefined : parse(text);
  if (document === undefined) {
    // Nothing at all is right for TypeScript, and what cannot be read is told by the source.
    if (text.trim() !== '') reading.broken(path, text);
    return NOTHING;
  }
  const folder = parentFolder(path);
  // A few are enough: two that each extend two others soon make a million.
  const bases = atMost(listOf(document['extends']), depth === MAX_DEPTH ? MAX_BASES : 1, "entries in 'extends'", path).flatMap((written) => extendedFile(source, folder, written) ?? []);
  const below = bases.map((base) => readWritten(reading, base, depth - 1)).reduce((all, one) => over(all, one), NOTHING);
  const options = recordOf(document['compilerOptions']);
  const paths = recordOf(options?.['paths']);
  const folderOf = (key: 'baseUrl' | 'outDir' | 'rootDir'): string | undefined => {
    const written = options?.[key];
    return typeof written === 'string' ? within(folder, written, leaf) : below[key];
  };
  const references = Array.isArray(document['references']) ? atMost(document['references'], MAX_REFERENCES, "entries in 'references'", path).flatMap((one) => listOf(recordOf(one)?.['path'])) : [];
  return {
    paths: paths ? { folder, entries: atMost(Object.entries(paths), MAX_PATHS, "entries in 'paths'", path).map(([pattern, targets]) => [pattern, atMost(listOf(targets), MAX_TARGETS, `places for '${shownValue(pattern)}'`, path)] as const) } : below.paths,
    baseUrl: folderOf('baseUrl'),
    outDir: folderOf('outDir'),
    rootDir: folderOf('rootDir'),
    references: references.flatMap((written) => within(folder, written, leaf) ?? []),
    target: typeof options?.['target'] === 'string' ? { value: options['target'], at: placeOf(path, text, options['target']) } : below.target,
    isCheckOnly: isCheckOnly(options) ?? below.isCheckOnly,
    options: { ...below.options, ...options },
  };
}

/** What is written in a file over what it extends; `references` are not inherited. */
function over(below: Written, above: Written): Written {
  return {
    paths: above.paths ?? below.paths,
    baseUrl: above.baseUrl ?? below.baseUrl,
    outDir: above.outDir ?? below.outDir,
    rootDir: above.rootDir ?? below.rootDir,
    references: [],
    target: above.target ?? below.target,
    isCheckOnly: above.isCheckOnly ?? below.isCheckOnly,
    options: { ...below.options, ...above.options },
  };
}

function isCheckOnly(options: Readonly<Record<string, unknown>> | undefined): boolean | undefined {
  const written = [options?.['noEmit'], options?.['emitDeclarationOnly']].filter((one) => typeof one === 'boolean');
  return written.length === 0 ? undefined : written.includes(true);
}

function placeOf(path: string, text: string, value: string): Location | undefined {
  const [match, other] = text.matchAll(/"target"\s*:\s*"([^"\\]*)"/g);
  if (match === undefined || other !== undefined || match[1] !== value) return undefined;
  const end = match.index + match[0].length - 1;
  return { path, start: end - value.length, end };
}

/** A path below the root; undefined for one that is absolute or leads out. */
function within(folder: string, written: string, leaf: string): string | undefined {
  if (CONFIG_DIR.test(written)) return joinPath(leaf, written.replace(CONFIG_DIR, ''));
  return /^(?:[\\/]|[A-Za-z]:)/.test(written) ? undefined : joinPath(folder, written);
}

function extendedFile(source: FileSource, folder: string, written: string): string | undefined {
  const bases = written.startsWith('.') ? [within(folder, written, folder)] : packagesAbove(folder).map((modules) => within(modules, written, folder));
  return bases.flatMap((base) => (base === undefined ? [] : [base, `${base}.json`, `${base}/tsconfig.json`])).find((path) => source.kind(path) === 'file');
}

function packagesAbove(folder: string): readonly string[] {
  const own = folder === '' ? 'node_modules' : `${folder}/node_modules`;
  return folder === '' ? [own] : [own, ...packagesAbove(parentFolder(folder))];
}

const COMMENTS = /"(?:\\[^]|[^"\\])*"?|\/\/[^\n]*|\/\*(?:(?!\*\/)[^])*(?:\*\/)?/g;
const LAST_COMMAS = /"(?:\\[^]|[^"\\])*"?|,(?=\s*[}\]])/g;

/** JSON without the comments and the commas that TypeScript allows; blanks stand in for them, so that all else keeps its place. */
function withoutComments(text: string): string {
  const blank = (part: string): string => ' '.repeat(part.length);
  return text.replace(/^\uFEFF/, blank).replace(COMMENTS, (part) => (part.startsWith('"') ? part : blank(part))).replace(LAST_COMMAS, (part) => (part === ',' ? ' ' : part));
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    // No alias is known then; whoever asks is told.
    return undefined;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : undefined;
}

function listOf(value: unknown): readonly string[] {
  return [value].flat().filter((item) => typeof item === 'string');
}

import { known } from '../resolved.js';
import type { FunctionDefinition } from './function-definition.js';
import { baseName, joinPath, parentFolder } from './paths.js';
import { hasWrapperScript } from './wrapper-script.js';

/** The handler of a function in files of the repository. */
export interface FileRequest {
  readonly kind: 'files';
  readonly language: 'javascript' | 'python';
  /** The code folder: its path, as it is written, and whether nobody wrote it. */
  readonly folder: string;
  readonly written: string;
  readonly isImplicit: boolean;
  /** The module that the handler names, without extension. */
  readonly module: string;
  /** That, behind the entry points that a bundler may make it of. */
  readonly modules: readonly string[];
  /** Paths to look at, most likely first. */
  readonly candidates: readonly string[];
  /** The path that the whole handler text names. */
  readonly asWritten: string;
  readonly exportName: string;
  /** A build of its own may put the file elsewhere. */
  readonly isOpen: boolean;
}

/** Which files could hold the handler of a function, most likely first. */
export type HandlerRequest =
  | FileRequest
  | { readonly kind: 'inline'; readonly language: FileRequest['language']; readonly modulePath: string; readonly text: string; readonly isPattern: boolean; readonly exportName: string; readonly start: number; readonly end: number }
  | { readonly kind: 'unknown'; readonly reason: string }
  /** The `Handler` itself cannot work, whatever the files are. */
  | { readonly kind: 'malformed'; readonly reason: string };

export const SCRIPT_EXTENSIONS: readonly string[] = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];

/**
 * What to look for to find a function's handler. Sources: aws-lambda-nodejs-runtime-interface-client src/UserFunction.js,
 * aws-lambda-python-runtime-interface-client awslambdaric/bootstrap.py, aws-lambda-builders workflows/nodejs_npm_esbuild.
 */
export function requestHandler(definition: FunctionDefinition): HandlerRequest {
  const { code, runtime, handler } = definition;
  const unknown = (reason: string): HandlerRequest => ({ kind: 'unknown', reason: code.kind === 'unknown' ? code.reason : reason });
  if (code.kind === 'image' || known(definition.packageType) === 'Image') return unknown('it runs a container image');
  // A handler that names no function is wrong in whatever archive the code is.
  if (code.kind === 'unknown' && code.stored === undefined) return unknown(code.reason);
  if (code.kind === 'outside') return unknown(`its code '${code.written}' is outside the repository`);
  if (runtime.state !== 'known') return unknown(runtime.state === 'absent' ? 'it has no runtime' : `runtime: ${runtime.reason}`);
  if (handler.state !== 'known') return unknown(handler.state === 'absent' ? 'it has no handler' : `handler: ${handler.reason}`);
  const language = languageOf(runtime.value);
  if (!language) return unknown(`code for '${runtime.value}' is not read`);
  const split = language === 'python' ? splitPython(handler.value) : splitNode(handler.value);
  if (hasWrapperScript(known(definition.environment))) return unknown('a wrapper script starts it');
  if (handler.value.startsWith('/')) return unknown('its handler comes from a layer');
  if (handler.value.includes('..')) return { kind: 'malformed', reason: "it contains '..', which Lambda refuses" };
  if (!split) return { kind: 'malformed', reason: 'it names a module but no function' };
  if (code.kind === 'unknown') return unknown(code.reason);
  if (code.kind === 'inline') return requestInline(definition, code, split, language);
  return requestFiles(definition, code, split, language);
}

interface SplitHandler {
  readonly module: string;
  readonly exportName: string;
}

function languageOf(runtime: string): 'javascript' | 'python' | undefined {
  if (runtime.startsWith('nodejs')) return 'javascript';
  return runtime.startsWith('python') ? 'python' : undefined;
}

/** Node cuts at the first dot after the last slash. */
function splitNode(handler: string): SplitHandler | undefined {
  const dot = handler.indexOf('.', handler.lastIndexOf('/') + 1);
  if (dot === -1 || dot === handler.length - 1) return undefined;
  return { module: handler.slice(0, dot), exportName: handler.slice(dot + 1) };
}

/** Python cuts at the last dot, and a slash counts as a dot. */
function splitPython(handler: string): SplitHandler | undefined {
  const dot = handler.lastIndexOf('.');
  if (dot <= 0 || dot === handler.length - 1) return undefined;
  return { module: handler.slice(0, dot).replaceAll('.', '/'), exportName: handler.slice(dot + 1) };
}

type LocalCode = Extract<FunctionDefinition['code'], { kind: 'local' }>;
type InlineCode = Extract<FunctionDefinition['code'], { kind: 'inline' }>;

/** Code that stands in until the real one is uploaded says so, is empty, or is what the console begins with. */
const PLACEHOLDER = /^\s*$|\bplace ?holder\b|\boverwritten\b|\bhas not been (?:uploaded|deployed)\b/i;
const STUB = new RegExp(`${PLACEHOLDER.source}|\\bhello,? (?:from lambda|world)\\b|\\bcode (?:will|is to|has to) be (?:updated|replaced|uploaded|deployed (?:later|separately|by))\\b`, 'i');
/** UTF-16 units. */
const MAX_PLACEHOLDER = 1000;

/** CloudFormation writes inline code to a file called index. */
function requestInline(definition: FunctionDefinition, code: InlineCode, split: SplitHandler, language: FileRequest['language']): HandlerRequest {
  // What is uploaded later replaces it, and the handler is already that of the later code: only that can have folders.
  const isPlaceholder = code.text.length < MAX_PLACEHOLDER && (split.module === 'index' ? PLACEHOLDER : STUB).test(code.text);
  if (isPlaceholder || split.module.includes('/')) return { kind: 'unknown', reason: 'its inline code is a placeholder' };
  if (split.module !== 'index') return { kind: 'malformed', reason: "inline code is written to a file called 'index'" };
  const { text, isPattern, at } = code;
  return { kind: 'inline', language, modulePath: `${definition.scope.template.path}#${definition.logicalId}`, text, isPattern, exportName: split.exportName, start: at.start, end: at.end };
}

function requestFiles(definition: FunctionDefinition, code: LocalCode, split: SplitHandler, language: 'javascript' | 'python'): HandlerRequest {
  if (/\.(?:zip|jar)$/i.test(code.path)) return { kind: 'unknown', reason: 'its code is an archive' };
  const folder = /\.(?:[cm]?[jt]sx?|py)$/.test(code.path) ? parentFolder(code.path) : code.path;
  const named = language === 'javascript' ? [...entryPointsFor(definition, split), split.module] : [split.module];
  const modules = named.flatMap((module) => joinPath(folder, module) ?? []);
  const candidates = modules.flatMap((base) => (language === 'python' ? [`${base}.py`, `${base}/__init__.py`] : scriptCandidates(base)));
  const module = joinPath(folder, split.module);
  if (candidates.length === 0 || module === undefined) return { kind: 'unknown', reason: 'its handler is outside the repository' };
  const asWritten = joinPath(folder, known(definition.handler) ?? '') ?? folder;
  const isOpen = definition.buildMethod === 'makefile';
  return { kind: 'files', language, folder, written: code.written, isImplicit: code.isImplicit, module, modules: modules.map(withoutExtension), candidates, asWritten, exportName: split.exportName, isOpen };
}

/**
 * esbuild puts an entry point into the root of the package under its base name, several below the folder that they share; with its base name alone, one is
 * meant where no other has it. Source: esbuild.github.io/api, outbase.
 */
function entryPointsFor({ buildMethod, entryPoints }: FunctionDefinition, { module }: SplitHandler): readonly string[] {
  if (buildMethod !== 'esbuild') return [];
  const named = entryPoints.filter((entry) => withoutExtension(baseName(entry)) === baseName(module));
  const shared = sharedFolder(entryPoints.map((entry) => parentFolder(joinPath('', entry) ?? entry)));
  const exact = named.filter((entry) => joinPath(shared, module) === withoutExtension(joinPath('', entry) ?? entry));
  return exact.length > 0 ? exact : named.length === 1 ? named : [];
}

function sharedFolder(folders: readonly string[]): string {
  const [first = '', ...others] = folders;
  let shared = first;
  while (shared !== '' && !others.every((folder) => `${folder}/`.startsWith(`${shared}/`))) shared = parentFolder(shared);
  return shared;
}

function scriptCandidates(base: string): readonly string[] {
  if (SCRIPT_EXTENSIONS.some((extension) => base.endsWith(extension))) return [base];
  return [...SCRIPT_EXTENSIONS.map((extension) => base + extension), ...SCRIPT_EXTENSIONS.map((extension) => `${base}/index${extension}`)];
}

function withoutExtension(name: string): string {
  const extension = SCRIPT_EXTENSIONS.find((candidate) => name.endsWith(candidate));
  return extension === undefined ? name : name.slice(0, -extension.length);
}

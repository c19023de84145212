import type { FileSource } from '../../source/file-source.js';
import { parseJavaScript } from '../../source/javascript.js';
import type { ParsedJavaScript } from '../../source/javascript.js';
import { LineIndex } from '../../source/line-index.js';
import { UnbreakableLineError } from '../../source/bounded-errors.js';
import { TooDeepError } from '../../source/nesting.js';
import { analyzeScopes } from '../../source/scopes.js';
import type { TsConfig } from '../tsconfig-file.js';
import { importsOfScript } from './imports-of-script.js';
import type { BundledImport, OpenImport } from './imports-of-script.js';
import { sizeOfScript } from './script-size.js';
import type { ScriptSize } from './script-size.js';
import type { BundleSettings, Loader } from './settings.js';

/** What decides on how a script is read besides its text. */
export interface ScriptContext {
  readonly settings: BundleSettings;
  readonly loader: Loader;
  /** The nearest tsconfig; none for what is installed. */
  readonly config: TsConfig | undefined;
}

export interface ReadScript {
  readonly imports: readonly (BundledImport & { readonly line: number })[];
  /** With the expression as written, short enough to be shown. */
  readonly open: readonly (OpenImport & { readonly line: number; readonly written: string })[];
  readonly size: ScriptSize;
}

/** Characters of one script; the compiler of TypeScript has 9 million. */
const MAX_LENGTH = 10_000_000;
const TOO_DEEP = 'nests too deeply to be read';
/** Shown of an expression. */
const MAX_SHOWN = 40;

/** What a script asks a bundler for and how much it adds; a text says why that is not known. */
export function readScript(source: FileSource, path: string, { settings, loader, config }: ScriptContext): ReadScript | string {
  const text = source.read(path);
  if (text === undefined) return 'cannot be read';
  if (text.length > MAX_LENGTH) return `has more than ${MAX_LENGTH} characters, and is not read`;
  const parsed = parse(path, text, loader);
  if (typeof parsed === 'string') return parsed;
  try {
    return readParsed(text, parsed, { settings, loader, config });
  } catch (error) {
    // Trees are followed by recursion: it is the end of the stack.
    if (error instanceof RangeError) return TOO_DEEP;
    throw error;
  }
}

function readParsed(text: string, parsed: ParsedJavaScript, { settings, loader, config }: ScriptContext): ReadScript | string {
  const scopes = analyzeScopes(parsed.program);
  const isTypeScript = loader === 'ts' || loader === 'tsx';
  const jsx = jsxOf(settings, config);
  const script = importsOfScript(text, parsed.program, scopes, {
    isTypeScript,
    keepsUnused: keepsUnused(config),
    defines: settings.defines,
    jsxName: loader === 'tsx' && jsx.runtime === undefined ? jsx.factory : undefined,
  });
  if (script.hasJsx && (loader === 'js' || loader === 'ts')) return 'has JSX, for which no loader is set';
  if (script.hasTopLevelAwait && !settings.allowsTopLevelAwait) return 'has `await` at its top level, which the format or the target does not allow';
  const runtime: readonly BundledImport[] = script.hasJsx && jsx.runtime !== undefined ? [{ specifier: jsx.runtime, kind: 'import', isOptional: false, isCall: false, isStar: false, loader: undefined, at: 0 }] : [];
  const lines = new LineIndex(text);
  return {
    imports: [...script.imports, ...runtime].map((one) => ({ ...one, line: lines.lineAt(one.at) })),
    open: script.open.map((one) => ({ ...one, line: lines.lineAt(one.at), written: shown(text.slice(one.at, one.end)) })),
    size: sizeOfScript(text, parsed, scopes, { settings, isTypeScript }),
  };
}

function shown(expression: string): string {
  const [line = ''] = expression.slice(0, MAX_SHOWN).split('\n', 1);
  return line.length < expression.length ? `${line.trimEnd()}…` : line;
}

function parse(path: string, text: string, loader: Loader): ParsedJavaScript | string {
  try {
    const first = parseJavaScript(nameFor(path, loader), text);
    // What is no module may be a script in sloppy mode.
    const second = first.error && loader === 'js' ? parseJavaScript(`${path}.cjs`, text) : first;
    return second.error ? `does not parse (${second.error.message})` : second;
  } catch (error) {
    if (error instanceof TooDeepError) return TOO_DEEP;
    if (error instanceof UnbreakableLineError) return 'has a line that is too long to be read';
    throw error;
  }
}

/** The parser goes by the ending. */
function nameFor(path: string, loader: Loader): string {
  return loader === 'js' ? (/\.[cm]?js$/.test(path) ? path : `${path}.js`) : path.endsWith(loader) ? path : `${path}.${loader}`;
}

function jsxOf({ jsx }: BundleSettings, config: TsConfig | undefined): { readonly runtime: string | undefined; readonly factory: string } {
  const written = config?.options ?? {};
  const mode = jsx.mode ?? written['jsx'];
  const importSource = jsx.importSource ?? written['jsxImportSource'] ?? 'react';
  const factory = jsx.factory ?? written['jsxFactory'];
  const isAutomatic = mode === 'automatic' || mode === 'react-jsx' || mode === 'react-jsxdev';
  return { runtime: isAutomatic && typeof importSource === 'string' ? `${importSource}/${mode === 'react-jsxdev' ? 'jsx-dev-runtime' : 'jsx-runtime'}` : undefined, factory: typeof factory === 'string' ? (factory.split('.')[0] ?? 'React') : 'React' };
}

function keepsUnused(config: TsConfig | undefined): { readonly statements: boolean; readonly values: boolean } {
  const { verbatimModuleSyntax, preserveValueImports, importsNotUsedAsValues } = config?.options ?? {};
  if (verbatimModuleSyntax === true) return { statements: true, values: true };
  return { statements: importsNotUsedAsValues === 'preserve' || importsNotUsedAsValues === 'error', values: preserveValueImports === true };
}

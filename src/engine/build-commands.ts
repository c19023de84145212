import { baseName, joinPath } from '../project/paths.js';
import type { BundleEntry } from './bundled-from.js';

const SCRIPT = /\.[cm]?[jt]sx?$/;
const WORDS = /"[^"]*"|'[^']*'|[^\s"']+/g;
/** Longer commands are no commands that people write. */
const MAX_LENGTH = 5000;

/** What an esbuild command of a `package.json` in `folder` bundles. Source: esbuild.github.io/api, outfile, outdir, outbase and entry points. */
export function commandEntries(script: string, folder: string): readonly BundleEntry[] {
  // Elsewhere paths mean something else.
  if (script.length > MAX_LENGTH || /(?:^|[&;|])\s*cd\s/.test(script)) return [];
  return script.split(/&&|\|\||;/).flatMap((command) => {
    const words = wordsOf(command);
    const start = words.findIndex((word) => baseName(word) === 'esbuild');
    return start === -1 ? [] : entriesOf(words.slice(start + 1), folder);
  });
}

function entriesOf(words: readonly string[], folder: string): readonly BundleEntry[] {
  const option = (name: string): string | undefined => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const entries = words.filter((word) => !word.startsWith('-') && SCRIPT.test(word) && !word.includes('*'));
  const [outfile, outdir, outbase] = [option('outfile'), option('outdir'), option('outbase')];
  return entries.flatMap((entry) => {
    const [, as, path = entry] = /^([^=]+)=(.+)$/.exec(entry) ?? [];
    const file = joinPath(folder, path);
    const base = joinPath('', outbase ?? '') ?? '';
    const inside = joinPath('', path) ?? path;
    // Without `outbase`, of several the path below the folder that they share is kept.
    const kept = base !== '' && inside.startsWith(`${base}/`) ? inside.slice(base.length + 1) : entries.length === 1 ? baseName(inside) : undefined;
    const written = outfile ?? (outdir === undefined ? undefined : as === undefined ? kept === undefined ? undefined : `${outdir}/${kept}` : `${outdir}/${as}`);
    const name = written === undefined ? undefined : joinPath('', written)?.replace(SCRIPT, '');
    return file === undefined || name === undefined ? [] : [{ name, file }];
  });
}

/** Scripts that a command runs: `node scripts/build.mjs`. */
export function scriptsRun(script: string): readonly string[] {
  if (script.length > MAX_LENGTH || /(?:^|[&;|])\s*cd\s/.test(script)) return [];
  return script.split(/&&|\|\||;/).flatMap((command) => {
    const words = wordsOf(command);
    const start = words.findIndex((word) => /^(?:node|tsx|ts-node|zx|bun|bash|sh)$/.test(baseName(word)));
    const run = start === -1 ? undefined : words.slice(start + 1).find((word) => !word.startsWith('-'));
    return run !== undefined && /\.(?:[cm]?[jt]s|sh)$/.test(run) ? [run] : [];
  });
}

function wordsOf(command: string): readonly string[] {
  return (command.match(WORDS) ?? []).map((word) => word.replaceAll(/^["']|["']$/g, ''));
}

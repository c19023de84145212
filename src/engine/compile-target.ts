import type { LocatedHandler } from '../project/files.js';
import { joinPath, parentFolder } from '../project/paths.js';
import type { Problem } from '../diagnostic.js';
import type { Known } from '../resolved.js';
import type { FileSource } from '../source/file-source.js';
import { readManifest } from './package-manifest.js';
import { foldersUpFrom } from './packaging/surroundings.js';
import { readTsConfig } from './tsconfig-file.js';

/** With one of these, another file or the command itself says what is written, or nothing is; `tsc -p .` is the file at hand. */
const OTHERWISE = /^\s*cd\s|(?:^|\s)(?:--?(?:b|build|t|target|noEmit|emitDeclarationOnly)(?=$|[\s=])|--?p(?:roject)?[\s=]+(?!\.?\/?(?:tsconfig\.json)?(?=$|[\s&|;'"])))/i;

/**
 * The edition of ECMAScript that `tsc` writes for a handler, where a script runs it on the `tsconfig.json` above the handler and each script
 * that runs it does so. Undefined where that cannot be told.
 */
export function compileTarget(source: FileSource, located: LocatedHandler, report: (problem: Problem) => void): Known<string> | undefined {
  if (located.state !== 'found') return undefined;
  const folders = foldersUpFrom(parentFolder(located.file));
  const scripted = folders.find((folder) => compilersOf(source, folder).length > 0);
  if (scripted === undefined || compilersOf(source, scripted).some((script) => OTHERWISE.test(script))) return undefined;
  const config = tsconfigAbove(source, scripted);
  // A nearer one is of a project that this script does not compile, or refers to it.
  if (config === undefined || config !== tsconfigAbove(source, parentFolder(located.file))) return undefined;
  const { target, isCheckOnly, references } = readTsConfig(source, config, report);
  return target?.at && !isCheckOnly && references.length === 0 ? { state: 'known', value: target.value, at: target.at } : undefined;
}

/** The commands of a `package.json` that run `tsc`, and those that go elsewhere before. */
function compilersOf(source: FileSource, folder: string): readonly string[] {
  const scripts = (readManifest(source, folder)?.scripts ?? []).filter((script) => /\btsc\b/.test(script));
  return scripts.flatMap((script) => script.split(/&&|\|\||;/).filter((command) => /\btsc\b|^\s*cd\s/.test(command)));
}

/** Looked for as `tsc` looks, and no further up than the repository goes. */
function tsconfigAbove(source: FileSource, from: string): string | undefined {
  return foldersUpFrom(from).flatMap((folder) => joinPath(folder, 'tsconfig.json') ?? []).find((path) => source.kind(path) === 'file');
}

import type { FunctionDefinition } from '../project/function-definition.js';
import type { LocatedHandler, ScriptKind } from '../project/files.js';
import type { HandlerRequest } from '../project/handler-request.js';
import { parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { readManifest } from './package-manifest.js';

/** Scripts of a `package.json` that may make another module of a file than the one people edit. */
const BUNDLER = /\b(?:webpack|rollup|rolldown|esbuild|vite|parcel|babel|swc|tsup|tsdown|unbuild|ncc|microbundle|gulp|grunt|nx|sst|serverless|sls)\b/;

/**
 * How Node takes a script that is uploaded as it is: by its extension, else by the `type` of the nearest `package.json` that is uploaded
 * with it. Lambda has Node's own detection switched off. Undefined where something may rewrite the script first.
 */
export function scriptKind(source: FileSource, { code, buildMethod }: FunctionDefinition, request: HandlerRequest, located: LocatedHandler, path: string): ScriptKind | undefined {
  if (request.kind === 'inline') return path === request.modulePath ? 'commonjs' : undefined;
  if (request.kind !== 'files' || located.state !== 'found' || code.kind !== 'local' || (buildMethod !== undefined && !buildMethod.startsWith('nodejs'))) return undefined;
  // Found elsewhere than Lambda will look for it: a build puts it there.
  if (located.file.replace(/\.[cm]?js$/, '') !== request.module || !isBelow(request.folder, path)) return undefined;
  if (path.endsWith('.mjs')) return 'esm';
  if (path.endsWith('.cjs')) return 'commonjs';
  return path.endsWith('.js') && !isBundled(source, parentFolder(path)) ? kindInPackage(source, request.folder, parentFolder(path)) : undefined;
}

function kindInPackage(source: FileSource, root: string, start: string): ScriptKind {
  for (let folder = start; ; folder = parentFolder(folder)) {
    const manifest = readManifest(source, folder);
    if (manifest) return manifest.type === 'module' ? 'esm' : 'commonjs';
    if (folder === root || folder === '') return 'commonjs';
  }
}

/** Whether a script of a `package.json` has the TypeScript compiler write files. */
export function compiles(script: string): boolean {
  return script.split(/&&|\|\||;/).some((command) => /\btsc\b/.test(command) && !/--noEmit\b/i.test(command));
}

/** Whether a script of a `package.json` at or above a folder may put together other files than those people edit. */
export function isBundled(source: FileSource, start: string): boolean {
  for (let folder = start; ; folder = parentFolder(folder)) {
    if (readManifest(source, folder)?.scripts.some((script) => BUNDLER.test(script))) return true;
    if (folder === '') return false;
  }
}

function isBelow(folder: string, path: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

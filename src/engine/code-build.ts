import { archiveName } from '../project/code-location.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import type { CodeBuild, LocatedHandler } from '../project/files.js';
import type { HandlerRequest } from '../project/handler-request.js';
import { baseName } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { readManifest } from './package-manifest.js';
import { foldersUpFrom, hasOtherBuild } from './packaging/surroundings.js';
import { compiles, isBundled } from './script-kind.js';

/** What stands between the code of a function and what Lambda runs. */
export function codeBuild(source: FileSource, { code, buildMethod }: FunctionDefinition, request: HandlerRequest, located: LocatedHandler): CodeBuild {
  if (request.kind === 'inline') return 'none';
  if (request.kind !== 'files' || located.state !== 'found' || code.kind !== 'local' || archiveName(baseName(code.path)) !== undefined) return 'unknown';
  if (located.isSought) return 'unknown';
  if (buildMethod === 'esbuild') return 'esbuild';
  if (buildMethod !== undefined && !/^(?:nodejs|python)/.test(buildMethod)) return 'unknown';
  if (mayRewrite(source, request.folder)) return 'unknown';
  if (request.language === 'python' || located.file.replace(/\.[cm]?js$/, '') === request.module) return 'none';
  return /\.[cm]?tsx?$/.test(located.file) && hasCompiler(source, request.folder) ? 'tsc' : 'unknown';
}

/** Whether what is built of scripts in a folder has all that they export, and nothing else. */
export function isOnlyCompiled(source: FileSource, folder: string): boolean {
  return hasCompiler(source, folder) && !mayRewrite(source, folder);
}

function hasCompiler(source: FileSource, start: string): boolean {
  return foldersUpFrom(start).some((folder) => readManifest(source, folder)?.scripts.some(compiles));
}

function mayRewrite(source: FileSource, folder: string): boolean {
  return isBundled(source, folder) || hasOtherBuild(source, folder);
}

import { joinPath } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { foldersUpFrom } from './packaging/surroundings.js';

/** What tools that deploy functions, and write no template into the repository, are told by. */
const TOLD_BY = /^(?:cdk\.json|cdktf\.json|serverless\.(?:ya?ml|json|[cm]?js|ts)|sst\.config\.[cm]?[jt]s|Pulumi\.ya?ml|.+\.tf)$/;
/** What they read. */
const READ = /\.(?:[cm]?[jt]s|json|ya?ml|tf|py|java|cs|go)$/;
/** Folders that nobody of the project writes to. */
const FOREIGN = /^(?:\..*|node_modules|cdk\.out)$/;
/** Folders beside one another that are looked into: more are no parts of one product. */
const MAX_BESIDE = 50;
/** Files of such a tool that are read: of more it is not known what they speak of. */
const MAX_READ = 200;

/**
 * Whether another tool than SAM deploys the code of a template in a folder, so that the template may be for runs on one's own machine: files of the tool lie
 * in the folder or in one around it, or in one beside these whose files name where the code is. Many repositories hold projects that have nothing to do with one another.
 */
export function isDeployedOtherwise(source: FileSource, folder: string, code: readonly string[]): boolean {
  return foldersUpFrom(folder).some((around) => {
    if (isToldIn(source, around)) return true;
    const names = [...new Set(code.map((path) => nameBelow(around, path)))];
    return foldersIn(source, around).slice(0, MAX_BESIDE).some((one) => isToldIn(source, one) && speaksOf(source, one, names));
  });
}

function isToldIn(source: FileSource, folder: string): boolean {
  return (source.list(folder) ?? []).some(({ name, kind }) => kind === 'file' && TOLD_BY.test(name));
}

function foldersIn(source: FileSource, folder: string): readonly string[] {
  return (source.list(folder) ?? []).flatMap(({ name, kind }) => (kind === 'folder' && !FOREIGN.test(name) ? joinPath(folder, name) ?? [] : []));
}

/** The folder right below one that leads to a path; undefined where the path does not lie below it. */
function nameBelow(around: string, path: string): string | undefined {
  const below = around === '' ? path : path.startsWith(`${around}/`) ? path.slice(around.length + 1) : '';
  return below.split('/')[0] || undefined;
}

/** Whether some file in a folder or below has one of the names as a part of a path: `../lambda/orders`, `path.join(root, 'lambda')`. */
function speaksOf(source: FileSource, folder: string, names: readonly (string | undefined)[]): boolean {
  if (names.length === 0 || names.includes(undefined)) return true;
  const parts = new Set(names);
  let left = MAX_READ;
  const waiting = [folder];
  for (const one of waiting) {
    waiting.push(...foldersIn(source, one));
    for (const { name, kind } of source.list(one) ?? []) {
      if (kind !== 'file' || !READ.test(name)) continue;
      if (left-- === 0 || waiting.length > MAX_READ) return true;
      const text = source.read(joinPath(one, name) ?? '') ?? '';
      if (text.split(/["'`/\\\s]+/).some((part) => parts.has(part))) return true;
    }
  }
  return false;
}

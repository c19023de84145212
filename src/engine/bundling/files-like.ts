import { joinPath } from '../../project/paths.js';
import type { FileSource } from '../../source/file-source.js';

/** More files than anybody means. */
const MAX_FILES = 2_000;
const MAX_FOLDERS = 5_000;

/**
 * Files for a relative path with gaps, as esbuild takes them: a gap behind a slash may hold folders, any other is a part of one name. Links
 * to folders are not followed. Paths as an import would write them. Source: evanw/esbuild internal/resolver/resolver.go, ResolveGlob.
 */
export function filesLike(source: FileSource, from: string, parts: readonly string[]): readonly string[] | 'too many' | 'no folder' {
  const [first = ''] = parts;
  const start = first.slice(0, first.lastIndexOf('/') + 1);
  const isDeep = parts.slice(0, -1).some((part) => part.endsWith('/'));
  const root = joinPath(from, start);
  if (root === undefined || source.kind(root) !== 'folder') return 'no folder';
  const texts = joinedGaps(parts);
  const found: string[] = [];
  const pending = [start];
  let looks = 0;
  for (let prefix = pending.pop(); prefix !== undefined; prefix = pending.pop()) {
    if (++looks > MAX_FOLDERS || found.length > MAX_FILES) return 'too many';
    const folder = joinPath(from, prefix);
    for (const { name, kind } of (folder === undefined ? undefined : source.list(folder)) ?? []) {
      if (kind === 'folder' && isDeep) pending.push(`${prefix}${name}/`);
      else if (fits(prefix + name, texts) && source.kind(joinPath(from, prefix + name) ?? '') === 'file') found.push(prefix + name);
    }
  }
  return found.sort();
}

/** Whether a path is the texts with something in each gap. Step by step over the path: a pattern with many gaps would be tried in every way there is. */
function fits(path: string, parts: readonly string[]): boolean {
  let ends: ReadonlySet<number> = new Set([0]);
  for (const [index, part] of parts.entries()) {
    const starts = index === 0 ? ends : widened(path, ends, parts[index - 1]?.endsWith('/') ?? false);
    ends = new Set([...starts].flatMap((at) => (path.startsWith(part, at) ? [at + part.length] : [])));
    if (ends.size === 0) return false;
  }
  return ends.has(path.length);
}

/** All places that a gap may end at if it begins at one of those given; only one that may hold folders goes over a slash. */
function widened(path: string, from: ReadonlySet<number>, holdsFolders: boolean): ReadonlySet<number> {
  const found = new Set<number>();
  let isOpen = false;
  for (let at = 0; at <= path.length; at++) {
    if (!holdsFolders && path.charCodeAt(at - 1) === 47) isOpen = false;
    isOpen ||= from.has(at);
    if (isOpen) found.add(at);
  }
  return found;
}

/** Two gaps in a row are one, of the kind of the first. */
function joinedGaps(parts: readonly string[]): readonly string[] {
  return parts.filter((part, index) => part !== '' || index === 0 || index === parts.length - 1);
}

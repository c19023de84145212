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
  const pattern = patternOf(parts);
  const found: string[] = [];
  const pending = [start];
  let looks = 0;
  for (let prefix = pending.pop(); prefix !== undefined; prefix = pending.pop()) {
    if (++looks > MAX_FOLDERS || found.length > MAX_FILES) return 'too many';
    const folder = joinPath(from, prefix);
    for (const { name, kind } of (folder === undefined ? undefined : source.list(folder)) ?? []) {
      if (kind === 'folder' && isDeep) pending.push(`${prefix}${name}/`);
      else if (pattern.test(prefix + name) && source.kind(joinPath(from, prefix + name) ?? '') === 'file') found.push(prefix + name);
    }
  }
  return found.sort();
}

function patternOf(parts: readonly string[]): RegExp {
  let text = '';
  for (const [index, part] of parts.entries()) {
    text += part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    if (index === parts.length - 1) break;
    // Two gaps in a row are one.
    if (part !== '' || index === 0) text += part.endsWith('/') ? '(?:[^/]*/)*[^/]*' : '[^/]*';
  }
  return new RegExp(`^${text}$`);
}

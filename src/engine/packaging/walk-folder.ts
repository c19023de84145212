import type { Problem } from '../../diagnostic.js';
import type { FileSource, FolderEntry } from '../../source/file-source.js';

/** A package is not walked further than this; beyond it the size is a lower bound. */
export const MAX_FILES = 50_000;

/** A file that a walk came upon. */
export interface WalkedFile {
  readonly path: string;
  readonly bytes: number;
}

export interface WalkOptions {
  /** Whether a file, or a folder with all below it, is left out. */
  readonly isLeftOut: (path: string, kind: 'file' | 'folder', name: string) => boolean;
  /** Told each folder before its entries are judged. */
  readonly enter?: (folder: string, entries: readonly FolderEntry[]) => void;
  readonly report: (problem: Problem) => void;
}

/**
 * Every file below a folder. A link is what it leads to, as for the tools that pack folders; a link below a linked folder is not
 * followed, so that links in a circle come to an end.
 */
export function walkFolder(source: FileSource, folder: string, { isLeftOut, enter, report }: WalkOptions): { readonly files: readonly WalkedFile[]; readonly isWhole: boolean } {
  const files: WalkedFile[] = [];
  let isWhole = true;
  const pending: { readonly path: string; readonly isLinked: boolean }[] = [{ path: folder, isLinked: false }];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    const listed = source.list(current.path);
    // One that may not be listed; what lies beside it counts all the same.
    if (!listed) isWhole = false;
    const entries = listed ?? [];
    enter?.(current.path, entries);
    for (const { name, kind } of entries) {
      const path = current.path === '' ? name : `${current.path}/${name}`;
      const target = kind === 'link' ? source.kind(path) : kind;
      if (target === undefined || isLeftOut(path, target, name)) continue;
      if (target === 'file') files.push({ path, bytes: source.stat(path)?.size ?? 0 });
      else if (kind === 'link' && current.isLinked) report({ kind: 'limit', path, message: 'It is a link to a folder below another such link; it is not followed.' });
      else pending.push({ path, isLinked: current.isLinked || kind === 'link' });
    }
    if (files.length <= MAX_FILES) continue;
    report({ kind: 'limit', path: folder === '' ? '.' : folder, message: `It has more than ${MAX_FILES} files; the others are not counted.` });
    return { files, isWhole: false };
  }
  return { files, isWhole };
}

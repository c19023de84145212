import type { FileInfo, FileSource, FolderEntry } from '../source/file-source.js';

/** A file source that asks the one below at most once for anything. */
export interface RememberingSource extends FileSource {
  /** The text of a file that was read through this source; undefined for any other. */
  textRead(path: string): string | undefined;
}

/** Remembers every answer: later runs over the same files do not touch the disk. */
export function rememberingSource(below: FileSource): RememberingSource {
  const texts = new Map<string, string | undefined>();
  const kinds = new Map<string, FileInfo['kind'] | undefined>();
  const infos = new Map<string, FileInfo | undefined>();
  const listings = new Map<string, readonly FolderEntry[] | undefined>();
  return {
    read: (path) => remembered(texts, path, (asked) => below.read(asked)),
    // Asked once each, and too large to keep.
    bytes: (path, from, length) => below.bytes(path, from, length),
    stat: (path) => remembered(infos, path, (asked) => below.stat(asked)),
    kind: (path) => remembered(kinds, path, (asked) => below.kind(asked)),
    list: (path) => remembered(listings, path, (asked) => below.list(asked)),
    realPath: (path) => below.realPath(path),
    stampOf: (path) => below.stampOf(path),
    diskRoot: below.diskRoot,
    trouble: () => below.trouble(),
    note: (trouble) => { below.note(trouble); },
    textRead: (path) => texts.get(path),
  };
}

function remembered<T>(answers: Map<string, T | undefined>, path: string, ask: (path: string) => T | undefined): T | undefined {
  const known = answers.get(path);
  if (known !== undefined || answers.has(path)) return known;
  const answer = ask(path);
  answers.set(path, answer);
  return answer;
}

import type { FileSource } from '../src/source/file-source.js';

/** Adds files that would be too large to keep: `path bytes` on each line. Their folders have to be there. */
export function withSizes(source: FileSource, listing: string): FileSource {
  const sizes = new Map(listing.split('\n').filter((line) => line.trim() !== '').map((line) => {
    const [path = '', bytes = ''] = line.trim().split(/\s+/);
    return [path, Number(bytes)];
  }));
  const below = (folder: string): readonly string[] => [...sizes.keys()].filter((path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))) === folder);
  return {
    stampOf: () => undefined,
    diskRoot: source.diskRoot,
    realPath: (path) => source.realPath(path),
    read: (path) => source.read(path),
    bytes: (path, from, length) => (sizes.has(path) ? undefined : source.bytes(path, from, length)),
    trouble: () => source.trouble(),
    note: (trouble) => { source.note(trouble); },
    stat: (path) => {
      const size = sizes.get(path);
      return size === undefined ? source.stat(path) : { kind: 'file', size };
    },
    kind: (path) => (sizes.has(path) ? 'file' : source.kind(path)),
    list: (folder) => {
      const entries = source.list(folder);
      return entries && [...entries, ...below(folder).map((path) => ({ name: path.slice(path.lastIndexOf('/') + 1), kind: 'file' as const }))];
    },
  };
}

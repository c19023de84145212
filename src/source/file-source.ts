/** What a path leads to. */
export interface FileInfo {
  readonly kind: 'file' | 'folder';
  /** Bytes. */
  readonly size: number;
}

export interface FolderEntry {
  readonly name: string;
  /** A link may lead to a file or a folder: `kind` of its path tells. A link to a folder is not walked. */
  readonly kind: 'file' | 'folder' | 'link';
}

/**
 * The files of one repository. Paths are relative to its root with forward slashes, the root itself is ''. Nothing
 * outside the root can be seen: a link that leaves it is reported through `leftRoot` and looks like nothing.
 */
export interface FileSource {
  read(path: string): string | undefined;
  /** Part of a file as it is; undefined where it cannot be read. */
  bytes(path: string, from: number, length: number): Uint8Array | undefined;
  stat(path: string): FileInfo | undefined;
  /** What the path leads to, without its size: answered from what is known of the folder around it. */
  kind(path: string): FileInfo['kind'] | undefined;
  /** Entries in order of their names; undefined for no folder. */
  list(path: string): readonly FolderEntry[] | undefined;
  /** Where a path leads when all links on the way are followed; undefined where there is nothing that may be seen. Asked for what is shown, never for a finding. */
  realPath(path: string): string | undefined;
  /** Another text whenever entries of a folder come or go, or a file is written; undefined where nothing tells that. */
  stampOf(path: string): string | undefined;
  /** Absolute path of the root where there is a disk below; undefined for files in memory. */
  readonly diskRoot: string | undefined;
  /** Links that leave the root, and files that exist but cannot be read. */
  trouble(): readonly FileTrouble[];
  /** Adds what somebody found wrong with a file while reading it. */
  note(trouble: FileTrouble): void;
}

export interface FileTrouble {
  readonly kind: 'outside-root' | 'unreadable' | 'limit';
  readonly path: string;
  readonly message: string;
}

/** A file source over texts in memory, for tests and the API. */
export function memorySource(texts: Readonly<Record<string, string>>): FileSource {
  const byPath = new Map(Object.entries(texts));
  const folders = new Map<string, Map<string, FileInfo['kind']>>([['', new Map()]]);
  for (const path of byPath.keys()) addToFolders(folders, path);
  const noted = new Map<string, FileTrouble>();
  return {
    read: (path) => byPath.get(path),
    bytes: (path, from, length) => sliceOf(byPath.get(path), from, length),
    stat: (path) => {
      const text = byPath.get(path);
      if (text !== undefined) return { kind: 'file', size: Buffer.byteLength(text) };
      return folders.has(path) ? { kind: 'folder', size: 0 } : undefined;
    },
    kind: (path) => (byPath.has(path) ? 'file' : folders.has(path) ? 'folder' : undefined),
    list: (path) => sortedEntries(folders.get(path)),
    realPath: (path) => (byPath.has(path) || folders.has(path) ? path : undefined),
    stampOf: () => undefined,
    diskRoot: undefined,
    trouble: () => [...noted.values()],
    note: (trouble) => void noted.set(`${trouble.path}\n${trouble.message}`, trouble),
  };
}

function sliceOf(text: string | undefined, from: number, length: number): Uint8Array | undefined {
  return text === undefined ? undefined : Buffer.from(text).subarray(from, from + length);
}

function addToFolders(folders: Map<string, Map<string, FileInfo['kind']>>, path: string): void {
  let folder = '';
  const segments = path.split('/');
  for (const [index, segment] of segments.entries()) {
    const isFile = index === segments.length - 1;
    folders.get(folder)?.set(segment, isFile ? 'file' : 'folder');
    folder = folder === '' ? segment : `${folder}/${segment}`;
    if (!isFile && !folders.has(folder)) folders.set(folder, new Map());
  }
}

function sortedEntries(entries: ReadonlyMap<string, FileInfo['kind']> | undefined): readonly FolderEntry[] | undefined {
  return entries && [...entries].map(([name, kind]) => ({ name, kind })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Puts other texts over some files: open editor buffers, standard input. A file need not exist below. */
export function overlaySource(below: FileSource, texts: ReadonlyMap<string, string>): FileSource {
  return {
    read: (path) => texts.get(path) ?? below.read(path),
    bytes: (path, from, length) => sliceOf(texts.get(path), from, length) ?? below.bytes(path, from, length),
    stat: (path) => {
      const text = texts.get(path);
      return text === undefined ? below.stat(path) : { kind: 'file', size: Buffer.byteLength(text) };
    },
    kind: (path) => (texts.has(path) ? 'file' : below.kind(path)),
    list: (path) => {
      const entries = below.list(path);
      const added = [...texts.keys()].filter((file) => parent(file) === path).map((file) => file.slice(path === '' ? 0 : path.length + 1));
      const missing = added.filter((name) => !entries?.some((entry) => entry.name === name));
      if (missing.length === 0) return entries;
      return [...(entries ?? []), ...missing.map((name) => ({ name, kind: 'file' as const }))].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    realPath: (path) => below.realPath(path) ?? (texts.has(path) ? path : undefined),
    stampOf: (path) => ([...texts.keys()].some((file) => file === path || file.startsWith(`${path}/`)) ? undefined : below.stampOf(path)),
    diskRoot: below.diskRoot,
    trouble: () => below.trouble(),
    note: (trouble) => { below.note(trouble); },
  };
}

function parent(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

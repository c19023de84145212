/** Paths here are relative to the repository root, with forward slashes; the root itself is ''. */

/** The folder that holds a file. */
export function parentFolder(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

/** The last segment. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Characters. Twice what Linux takes for a path; whoever looks in each folder around a path of a hundred thousand looks for minutes. */
const MAX_PATH = 8192;

/** Joins and normalises; undefined when the result would leave the repository root, or is longer than any path to a file. */
export function joinPath(folder: string, relative: string): string | undefined {
  if (folder.length + relative.length > MAX_PATH) return undefined;
  const segments: string[] = [];
  for (const segment of `${folder}/${relative}`.split(/[/\\]+/)) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join('/');
}

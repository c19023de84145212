import type { CallFact, Expression } from '../facts/model.js';
import type { FileWrite } from './file-writes.js';
import type { PackageContent } from './files.js';
import { joinPath, parentFolder } from './paths.js';

/** A folder is to be made that the package brings: `mkdirSync('uploads', { recursive: true })` is content with what is there. */
export function isPackagedFolder({ call, path }: FileWrite, contentOf: () => PackageContent | undefined): boolean {
  if (!keepsFolder(call.fact)) return false;
  const written = writtenOut(path);
  const files = written && contentOf()?.own;
  if (!written || !files) return false;
  const base = written.isBesideFile ? files.find((file) => file.path === call.at.path)?.inside : '';
  const folder = base === undefined ? undefined : joinPath(parentFolder(base), written.parts.join('/'));
  return folder !== undefined && files.some(({ inside }) => inside.startsWith(`${folder}/`));
}

/** The path as it counts from the folder of the package, where nothing of it is left open. */
export function writtenPath(path: Expression): string | undefined {
  const written = writtenOut(path);
  return written && !written.isBesideFile ? written.parts.join('/') : undefined;
}

/** Calls that make a folder unless there is one. */
function keepsFolder({ callee, arguments: given }: CallFact): boolean {
  const name = 'path' in callee ? (callee.path.at(-1) ?? '') : '';
  if (/^ensureDir(?:Sync)?$/.test(name)) return true;
  return /^(?:mkdir(?:Sync)?|makedirs)$/.test(name) && given.some((options) => options.kind === 'object' && options.properties.some((one) => /^(?:recursive|exist_ok)$/.test(one.name) && one.value.kind === 'boolean' && one.value.value));
}

interface Written {
  /** Counts from the folder of the file, otherwise from that of the package. */
  readonly isBesideFile: boolean;
  readonly parts: readonly string[];
}

/** A path of which nothing is left open. */
function writtenOut(path: Expression): Written | undefined {
  switch (path.kind) {
    case 'string': return { isBesideFile: false, parts: [path.value] };
    case 'here': return { isBesideFile: true, parts: [] };
    case 'text': return joined(path.parts);
    case 'call': return joined(path.arguments);
    default: return undefined;
  }
}

function joined([first, ...rest]: readonly Expression[]): Written | undefined {
  const start = first && writtenOut(first);
  const parts = rest.flatMap((part) => (part.kind === 'string' ? [part.value] : []));
  return start && parts.length === rest.length ? { ...start, parts: [...start.parts, ...parts] } : undefined;
}

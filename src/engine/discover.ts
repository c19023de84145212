import type { FileSource } from '../source/file-source.js';
import { assemblyTemplates, isCloudAssembly } from './cloud-assembly.js';
import { isIgnored, readIgnoreFile } from './ignore-files.js';
import type { IgnoreFile } from './ignore-files.js';

/** Folders that never hold what people write: dependencies, build output of the deployment tools, environments. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([
  'node_modules', 'venv', '__pycache__', 'site-packages', 'bower_components', 'jspm_packages',
]);
const TEMPLATE_NAME = /\.(?:ya?ml|json|template)$/i;
/** Names that are never templates though their ending would do, and are often large. */
const NEVER_TEMPLATES = /^(?:package-lock|npm-shrinkwrap|tsconfig.*|package|composer|pnpm-lock|tslint|\.eslintrc)\.(?:json|ya?ml)$/i;

/**
 * Paths below a folder that could be templates by their ending, in order; what git ignores, hidden folders and
 * dependencies are passed over. Of what CDK wrote, only the templates that its manifest lists count.
 */
export function findCandidates(source: FileSource, folder: string): readonly string[] {
  const found: string[] = [];
  const above = ignoreFilesAbove(source, folder);
  // A folder that git ignores was asked for by name: the rules above it do not count then.
  visit(source, folder, folder !== '' && isIgnored(above, `${folder}/`) ? [] : above, found);
  return found;
}

/** Files of one folder alone that could be templates. */
export function candidatesIn(source: FileSource, folder: string): readonly string[] {
  return (source.list(folder) ?? []).filter(({ name, kind }) => kind !== 'folder' && isCandidate(name)).map(({ name }) => join(folder, name));
}

/** Whether what people write is never in a folder of this name. */
export function isSkipped(name: string): boolean {
  return SKIPPED_FOLDERS.has(name) || name.startsWith('.');
}

function isCandidate(name: string): boolean {
  return TEMPLATE_NAME.test(name) && !NEVER_TEMPLATES.test(name);
}

function visit(source: FileSource, folder: string, above: readonly IgnoreFile[], found: string[]): void {
  const entries = source.list(folder) ?? [];
  if (isCloudAssembly(source, folder)) {
    found.push(...assemblyTemplates(source, folder).filter((path) => !isIgnored(above, path)));
    return;
  }
  const own = entries.some(({ name, kind }) => name === '.gitignore' && kind === 'file') ? readIgnoreFile(source, folder) : undefined;
  const rules = own ? [...above, own] : above;
  for (const { name, kind } of entries) {
    const path = join(folder, name);
    if (kind !== 'folder') {
      if (isCandidate(name) && !isIgnored(rules, path)) found.push(path);
    } else if (!isSkipped(name) && !isIgnored(rules, `${path}/`)) visit(source, path, rules, found);
  }
}

/** Whether git leaves a file out by a `.gitignore` of its folder or one above. */
export function isIgnoredByGit(source: FileSource, path: string): boolean {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const own = readIgnoreFile(source, folder);
  return isIgnored([...ignoreFilesAbove(source, folder), ...(own ? [own] : [])], path);
}

function ignoreFilesAbove(source: FileSource, folder: string): readonly IgnoreFile[] {
  const segments = folder === '' ? [] : folder.split('/');
  return segments.flatMap((_, depth) => readIgnoreFile(source, segments.slice(0, depth).join('/')) ?? []);
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

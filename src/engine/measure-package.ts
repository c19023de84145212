import type { PackageContent } from '../project/files.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import type { FileSource } from '../source/file-source.js';
import { isIgnored, readIgnoreFile } from './ignore-files.js';
import type { IgnoreFile } from './ignore-files.js';
import { readManifest } from './package-manifest.js';

/** Never uploaded: build output of SAM itself and version control. */
const LEFT_OUT: ReadonlySet<string> = new Set(['.git', '.aws-sam']);
/** With one of these, a build installs dependencies that are not counted here. */
const MANIFESTS: ReadonlySet<string> = new Set(['package.json', 'requirements.txt', 'pyproject.toml', 'Gemfile', 'pom.xml', 'build.gradle', 'go.mod', 'Cargo.toml']);
/** A package is not walked further than this; beyond it the size is a lower bound. */
const MAX_FILES = 50_000;

/**
 * What a function's code location holds in the working tree. Undefined where a build decides what is uploaded (a bundle,
 * a makefile) or where there is no local code. Dependencies that `sam build` installs are not counted.
 */
export function measurePackage(source: FileSource, definition: FunctionDefinition): PackageContent | undefined {
  const { code, buildMethod } = definition;
  if (code.kind !== 'local' || buildMethod !== undefined) return undefined;
  const info = source.stat(code.path);
  if (!info) return undefined;
  if (info.kind === 'file') {
    const kind = /\.(?:zip|jar)$/i.test(code.path) ? 'archive' : 'file';
    return { kind, path: code.path, bytes: info.size, files: 1, isComplete: true };
  }
  return measureFolder(source, code.path);
}

function measureFolder(source: FileSource, folder: string): PackageContent | undefined {
  const manifests = (source.list(folder) ?? []).filter(({ name }) => MANIFESTS.has(name)).map(({ name }) => name);
  // `sam build` packs a Node.js project with npm, which follows `files` and ignore files.
  const isPacked = manifests.includes('package.json');
  if (isPacked && readManifest(source, folder)?.listsFiles === true) return undefined;
  const pending: Folder[] = [{ path: folder, rules: [] }];
  let bytes = 0;
  let files = 0;
  let isWhole = true;
  for (let current = pending.pop(); current !== undefined && isWhole; current = pending.pop()) {
    const entries = source.list(current.path) ?? [];
    const rules = isPacked ? rulesIn(source, current, entries) : current.rules;
    for (const { name, kind } of entries) {
      const path = current.path === '' ? name : `${current.path}/${name}`;
      if (isIgnored(rules, kind === 'file' ? path : `${path}/`)) continue;
      if (kind === 'file') {
        bytes += source.stat(path)?.size ?? 0;
        files++;
      } else if (!LEFT_OUT.has(name) && !(isPacked && name === 'node_modules')) pending.push({ path, rules });
    }
    isWhole = files <= MAX_FILES;
  }
  return { kind: 'folder', path: folder, bytes, files, isComplete: isWhole && manifests.length === 0 };
}

interface Folder {
  readonly path: string;
  readonly rules: readonly IgnoreFile[];
}

/** npm reads the `.gitignore` of a folder where that has no `.npmignore`. */
function rulesIn(source: FileSource, { path, rules }: Folder, entries: readonly { readonly name: string }[]): readonly IgnoreFile[] {
  const name = (['.npmignore', '.gitignore'] as const).find((file) => entries.some((entry) => entry.name === file));
  const own = name && readIgnoreFile(source, path, name);
  return own ? [...rules, own] : rules;
}

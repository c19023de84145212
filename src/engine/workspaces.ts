import type { Problem } from '../diagnostic.js';
import { joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { parseYaml } from '../source/yaml.js';
import type { Manifest } from './package-manifest.js';
import { brokenJson, isCut, mappedTargets, MAX_PATTERNS, readManifest, withoutMark } from './package-manifest.js';

/** Paths without extension, likeliest first, that an import of a package of the same monorepo or of the package itself may mean. */
export interface WorkspaceResolver {
  candidates(fromPath: string, specifier: string): readonly string[];
}

interface Member {
  readonly folder: string;
  readonly manifest: Manifest;
}

const BUILT = /^(?:\.\/)?(?:dist|lib|build|out)\/(?:(?:cjs|esm|src|types)\/)?/;
/** `packages/**` is followed this deep. */
const MAX_DEPTH = 4;
/** Folders that are looked at for the packages of one workspace: patterns may reach the same ones again and again. */
const MAX_FOLDERS = 100_000;

/** Knows the packages of npm, Yarn and pnpm workspaces, and the `#` imports of a package. */
export function createWorkspaceResolver(source: FileSource, report: (problem: Problem) => void): WorkspaceResolver {
  const manifests = new Map<string, Manifest | undefined>();
  const members = new Map<string, ReadonlyMap<string, Member>>();

  function manifestOf(folder: string): Manifest | undefined {
    if (!manifests.has(folder)) {
      const manifest = readManifest(source, folder);
      manifests.set(folder, manifest);
      const text = manifest || source.kind(manifestPath(folder)) !== 'file' ? undefined : source.read(manifestPath(folder));
      const broken = text === undefined ? undefined : brokenJson(manifestPath(folder), withoutMark(text));
      if (broken) report(broken);
      for (const [name, map] of [['exports', manifest?.exports], ['imports', manifest?.imports]] as const) {
        if (isCut(map)) report({ kind: 'limit', path: manifestPath(folder), message: `Its '${name}' has more than ${MAX_PATTERNS} patterns; the others are not followed.` });
      }
    }
    return manifests.get(folder);
  }

  /** The packages of the nearest workspace root at or above a folder, by name. */
  function membersAround(folder: string): ReadonlyMap<string, Member> {
    const done = members.get(folder);
    if (done) return done;
    const patterns = [...(manifestOf(folder)?.workspaces ?? []), ...pnpmPatterns(source, folder)];
    const found = patterns.length > 0 ? readMembers(folder, patterns) : folder === '' ? new Map<string, Member>() : membersAround(parentFolder(folder));
    members.set(folder, found);
    return found;
  }

  function readMembers(root: string, patterns: readonly string[]): ReadonlyMap<string, Member> {
    const look: Look = { source, left: MAX_FOLDERS };
    const folders = new Set([...new Set(patterns)].flatMap((pattern) => expand(look, root, pattern)));
    if (look.left <= 0) report({ kind: 'limit', path: manifestPath(root), message: `Its workspace needs a look at more than ${MAX_FOLDERS} folders; packages beyond are not known.` });
    return new Map([...folders].flatMap((folder): [string, Member][] => {
      const manifest = manifestOf(folder);
      return manifest?.name === undefined ? [] : [[manifest.name, { folder, manifest }]];
    }));
  }

  /** `#lib/orders` by the `imports` of the nearest package. */
  function ownImports(folder: string, specifier: string): readonly string[] {
    const manifest = manifestOf(folder);
    if (manifest) return within(folder, mappedTargets(manifest.imports, specifier));
    return folder === '' ? [] : ownImports(parentFolder(folder), specifier);
  }

  return {
    candidates(fromPath, specifier) {
      const folder = parentFolder(fromPath);
      if (specifier.startsWith('#')) return ownImports(folder, specifier);
      const [name, subpath] = splitSpecifier(specifier);
      const member = membersAround(folder).get(name);
      return member ? within(member.folder, filesOf(member.manifest, subpath)) : [];
    },
  };
}

function splitSpecifier(specifier: string): readonly [string, string] {
  const parts = specifier.split('/');
  const length = specifier.startsWith('@') ? 2 : 1;
  return [parts.slice(0, length).join('/'), parts.slice(length).join('/')];
}

function filesOf({ main, exports }: Manifest, subpath: string): readonly string[] {
  if (subpath === '') return [...mappedTargets(exports, '.'), ...main, 'src/index', 'index'];
  return [...mappedTargets(exports, `./${subpath}`), subpath, `src/${subpath}`];
}

/** What people edit comes before what is built from it. */
function within(folder: string, files: readonly string[]): readonly string[] {
  const sources = files.map((file) => file.replace(BUILT, 'src/').replace(/\.d\.([cm]?)ts$/, '.$1ts'));
  return [...sources, ...files].flatMap((file) => joinPath(folder, file) ?? []);
}

/** The folders of a workspace are looked at as long as some are left. */
interface Look {
  readonly source: FileSource;
  left: number;
}

function manifestPath(folder: string): string {
  return folder === '' ? 'package.json' : `${folder}/package.json`;
}

function expand(look: Look, root: string, pattern: string): readonly string[] {
  if (pattern.startsWith('!') || --look.left < 0) return [];
  let folders: readonly string[] = [root];
  for (const segment of pattern.split('/')) {
    if (segment === '' || segment === '.') continue;
    // `**/**` reaches a folder in many ways.
    folders = [...new Set(folders.flatMap((folder) => step(look, folder, segment)))];
  }
  return folders;
}

function step(look: Look, folder: string, segment: string): readonly string[] {
  if (segment === '**') return below(look, folder, MAX_DEPTH);
  if (!segment.includes('*')) return [joinPath(folder, segment) ?? folder];
  return subfolders(look, folder).filter((path) => fitsStars(path.slice(path.lastIndexOf('/') + 1), segment));
}

/** Each part at the first place where it can be: an expression would try all the others too. */
function fitsStars(name: string, pattern: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop() ?? '';
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

function below(look: Look, folder: string, depth: number): readonly string[] {
  return depth === 0 ? [folder] : [folder, ...subfolders(look, folder).flatMap((one) => below(look, one, depth - 1))];
}

function subfolders(look: Look, folder: string): readonly string[] {
  if (--look.left < 0) return [];
  const entries = look.source.list(folder) ?? [];
  return entries.filter(({ name, kind }) => kind === 'folder' && name !== 'node_modules' && !name.startsWith('.')).map(({ name }) => (folder === '' ? name : `${folder}/${name}`));
}

function pnpmPatterns(source: FileSource, folder: string): readonly string[] {
  const path = folder === '' ? 'pnpm-workspace.yaml' : `${folder}/pnpm-workspace.yaml`;
  if (source.kind(path) !== 'file') return [];
  const parsed = parseYaml(source.read(path) ?? '');
  const root = parsed.ok ? parsed.document.root : undefined;
  const packages = root?.kind === 'map' ? root.entries.find(({ key }) => key.kind === 'scalar' && key.text === 'packages')?.value : undefined;
  return packages?.kind === 'list' ? packages.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : [])) : [];
}

import type { Problem } from '../diagnostic.js';
import { joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { readTsConfig } from './tsconfig-file.js';
import type { TsConfig } from './tsconfig-file.js';

/** Projects that a tsconfig refers to and that a file may belong to: one for its code, one for its tests. */
const MAX_AROUND = 10;

/** Where `paths` or `baseUrl` of a tsconfig lead in the repository. */
export interface AliasResolver {
  /** Paths to try, without their extension where the import has none. */
  candidates(fromPath: string, specifier: string): readonly string[];
}

/** Read by way of the source, which sees to it that nothing outside of the repository is looked at. */
export function createAliasResolver(source: FileSource, report: (problem: Problem) => void): AliasResolver {
  const byFolder = new Map<string, string | undefined>();
  const configs = new Map<string, TsConfig>();
  const byImporter = new Map<string, readonly TsConfig[]>();

  /** The nearest one, if it could have a say. */
  function configFor(folder: string): string | undefined {
    if (byFolder.has(folder)) return byFolder.get(folder);
    const path = folder === '' ? 'tsconfig.json' : `${folder}/tsconfig.json`;
    const text = source.kind(path) === 'file' ? source.read(path) : undefined;
    const config = text === undefined ? (folder === '' ? undefined : configFor(parentFolder(folder))) : mayAlias(text) ? path : undefined;
    byFolder.set(folder, config);
    return config;
  }

  function read(path: string): TsConfig {
    const config = configs.get(path) ?? readTsConfig(source, path, report);
    configs.set(path, config);
    return config;
  }

  /** Of the projects that a tsconfig refers to, those around the file. */
  function referred({ references }: TsConfig, fromPath: string, config: string): readonly TsConfig[] {
    const files = new Set(references.map((path) => (path.endsWith('.json') ? path : joinPath(path, 'tsconfig.json') ?? path)));
    const around = [...files].filter((path) => isBelow(fromPath, parentFolder(path)));
    if (around.length > MAX_AROUND) report({ kind: 'limit', path: config, message: `It refers to more than ${MAX_AROUND} projects around one file; the others are not followed.` });
    return around.slice(0, MAX_AROUND).map(read);
  }

  return {
    candidates(fromPath, specifier) {
      const path = fromPath.includes('#') ? undefined : configFor(parentFolder(fromPath));
      if (path === undefined) return [];
      const key = `${path}\n${parentFolder(fromPath)}`;
      const all = byImporter.get(key) ?? [read(path), ...referred(read(path), fromPath, path)];
      byImporter.set(key, all);
      return all.flatMap((one) => mapped(one, specifier));
    },
  };
}

/** What it extends or refers to may have paths. */
function mayAlias(text: string): boolean {
  return /"(?:paths|baseUrl|extends|references)"/.test(text);
}

/** An exact pattern comes first, then the one with the longest beginning; `baseUrl` has the last word. */
function mapped({ paths, baseUrl }: TsConfig, specifier: string): readonly string[] {
  const fitting = paths.filter(([pattern]) => fits(pattern, specifier)).sort(([a], [b]) => specificity(b) - specificity(a));
  const [pattern = '', targets = []] = fitting[0] ?? [];
  const star = pattern.indexOf('*');
  const middle = star === -1 ? '' : specifier.slice(star, specifier.length - (pattern.length - star - 1));
  const found = targets.map((target) => target.replace('*', () => middle));
  const all = baseUrl === undefined ? found : [...found, `${baseUrl}/${specifier}`];
  return all.flatMap((path) => joinPath('', path) ?? []).filter((path) => !/(?:^|\/)node_modules\//.test(path) && !path.endsWith('.d.ts'));
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

function fits(pattern: string, specifier: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === specifier;
  return specifier.length >= pattern.length - 1 && specifier.startsWith(pattern.slice(0, star)) && specifier.endsWith(pattern.slice(star + 1));
}

function specificity(pattern: string): number {
  const star = pattern.indexOf('*');
  return star === -1 ? Number.POSITIVE_INFINITY : star;
}

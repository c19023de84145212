import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';

import { parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { ownMappings } from './own-mappings.js';
import type { Mappings } from './own-mappings.js';

/** Resolves imports that `paths` or `baseUrl` of a tsconfig lead into the repository. */
export interface AliasResolver {
  resolve(fromPath: string, specifier: string): string | undefined;
  /** Paths without extension that it may mean, where the library cannot tell because a tsconfig that is extended is not there. */
  candidates(fromPath: string, specifier: string): readonly string[];
}

interface Resolver {
  sync(directory: string, specifier: string): { readonly path?: string; readonly error?: string };
}

/** The library is loaded for the first import that a tsconfig could have a say in: most projects have none. */
export function createAliasResolver(source: FileSource): AliasResolver {
  const { diskRoot } = source;
  const configByFolder = new Map<string, string | undefined>();
  const resolvers = new Map<string, Resolver>();
  /** The tsconfigs that extend what is not there, as a package before installation: by what they write themselves. */
  const unextended = new Map<string, Mappings>();

  function configFor(folder: string): string | undefined {
    if (configByFolder.has(folder)) return configByFolder.get(folder);
    const path = folder === '' ? 'tsconfig.json' : `${folder}/tsconfig.json`;
    const text = source.kind(path) === 'file' ? source.read(path) : undefined;
    const config = text === undefined ? (folder === '' ? undefined : configFor(parentFolder(folder))) : mayAlias(text) ? path : undefined;
    configByFolder.set(folder, config);
    return config;
  }

  function resolverFor(config: string, root: string): Resolver {
    const existing = resolvers.get(config);
    if (existing) return existing;
    const resolver = createResolver(join(root, config));
    resolvers.set(config, resolver);
    return resolver;
  }

  return {
    resolve(fromPath, specifier) {
      if (diskRoot === undefined || fromPath.includes('#')) return undefined;
      const config = configFor(parentFolder(fromPath));
      if (config === undefined) return undefined;
      if (unextended.has(config)) return undefined;
      const { path, error } = resolverFor(config, diskRoot).sync(dirname(join(diskRoot, fromPath)), specifier);
      if (error?.startsWith('Tsconfig not found')) unextended.set(config, ownMappings(source.read(config) ?? '', parentFolder(config)));
      if (path === undefined || !path.startsWith(diskRoot + sep) || path.includes(`${sep}node_modules${sep}`)) return undefined;
      const inside = relative(diskRoot, path).replaceAll(sep, '/');
      return /\.(?:[cm]?[jt]sx?|json)$/.test(inside) && !inside.endsWith('.d.ts') ? inside : undefined;
    },
    candidates(fromPath, specifier) {
      const config = fromPath.includes('#') ? undefined : configFor(parentFolder(fromPath));
      return (config === undefined ? undefined : unextended.get(config))?.(specifier) ?? [];
    },
  };
}

/** `extends` and `references` may bring paths along: then the library has to look. */
function mayAlias(text: string): boolean {
  return /"(?:paths|baseUrl|extends|references)"/.test(text);
}

function createResolver(configFile: string): Resolver {
  // `__filename` in a bundle in CommonJS form, where `import.meta` is empty.
  const require = createRequire(typeof __filename === 'string' ? __filename : import.meta.url);
  const { ResolverFactory } = require('oxc-resolver') as typeof import('oxc-resolver');
  return new ResolverFactory({
    tsconfig: { configFile, references: 'auto' },
    extensions: ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'],
    extensionAlias: { '.js': ['.ts', '.tsx', '.js'], '.mjs': ['.mts', '.mjs'], '.cjs': ['.cts', '.cjs'] },
    // Dependencies are not followed, and their folders may lie outside the repository.
    modules: [],
    symlinks: false,
  });
}

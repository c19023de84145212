import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import type { Node } from 'oxc-parser';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

interface Import {
  /** The file it leads to, or the name of the package. */
  readonly target: string;
  readonly typeOnly: boolean;
}

interface Module {
  readonly path: string;
  readonly imports: readonly Import[];
  readonly impurities: readonly string[];
}

/** Files of the core may be seen by all layers above them; they see only each other, diagnostic nothing at all. */
const CORE: Readonly<Record<string, readonly string[]>> = {
  'src/diagnostic.ts': [],
  'src/printable.ts': [],
  'src/resolved.ts': ['src/diagnostic.ts'],
  'src/analysis.ts': ['src/diagnostic.ts', 'src/resolved.ts', 'src/rule.ts'],
  'src/change.ts': ['src/diagnostic.ts'],
  'src/rule.ts': ['src/diagnostic.ts', 'src/resolved.ts', 'src/analysis.ts', 'src/change.ts'],
};

/** What files of a layer may import besides each other: files, folders (with a slash at the end) and packages. */
const LAYERS: Readonly<Record<string, { readonly files: readonly string[]; readonly packages: readonly string[] }>> = {
  'src/source/': {
    files: ['src/diagnostic.ts'],
    packages: ['node:fs', 'node:module', 'node:path', '@typescript-eslint/visitor-keys', 'js-yaml', 'oxc-parser', 'oxc-parser/src-js/wrap.js', 'py-ast', 'smol-toml', 'yaml'],
  },
  'src/facts/': {
    files: ['src/source/', 'src/diagnostic.ts', 'src/resolved.ts'],
    packages: ['oxc-parser'],
  },
  'src/iam/': { files: ['src/resolved.ts', 'src/data/'], packages: [] },
  'src/data/': { files: ['src/resolved.ts', 'src/iam/'], packages: [] },
  'src/project/': {
    files: ['src/facts/model.ts', 'src/iam/', 'src/data/', 'src/analysis.ts', 'src/change.ts', 'src/diagnostic.ts', 'src/resolved.ts'],
    packages: [],
  },
  'rules/': { files: ['src/rule.ts', 'src/change.ts', 'src/project/', 'src/iam/', 'src/data/', 'src/diagnostic.ts', 'src/resolved.ts'], packages: [] },
  'src/engine/': {
    files: ['src/source/', 'src/facts/', 'src/project/', 'src/data/', 'src/printable.ts', 'src/analysis.ts', 'src/rule.ts', 'src/change.ts', 'src/diagnostic.ts', 'src/resolved.ts'],
    packages: ['node:crypto', 'node:module', 'node:path', 'node:zlib', 'ignore'],
  },
  'src/types/': {
    files: ['src/source/file-source.ts', 'src/facts/model.ts', 'src/project/paths.ts', 'src/project/receiver-type.ts', 'src/diagnostic.ts'],
    packages: ['node:fs', 'node:module', 'node:path', 'ts-morph'],
  },
  'src/report/': { files: ['src/diagnostic.ts', 'src/printable.ts', 'src/rule.ts'], packages: ['node:crypto', 'node:zlib', 'sarif'] },
};

/** Nothing here may ask the clock, chance or the environment: the same input gives the same findings on any day and machine. */
const PURE = ['src/diagnostic.ts', 'src/printable.ts', 'src/resolved.ts', 'src/analysis.ts', 'src/change.ts', 'src/rule.ts', 'src/facts/', 'src/iam/', 'src/data/', 'src/project/', 'src/engine/', 'src/types/', 'rules/'];

/** Analysed code is never run and the network never opened. */
const FORBIDDEN_EVERYWHERE = /^node:(?:child_process|cluster|dgram|dns|http|http2|https|inspector|net|repl|tls|vm|worker_threads)(?:\/|$)|^(?:undici|typescript|cfn-include|aws-sdk)$/;

/** Runs the command's own script, which lies beside it, with the code that V8 kept of it. */
const OWN_LOADER = 'src/cli/compiled.ts -> node:vm';
/** Asked for with --bundle only, see SECURITY.md. */
const PROJECT_ESBUILD = 'src/cli/measure-bundle.ts -> node:child_process';
/** Runs the same command once more, in the same process. */
const OWN_THREAD = ['src/cli/second-thread.ts -> node:worker_threads', 'src/cli/thread.ts -> node:worker_threads'];

const modules = [...filesBelow('src'), ...filesBelow('rules')].map(readModule);

describe('layers', () => {
  test('each imports only what it may', () => {
    expect(modules.flatMap(breaches)).toEqual([]);
  });

  test('no file is part of an import cycle', () => {
    expect(cycles()).toEqual([]);
  });

  test('what gives findings knows no clock, chance or environment', () => {
    const found = modules.filter(({ path }) => matchesAny(path, PURE)).flatMap(({ path, impurities }) => impurities.map((what) => `${path}: ${what}`));
    expect(found).toEqual([]);
  });

  test('nothing opens the network or starts a process', () => {
    const found = modules.flatMap(({ path, imports }) => imports.filter(({ target }) => FORBIDDEN_EVERYWHERE.test(target)).map(({ target }) => `${path} -> ${target}`));
    expect([...new Set(found)]).toEqual([OWN_LOADER, PROJECT_ESBUILD, ...OWN_THREAD]);
  });
});

function breaches({ path, imports }: Module): readonly string[] {
  return imports.filter(({ target, typeOnly }) => !mayImport(path, target, typeOnly)).map(({ target }) => `${path} -> ${target}`);
}

function mayImport(path: string, target: string, typeOnly: boolean): boolean {
  const ofCore = CORE[path];
  if (ofCore) return ofCore.includes(target);
  if (path === 'rules/index.ts') return target === 'src/rule.ts' || /^rules\/[^/]+\/[^/]+\.ts$/.test(target);
  const layer = Object.keys(LAYERS).find((prefix) => path.startsWith(prefix));
  // The doors (cli, eslint, index.ts) may use anything but single rules.
  if (layer === undefined) return !target.startsWith('rules/') || target === 'rules/index.ts';
  const allowed = LAYERS[layer];
  if (!isFile(target)) return allowed?.packages.includes(target) === true;
  if (layer === 'rules/') return matchesAny(target, allowed?.files ?? []);
  // The engine hands the runtime table on without looking into it.
  if (layer === 'src/engine/' && typeOnly && target === 'src/data/runtime-table.ts') return true;
  return target.startsWith(layer) || matchesAny(target, allowed?.files ?? []);
}

function isFile(target: string): boolean {
  return target.startsWith('src/') || target.startsWith('rules/');
}

function matchesAny(path: string, places: readonly string[]): boolean {
  return places.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place));
}

/** Each cycle once, as the path around it. Imports of types vanish and cannot close one. */
function cycles(): readonly string[] {
  const targets = new Map(modules.map(({ path, imports }) => [path, imports.filter(({ typeOnly }) => !typeOnly).map(({ target }) => target).filter(isFile)]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at !== -1) found.push([...trail.slice(at), path].join(' -> '));
    if (at !== -1 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return found;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1).replaceAll('\\', '/'))
    .sort();
}

function readModule(path: string): Module {
  const { module, program } = parseSync(path, readFileSync(join(ROOT, path), 'utf8'), { preserveParens: false });
  const imports = module.staticImports.map(({ moduleRequest, entries }) => ({
    target: targetOf(path, moduleRequest.value),
    typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
  }));
  const exports = module.staticExports.flatMap(({ entries }) => entries).flatMap(({ moduleRequest, isType }) => (moduleRequest ? [{ target: targetOf(path, moduleRequest.value), typeOnly: isType }] : []));
  const later: Import[] = [];
  const impurities: string[] = [];
  walk(program, (node) => {
    const specifier = loadedSpecifier(node);
    if (specifier !== undefined) later.push({ target: targetOf(path, specifier), typeOnly: node.type === 'TSImportType' });
    const impurity = impurityOf(node);
    if (impurity !== undefined) impurities.push(impurity);
  });
  return { path, imports: [...imports, ...exports, ...later], impurities };
}

function targetOf(path: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return join(path, '..', specifier).replaceAll('\\', '/').replace(/\.js$/, '.ts');
}

/** The literal of `import('…')`, `require('…')` and `typeof import('…')`. */
function loadedSpecifier(node: Node): string | undefined {
  if (node.type === 'ImportExpression') return node.source.type === 'Literal' ? String(node.source.value) : undefined;
  if (node.type === 'TSImportType') return node.source.value;
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require') return undefined;
  const [argument] = node.arguments;
  return argument?.type === 'Literal' ? String(argument.value) : undefined;
}

function impurityOf(node: Node): string | undefined {
  if (node.type === 'NewExpression' && node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0) return 'new Date()';
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier' || node.property.type !== 'Identifier') return undefined;
  const name = `${node.object.name}.${node.property.name}`;
  return /^(?:Date\.now|Math\.random|process\..*|performance\..*|console\..*)$/.test(name) ? name : undefined;
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const one of value) walk(one, visit);
  else if (isNode(value)) {
    visit(value);
    for (const child of Object.values(value)) walk(child, visit);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

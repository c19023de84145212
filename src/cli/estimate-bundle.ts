import { deflateRawSync } from 'node:zlib';

import { findSecret } from '../data/find-secret.js';
import { bundleFiles } from '../engine/bundling/bundle-files.js';
import type { BundleFile } from '../engine/bundling/bundle-files.js';
import { createReach } from '../engine/bundling/reach-modules.js';
import type { Reach, ReachModules } from '../engine/bundling/reach-modules.js';
import { isPackagePath } from '../engine/bundling/resolve-module.js';
import { bundleSettings } from '../engine/bundling/settings.js';
import type { BundleSettings } from '../engine/bundling/settings.js';
import { once } from '../engine/once.js';
import { readManifest } from '../engine/package-manifest.js';
import { plugAndPlayFile } from '../engine/packaging/surroundings.js';
import { END_OF_ARCHIVE, ENTRY_HEADERS } from '../engine/packaging/zipped-size.js';
import { NOTHING_INSTALLED } from '../project/files.js';
import type { BundleEstimate, ImportPlace, PackageContent, ProjectFiles } from '../project/files.js';
import type { LambdaFunction } from '../project/functions.js';
import { joinPath } from '../project/paths.js';
import { packageName } from '../project/supply.js';
import type { FileSource } from '../source/file-source.js';
import { entryPoints, esbuildNear, outputNames } from './bundle-entries.js';
import { bundleOptions } from './bundle-options.js';

/** What is left of texts that name places in other texts. */
const MAPPINGS_RATIO = 0.6;

/** Answers for one function after the other; a text says why nothing is known. */
export type EstimateBundle = (fn: LambdaFunction, supplyOf: ProjectFiles['supplyOf']) => PackageContent | string;

/**
 * What esbuild puts in the bundles of functions, told from the imports without making them: the modules that their entries lead to and the
 * most that each of them adds. Functions that are built alike share what was read.
 */
export function createBundleEstimates(source: FileSource): EstimateBundle {
  const byBuild = new Map<string, ReachModules>();
  const reachFor = (folder: string, settings: BundleSettings, key: string): ReachModules => {
    const reach = byBuild.get(key) ?? createReach(source, folder, settings, ({ path, message }) => { source.note({ kind: 'limit', path, message }); });
    byBuild.set(key, reach);
    return reach;
  };
  return (fn, supplyOf) => estimate(source, fn, supplyOf, reachFor);
}

function estimate(source: FileSource, fn: LambdaFunction, supplyOf: ProjectFiles['supplyOf'], reachFor: (folder: string, settings: BundleSettings, key: string) => ReachModules): PackageContent | string {
  const { code } = fn;
  if (code.kind !== 'local' || source.kind(code.path) !== 'folder') return 'its code is no folder here';
  const folder = code.path;
  const options = bundleOptions(fn, readManifest(source, folder)?.dependencies.keys() ?? []);
  const esbuild = esbuildNear(source, folder);
  const settings = typeof options === 'string' ? options : bundleSettings(options, esbuild === undefined ? undefined : readManifest(source, esbuild)?.version);
  if (typeof settings === 'string') return settings;
  const entries = entryPoints(source, fn, folder);
  if (typeof entries === 'string') return entries;
  const reach = reachFor(folder, settings, JSON.stringify([folder, options]));
  const names = outputNames(entries, settings.scriptExtension);
  const inRepository = entries.flatMap((entry) => joinPath(folder, entry) ?? []);
  // Without splitting, each has what it needs, also where another has it too.
  const groups = settings.isSplit ? [inRepository] : inRepository.map((entry) => [entry]);
  const bundles = groups.map((group) => reach(group));
  const files = bundles.flatMap((one, index) => bundleFiles(source, folder, names[index] ?? '', one, settings));
  return contentOf(source, folder, files, estimateOf(source, fn, bundles, supplyOf));
}

function contentOf(source: FileSource, path: string, files: readonly BundleFile[], estimate: BundleEstimate): PackageContent {
  const entries = files.flatMap(({ parts }) => parts);
  const bytes = entries.reduce((sum, one) => sum + one.bytes, 0);
  const isComplete = estimate.unknown.length === 0;
  return { kind: 'bundle', path, bytes, zip: once(() => Math.min(zippedAtMost(source, files), bytes + END_OF_ARCHIVE + files.length * ENTRY_HEADERS)), files: files.length, own: entries, entries, installed: [], weights: NOTHING_INSTALLED, missing: [], isComplete, isBuilt: true, estimate };
}

/** Deflated, what is written holds more than what is printed of it: comments, names in full. */
function zippedAtMost(source: FileSource, files: readonly BundleFile[]): number {
  return files.reduce((sum, { name, parts, modules }) => {
    const bytes = parts.reduce((total, part) => total + part.bytes, 0);
    const texts = modules.map(({ path }) => source.read(path) ?? '').join('\n');
    const rest = Math.max(0, bytes - Buffer.byteLength(texts));
    return sum + deflateRawSync(texts).length + Math.ceil(rest * MAPPINGS_RATIO) + ENTRY_HEADERS + 2 * Buffer.byteLength(name);
  }, END_OF_ARCHIVE);
}

function estimateOf(source: FileSource, fn: LambdaFunction, bundles: readonly Reach[], supplyOf: ProjectFiles['supplyOf']): BundleEstimate {
  const externals = firstPlaces(bundles.flatMap((one) => one.externals), ({ specifier }) => specifier);
  return {
    modules: new Set(bundles.flatMap(({ modules }) => modules.map(({ path }) => path))).size,
    externals: externals.map((one) => ({ ...one, specifier: shown(one.specifier), supply: supplyOf(fn.key, one.specifier, one.importer).state })),
    unknown: [...new Set([...unresolvedWords(source, fn, bundles.flatMap(({ unresolved }) => unresolved)), ...bundles.flatMap(({ unread }) => unread)])],
    open: firstPlaces(bundles.flatMap(({ open }) => open), ({ importer, line }) => `${importer}:${line}`).map((one) => ({ ...one, specifier: shown(one.specifier) })),
  };
}

function firstPlaces(places: readonly ImportPlace[], keyOf: (place: ImportPlace) => string): readonly ImportPlace[] {
  const first = new Map<string, ImportPlace>();
  for (const place of places) if (!first.has(keyOf(place))) first.set(keyOf(place), place);
  return [...first.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** A credential may stand where the name of a package is expected. */
function shown(specifier: string): string {
  return findSecret(specifier, undefined)?.preview ?? specifier;
}

/** A package is told once, whatever is imported of it. */
function unresolvedWords(source: FileSource, fn: LambdaFunction, unresolved: readonly ImportPlace[]): readonly string[] {
  const archives = fn.code.kind === 'local' ? plugAndPlayFile(source, fn.code.path) : undefined;
  const nameOf = ({ specifier }: ImportPlace): string => (isPackagePath(specifier) && !specifier.startsWith('#') ? packageName(specifier) : specifier);
  const lost = firstPlaces(unresolved, nameOf);
  if (archives !== undefined && lost.length > 0) return [`Yarn keeps packages in archives ('${archives}'), which are not read`];
  return lost.map((place) => {
    const where = `('${shown(place.specifier)}' in ${place.importer}:${place.line})`;
    const isInstalled = isPackagePath(place.specifier) && isFolderAbove(source, place.importer, nameOf(place));
    if (isInstalled) return `'${shown(nameOf(place))}' is installed and has no such file ${where}`;
    return isPackagePath(place.specifier) ? `'${shown(nameOf(place))}' is not installed ${where}` : `'${shown(place.specifier)}' is not there (${place.importer}:${place.line})`;
  });
}

function isFolderAbove(source: FileSource, importer: string, name: string): boolean {
  const folders = importer.split('/').map((_segment, index, all) => all.slice(0, index).join('/'));
  return folders.some((folder) => source.kind(joinPath(folder, `node_modules/${name}`) ?? '') === 'folder');
}

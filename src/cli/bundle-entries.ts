import type { LambdaFunction } from '../project/functions.js';
import { joinPath, parentFolder } from '../project/paths.js';
import { known } from '../resolved.js';
import type { FileSource } from '../source/file-source.js';

/** The entries of a bundle, relative to its code folder; a text says why they are not known. Without an ending `.ts` counts before `.js`. Source: aws-lambda-builders workflows/nodejs_npm_esbuild/esbuild.py. */
export function entryPoints(source: FileSource, fn: LambdaFunction, folder: string): readonly string[] | string {
  const handler = known(fn.handler)?.split('.')[0];
  const written = fn.entryPoints.length > 0 ? fn.entryPoints : handler === undefined ? [] : [handler];
  if (written.length === 0) return 'its handler is not known';
  const found = written.map((one) => (/\.[^./]+$/.test(one) ? [one] : [`${one}.ts`, `${one}.js`]).find((path) => source.kind(joinPath(folder, path) ?? path) === 'file'));
  const missing = written.find((_one, index) => found[index] === undefined);
  return missing === undefined ? found.flatMap((one) => one ?? []) : `its entry point '${missing}' is not there`;
}

/** What esbuild calls the output of each entry: they keep the folders that not all of them are in. */
export function outputNames(entries: readonly string[], extension: string): readonly string[] {
  const plain = entries.map((entry) => joinPath('', entry) ?? entry);
  let base = parentFolder(plain[0] ?? '');
  while (base !== '' && !plain.every((entry) => entry.startsWith(`${base}/`))) base = parentFolder(base);
  return plain.map((entry) => (base === '' ? entry : entry.slice(base.length + 1)).replace(/\.[^./]+$/, '') + extension);
}

/** The folder of the esbuild that is installed for a code folder: looked for as Node looks, and no further up than the repository goes. */
export function esbuildNear(source: FileSource, from: string): string | undefined {
  for (let folder = from; ; folder = parentFolder(folder)) {
    const place = joinPath(folder, 'node_modules/esbuild');
    if (place !== undefined && source.kind(`${place}/package.json`) === 'file') return place;
    if (folder === '') return undefined;
  }
}

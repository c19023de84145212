import { createDriver } from '../analysis.js';
import type { LoadedRepository } from '../engine/load.js';
import type { Problem } from '../diagnostic.js';
import { bindProject, files } from '../project/files.js';
import type { PackageContent } from '../project/files.js';
import { functions } from '../project/functions.js';
import type { LambdaFunction } from '../project/functions.js';
import { jsonText } from '../report/json-text.js';
import { printable } from '../report/printable.js';
import type { Flags } from './arguments.js';
import type { FileSource } from '../source/file-source.js';
import { packageDocument } from './package-document.js';
import type { PackagesDocument } from './package-document.js';
import { createBundleEstimates, measureBundle, packagesHtml, packagesText } from './package-view.js';
import { UsageError } from './usage-error.js';

/** What `inspect --package` prints: the packages of the functions with an id, or of all. */
export function inspectPackages(loaded: LoadedRepository, source: FileSource, id: string | undefined, flags: Flags, problems: () => readonly Problem[]): string {
  const estimateBundle = createBundleEstimates(source);
  const packages = loaded.projects.flatMap((project) => {
    const { files: { packageOf, supplyOf }, functions: all } = createDriver(bindProject(project)).answers({ files, functions });
    const contentOf = (fn: LambdaFunction): PackageContent | string | undefined => {
      if (fn.buildMethod !== 'esbuild') return packageOf(fn.key);
      return flags.has('bundle') ? measureBundle(source, fn) : estimateBundle(fn, supplyOf);
    };
    return all.filter(({ logicalId }) => id === undefined || logicalId === id).map((fn) => packageDocument(fn, contentOf(fn)));
  });
  const document: PackagesDocument = { schemaVersion: 1, packages, problems: problems() };
  switch (formatOf(flags)) {
    case 'json':
      return jsonText(document);
    case 'html':
      return packagesHtml(document);
    case 'text':
      return packagesText(document).split('\n').map(printable).join('\n');
  }
}

function formatOf(flags: Flags): 'json' | 'html' | 'text' {
  const named = flags.value('format') ?? (flags.has('json') ? 'json' : 'text');
  if (named !== 'json' && named !== 'html' && named !== 'text') throw new UsageError(`inspect --package knows the formats text, json and html, not '${named}'`);
  return named;
}

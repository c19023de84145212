import { defineAnalysis } from '../analysis.js';
import { files } from './files.js';
import { functions } from './functions.js';
import type { HandlerImport } from './handler-code.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { packageName } from './supply.js';
import type { MissingReason } from './supply.js';

/** An import of a package that is not there when the code runs. */
export interface UnsuppliedImport {
  /** The package; in Python the top-level module. */
  readonly name: string;
  readonly at: HandlerImport['at'];
  readonly reason: MissingReason;
}

/** Imports that fail in the functions that reach them, each once. */
export const unsuppliedImports = defineAnalysis({
  name: 'unsuppliedImports',
  requires: { files, functions },
  run: ({ files: { supplyOf, resolutions, modules }, functions: all }): readonly Owned<UnsuppliedImport>[] =>
    byOwners(all, ({ shown: { imports } }, fn) => {
      const seen = new Set<string>();
      return imports.flatMap(({ specifier, isConditional, at }): UnsuppliedImport[] => {
        if (isConditional || specifier.startsWith('.') || resolutions.get(at.path)?.has(specifier)) return [];
        const supply = supplyOf(fn.key, specifier, at.path);
        if (supply.state !== 'missing') return [];
        const name = modules.get(at.path)?.language === 'python' ? (specifier.split('.', 1)[0] ?? specifier) : packageName(specifier);
        // The first import of a package in a file is what to look at.
        const key = `${at.path} ${name}`;
        if (seen.has(key)) return [];
        seen.add(key);
        return [{ name, at, reason: supply.reason }];
      });
    }),
});

/** The AWS SDK of either generation: a rule of its own speaks about it. */
export function isSdk(name: string): boolean {
  return /^(?:aws-sdk$|@aws-sdk\/|@smithy\/)/.test(name);
}

/** Why a package is missing, as half a sentence. */
export function missingWords(reason: MissingReason): string {
  switch (reason.kind) {
    case 'inline':
      return 'inline code is uploaded alone';
    case 'external':
      return `'${reason.property}' keeps it out of the bundle`;
    case 'unlisted':
      return `'${reason.list}' does not list it`;
    case 'development':
      return `'${reason.list}' lists it for development only`;
    case 'no-list':
      return `nothing in '${reason.folder}' holds or lists it`;
  }
}

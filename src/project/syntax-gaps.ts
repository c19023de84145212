import { defineAnalysis } from '../analysis.js';
import { NEWER_SYNTAX } from '../data/language-versions.js';
import type { VersionedSyntax } from '../data/language-versions.js';
import type { Location } from '../diagnostic.js';
import { files } from './files.js';
import type { ModuleGraph } from './find-export.js';
import { functions } from './functions.js';
import { isOutside, languageVersion } from './language-version.js';
import { moduleGraph } from './module-graph.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { importedModules } from './python-modules.js';

/** A piece of syntax that the version of the language does not read. */
export interface SyntaxGap {
  readonly syntax: VersionedSyntax;
  readonly at: Location;
}

/** Syntax in files that functions certainly load, and that their runtime does not read, each once. */
export const syntaxGaps = defineAnalysis({
  name: 'syntaxGaps',
  requires: { files, functions, moduleGraph },
  run: ({ files: { buildOf }, functions: all, moduleGraph: graph }): readonly Owned<SyntaxGap>[] => {
    const loaded = new Map<string, readonly string[]>();
    return byOwners(all, ({ modules }, fn) => {
      const version = languageVersion(fn);
      const [entry] = modules;
      if (!version || entry === undefined || !modules.some((path) => graph.modules.get(path)?.newerSyntax)) return [];
      // Nothing rewrites Python; a compiler may write other syntax than it reads.
      if (version.language === 'nodejs' && buildOf(fn.key) !== 'none') return [];
      const paths = loaded.get(entry) ?? certainlyLoaded(graph, entry);
      loaded.set(entry, paths);
      return paths.flatMap((path) => (graph.modules.get(path)?.newerSyntax ?? []).flatMap(({ feature, start, end }): SyntaxGap[] => {
        const syntax = NEWER_SYNTAX.get(feature);
        return syntax && isOutside(syntax, version.number) ? [{ syntax, at: { path, start, end } }] : [];
      }));
    });
  },
});

/** The entry and what it imports at module level, under no condition. */
function certainlyLoaded(graph: ModuleGraph, entry: string): readonly string[] {
  const found = new Set([entry]);
  // A set may grow while it is walked.
  for (const path of found) {
    for (const one of graph.modules.get(path)?.imports ?? []) {
      if (one.typeOnly || one.isConditional || one.within !== null) continue;
      for (const target of importedModules(graph, path, one)) found.add(target);
    }
  }
  return [...found];
}

import { defineStacks } from '../project/definitions.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import { templatesOf } from '../project/nested-stacks.js';
import type { Stack } from '../project/nested-stacks.js';
import { pythonSpecifiers } from '../project/python-modules.js';
import type { FileSource } from '../source/file-source.js';
import { namedImports, namedPythonImports } from '../source/named-imports.js';
import { locateHandler } from './locate.js';
import { MAX_MODULE_LENGTH } from './module-reader.js';
import { extentOf } from './outcome.js';
import type { ProjectExtent } from './outcome.js';
import { pythonRoots } from './python-roots.js';
import { createImportResolver } from './resolve-import.js';
import { createPythonResolver } from './resolve-python.js';
import { scriptRoots } from './script-roots.js';
import { createFindStored } from './stored-code.js';

/** What a project may be made of: all that it is, and what its code only seems to import. Its functions are not counted. */
export type ReachOf = (root: string, stacks: readonly Stack[]) => ProjectExtent;

/** Of UTF-8, for what is one character of a text here. */
const MAX_BYTES_PER_CHARACTER = 3;

type TargetOf = (from: string, text: string) => readonly (string | undefined)[];

/** Tells of projects what they may read, without parsing their code: that would cost as much as to vet them. */
export function createReach(source: FileSource): ReachOf {
  // Whoever opens the project says what is wrong with what it reads.
  const imports = createImportResolver(source, () => undefined);
  const python = createPythonResolver(source);
  const stored = createFindStored(source);
  /** What modules lead to, by the roots that it was looked for in. */
  const targets = new Map<string, Map<string, readonly string[]>>();

  function targetsFor(kind: string, roots: readonly string[]): Map<string, readonly string[]> {
    const key = [kind, ...roots].join('\0');
    const known = targets.get(key) ?? new Map<string, readonly string[]>();
    targets.set(key, known);
    return known;
  }

  /** Only a comment may name the file: nothing is read of one that is too large to be a module, which would be told of it. */
  function textOf(path: string): string {
    const info = source.stat(path);
    return info && info.size <= MAX_MODULE_LENGTH * MAX_BYTES_PER_CHARACTER ? source.read(path) ?? '' : '';
  }

  function follow(start: string, known: Map<string, readonly string[]>, targetsIn: TargetOf, reached: Set<string>): void {
    const pending = [start];
    for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
      if (reached.has(path)) continue;
      reached.add(path);
      const next = known.get(path) ?? targetsIn(path, textOf(path)).filter((target) => target !== undefined);
      known.set(path, next);
      pending.push(...next);
    }
  }

  /** The file of the handler, and all that it seems to import. */
  function modulesOf(definition: FunctionDefinition, _at: number, all: readonly FunctionDefinition[]): readonly string[] {
    const { request, located } = locateHandler(source, stored, definition, all);
    if (located.state !== 'found' || request.kind !== 'files') return [];
    const reached = new Set<string>();
    if (request.language === 'python') {
      const roots = pythonRoots(source, definition, request);
      follow(located.file, targetsFor('python', roots), (from, text) => namedPythonImports(text).flatMap(([specifier, imported]) => pythonSpecifiers(specifier, imported)).map((one) => python.resolve(from, one, roots)), reached);
    } else {
      const roots = scriptRoots(source, definition);
      follow(located.file, targetsFor('script', roots.flat()), (from, text) => (/\.(?:json|env)$/.test(from) ? [] : [...namedImports(text)].map((one) => imports.resolve(from, one, roots))), reached);
    }
    return [...reached];
  }

  return (root, stacks) => {
    const modules = defineStacks(stacks).flatMap(({ functions }) => functions).map(modulesOf);
    return { ...extentOf({ root, templates: [...new Set(stacks.flatMap(templatesOf))], modules: new Map(), handlers: new Map() }), entries: modules.flatMap(([entry]) => entry ?? []), modules: [...new Set(modules.flat())] };
  };
}

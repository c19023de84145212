import { extractNames } from '../facts/handler/names.js';
import type { CodeNames, ModuleFacts } from '../facts/model.js';
import { extractPythonNames } from '../facts/python/extract.js';
import type { ProjectFiles } from '../project/files.js';
import type { FileSource } from '../source/file-source.js';

/** Reads the names in modules when a rule asks: few do, and of few modules. A second parse there costs less than keeping all names of all. */
export function createNameReader(source: FileSource, modules: ReadonlyMap<string, ModuleFacts>, inlineCode: ReadonlyMap<string, string>): ProjectFiles['namesIn'] {
  const known = new Map<string, CodeNames | undefined>();
  return (path) => {
    if (!known.has(path)) known.set(path, read(modules.get(path), inlineCode.get(path) ?? source.read(path)));
    return known.get(path);
  };
}

function read(module: ModuleFacts | undefined, text: string | undefined): CodeNames | undefined {
  if (!module || module.syntaxProblem || text === undefined) return undefined;
  // Of a file with data nothing runs; what it says may be names all the same, but only of what the code looks up by them.
  if (module.language === 'data') return { names: [], computesNames: false, loadsUnnamed: false };
  return module.language === 'python' ? extractPythonNames(text) : extractNames(module.path, text);
}

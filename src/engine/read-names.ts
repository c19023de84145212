import { extractNames } from '../facts/handler/names.js';
import type { CodeNames, ModuleFacts } from '../facts/model.js';
import { extractPythonNames } from '../facts/python/extract.js';
import type { ProjectFiles } from '../project/files.js';
import type { FileSource } from '../source/file-source.js';

/** Equal facts are of equal text: a process that vets again and again reads the names in a text once. */
const known = { exact: new WeakMap<ModuleFacts, Named>(), words: new WeakMap<ModuleFacts, Named>() };

interface Named {
  readonly names: CodeNames | undefined;
}

/** Reads the names in modules when a rule asks: few do, and of few modules. A second parse there costs less than keeping all names of all. */
export function createNameReader(source: FileSource, modules: ReadonlyMap<string, ModuleFacts>, inlineCode: ReadonlyMap<string, string>): ProjectFiles['namesIn'] {
  return (path, how = 'exact') => {
    const module = modules.get(path);
    if (!module || module.syntaxProblem) return undefined;
    const before = known[how].get(module);
    if (before) return before.names;
    const text = inlineCode.get(path) ?? source.read(path);
    const names = text === undefined ? undefined : how === 'exact' ? read(module, text) : readWords(text);
    known[how].set(module, { names });
    return names;
  };
}

function read(module: ModuleFacts, text: string): CodeNames | undefined {
  // Of a file with data nothing runs; what it says may be names all the same, but only of what the code looks up by them.
  if (module.language === 'data') return { names: [], computesNames: false, loadsUnnamed: false };
  return module.language === 'python' ? extractPythonNames(text) : extractNames(module.path, text);
}

/** What a hyphen joins may be one name or two. */
function readWords(text: string): CodeNames {
  const words = new Set(text.match(/[A-Za-z_][\w-]*/g));
  for (const word of [...words]) if (word.includes('-')) for (const part of word.split('-')) words.add(part);
  return { names: [...words], computesNames: false, loadsUnnamed: false };
}

import { extractNames } from '../facts/handler/names.js';
import type { CodeNames, ModuleFacts } from '../facts/model.js';
import { extractPythonNames } from '../facts/python/extract.js';
import type { ProjectFiles } from '../project/files.js';
import type { FileSource } from '../source/file-source.js';

/** Reads the names in modules when a rule asks: few do, and of few modules. A second parse there costs less than keeping all names of all. */
export function createNameReader(source: FileSource, modules: ReadonlyMap<string, ModuleFacts>, inlineCode: ReadonlyMap<string, string>): ProjectFiles['namesIn'] {
  const known = { exact: new Map<string, CodeNames | undefined>(), words: new Map<string, CodeNames | undefined>() };
  return (path, how = 'exact') => {
    const answers = known[how];
    if (!answers.has(path)) answers.set(path, (how === 'exact' ? read : readWords)(modules.get(path), inlineCode.get(path) ?? source.read(path)));
    return answers.get(path);
  };
}

function read(module: ModuleFacts | undefined, text: string | undefined): CodeNames | undefined {
  if (!module || module.syntaxProblem || text === undefined) return undefined;
  // Of a file with data nothing runs; what it says may be names all the same, but only of what the code looks up by them.
  if (module.language === 'data') return { names: [], computesNames: false, loadsUnnamed: false };
  return module.language === 'python' ? extractPythonNames(text) : extractNames(module.path, text);
}

/** What a hyphen joins may be one name or two. */
function readWords(module: ModuleFacts | undefined, text: string | undefined): CodeNames | undefined {
  if (!module || module.syntaxProblem || text === undefined) return undefined;
  const words = new Set(text.match(/[A-Za-z_][\w-]*/g));
  for (const word of [...words]) if (word.includes('-')) for (const part of word.split('-')) words.add(part);
  return { names: [...words], computesNames: false, loadsUnnamed: false };
}

import type { Digest } from '../source/recorded-source.js';
import type { Weigher } from './packaging/weigh-installed.js';
import type { CodeTools } from './project-code.js';
import type { FindStored } from './stored-code.js';

type Resolvers = Pick<CodeTools, 'imports' | 'pythonImports' | 'weigher' | 'stored'>;

/**
 * Notes where imports lead, what is installed and what archives are made of, instead of the many files that were looked at for that, which the projects of a
 * repository share.
 */
export function recordResolvers({ imports, pythonImports, weigher, stored }: Resolvers, digest: Digest, note: (question: string, answer: string) => void): Resolvers {
  return {
    imports: {
      resolve(fromPath, specifier, roots = []) {
        const target = imports.resolve(fromPath, specifier, roots);
        note(`import ${JSON.stringify([fromPath, specifier, ...roots])}`, target ?? '');
        return target;
      },
    },
    pythonImports: {
      resolve(fromPath, specifier, roots) {
        const target = pythonImports.resolve(fromPath, specifier, roots);
        note(`import ${JSON.stringify([fromPath, specifier, ...roots])}`, target ?? '');
        return target;
      },
    },
    weigher: {
      list: (folder) => noted('list', folder, weigher.list(folder)),
      weigh: (folder) => noted('weigh', folder, weigher.weigh(folder)),
      pack: (folder) => noted('pack', folder, weigher.pack(folder)),
    },
    stored(...asked) {
      const found = stored(...asked);
      note(`stored ${JSON.stringify(asked)}`, JSON.stringify(found));
      return found;
    },
  };

  function noted<T>(what: keyof Weigher, folder: string, answer: T): T {
    note(`installed ${what} ${folder}`, digest(JSON.stringify(answer)));
    return answer;
  }
}

/** Answers such a question; undefined for another one. */
export function resolveAgain({ imports, pythonImports, weigher, stored }: Resolvers, question: string, digest: Digest): string | undefined {
  const [, what, folder = ''] = /^installed (list|weigh|pack) (.*)$/s.exec(question) ?? [];
  if (what === 'list' || what === 'weigh' || what === 'pack') return digest(JSON.stringify(weigher[what](folder)));
  if (question.startsWith('stored ')) return JSON.stringify(stored(...JSON.parse(question.slice('stored '.length)) as Parameters<FindStored>));
  if (!question.startsWith('import ')) return undefined;
  const [fromPath, specifier, ...roots] = JSON.parse(question.slice('import '.length)) as [string, string, ...never[]];
  return (fromPath.endsWith('.py') ? pythonImports : imports).resolve(fromPath, specifier, roots) ?? '';
}

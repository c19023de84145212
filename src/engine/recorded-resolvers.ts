import type { CodeTools } from './project-code.js';

type Resolvers = Pick<CodeTools, 'imports' | 'pythonImports'>;

/** Notes where imports lead, instead of the many files that were looked at for that, which the projects of a repository share. */
export function recordResolvers({ imports, pythonImports }: Resolvers, note: (question: string, answer: string) => void): Resolvers {
  return {
    imports: {
      resolve(fromPath, specifier) {
        const target = imports.resolve(fromPath, specifier);
        note(`import ${JSON.stringify([fromPath, specifier])}`, target ?? '');
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
  };
}

/** Answers such a question; undefined for another one. */
export function resolveAgain({ imports, pythonImports }: Resolvers, question: string): string | undefined {
  if (!question.startsWith('import ')) return undefined;
  const [fromPath = '', specifier = '', ...roots] = JSON.parse(question.slice('import '.length)) as string[];
  return (fromPath.endsWith('.py') ? pythonImports.resolve(fromPath, specifier, roots) : imports.resolve(fromPath, specifier)) ?? '';
}

import type { ModuleFacts } from '../model.js';
import { emptyModule } from './empty-module.js';
import { extractModule } from './extract.js';

/** What a JSON file that code imports says: its texts with the keys they stand under. It exports whatever it holds. */
export function extractJsonModule(path: string, text: string): ModuleFacts {
  // Within parentheses JSON is an expression of JavaScript.
  const { literals, syntaxProblem } = extractModule(`${path}.js`, `(${text}\n)`);
  return {
    ...emptyModule(path),
    exportsUnknown: true,
    literals: literals.map((literal) => ({ ...literal, start: literal.start - 1, end: literal.end - 1 })),
    ...(syntaxProblem ? { syntaxProblem } : {}),
  };
}

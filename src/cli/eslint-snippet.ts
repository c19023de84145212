import { isOddlyNamed } from '../eslint/template-files.js';

/** More would be a list to keep up to date. */
const MAX_LISTED = 20;

/** The configuration of ESLint for a project with these templates: those that the plugin does not know by their names are added. */
export function eslintSnippet(templates: readonly string[]): string {
  const odd = templates.filter(isOddlyNamed);
  const start = "import lambdavet from 'lambdavet/eslint';\n\n";
  if (odd.length === 0) return `${start}export default [...lambdavet.configs.recommended, ...lambdavet.configs.templates];\n`;
  const patterns = odd.length > MAX_LISTED ? ['**/*.{yaml,yml}'] : odd.map(escaped);
  const files = patterns.map((pattern) => JSON.stringify(pattern)).join(', ');
  return `${start}export default [
  ...lambdavet.configs.recommended,
  ...lambdavet.configs.templates,
  // Templates without the word in their names.
  ...lambdavet.configs.templates.map((config) => ({ ...config, files: [${files}] })),
];
`;
}

/** A path as a pattern that matches nothing else. */
function escaped(path: string): string {
  return path.replace(/[*?[\]{}()!+@\\]/g, '\\$&');
}

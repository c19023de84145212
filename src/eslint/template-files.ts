/** By name, since ESLint cannot choose by content; a file that is no template is passed over. */
export const TEMPLATE_FILES = ['**/template.{yaml,yml,json}', '**/*.template', '**/*template*.{yaml,yml,json}', '**/*.template.{yaml,yml,json}'];
/** What builds write. */
export const IGNORED = ['**/.aws-sam/**', '**/cdk.out/**', '**/.serverless/**', '**/node_modules/**'];

/** A template that people edit, whose name does not tell: none of the patterns above. */
export function isOddlyNamed(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return !/\.template$|template.*\.(?:yaml|yml|json)$/.test(name) && !/(?:^|\/)(?:\.aws-sam|cdk\.out|\.serverless|node_modules)\//.test(path);
}

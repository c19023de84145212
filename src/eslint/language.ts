import type { ESLint } from 'eslint';

import { extractTemplate } from '../facts/template/extract.js';
import { LineIndex } from '../source/line-index.js';
import { parseAndKeepYaml } from '../source/yaml.js';
import type { YamlError } from '../source/yaml.js';
import { buildAst } from './template-ast.js';
import type { TemplateAst } from './template-ast.js';
import { createSourceCode, VISITOR_KEYS } from './template-source-code.js';

type Language = NonNullable<ESLint.Plugin['languages']>[string];

/** A file for a template engine is no YAML before that has run; that is no mistake in it. */
const ENGINE_MARK = /\{%|\{\{(?!\s*resolve:)/;

/** The language `lambdavet/cfn`: CloudFormation and SAM templates, in YAML and JSON. Any other YAML or JSON passes in silence. */
export const cfn: Language = {
  fileType: 'text',
  lineStart: 1,
  columnStart: 0,
  nodeTypeKey: 'type',
  visitorKeys: VISITOR_KEYS,
  // Options that a configuration without `files` meant for JavaScript; rules read some of them unasked.
  validateLanguageOptions: () => undefined,
  normalizeLanguageOptions: (options) => ({ ecmaVersion: 'latest', sourceType: 'module', ...options, parserOptions: toOptions(options['parserOptions']) }),
  matchesSelectorClass: () => false,

  parse({ path, body }) {
    const text = toText(body);
    const read = parseAndKeepYaml(text);
    if (read.ok) return { ok: true, ast: buildAst(text, read.document) };
    if (isBrokenTemplate(path, text)) return { ok: false, errors: [toParseError(text, read.error)] };
    return { ok: true, ast: buildAst(text, undefined) };
  },

  createSourceCode: ({ body, bom }, { ast }) => createSourceCode(toText(body), ast as TemplateAst, bom),
};

function isBrokenTemplate(path: string, text: string): boolean {
  return !ENGINE_MARK.test(text) && extractTemplate(path, text).problems.length > 0;
}

/** ESLint counts both from one here. */
function toParseError(text: string, { message, offset }: YamlError) {
  const { startLine: line, startColumn: column } = new LineIndex(text).region(offset, offset);
  return { message, line, column };
}

function toText(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body);
}

function toOptions(options: unknown): object {
  return typeof options === 'object' && options !== null ? { ...options } : {};
}

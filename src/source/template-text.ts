import { LineIndex } from './line-index.js';
import { parseYaml } from './yaml.js';
import type { YamlDocument, YamlError } from './yaml.js';
import { recoverYaml } from './yaml-recovery.js';

/** Something that kept a document from being read whole; `line` is 1-based. */
export interface DocumentProblem {
  readonly line: number;
  readonly message: string;
}

export interface ReadDocument {
  readonly document: YamlDocument | undefined;
  readonly problems: readonly DocumentProblem[];
}

/** Errors of one file beyond these say little: one mistake often causes many. */
const MAX_ERRORS = 3;
const ENGINE_STATEMENT = /\{%(?:(?!\{%)[\s\S])*?%\}|\{#(?:(?!\{#)[\s\S])*?#\}/g;
const ENGINE_EXPRESSION = /\{\{(?!\s*resolve:)[^{}]*\}\}/g;

/**
 * Reads a YAML or JSON document, and what can be recovered of a broken one. Statements of a template engine (Jinja) are
 * blanked and its expressions stand as placeholders, so that a project skeleton can still be read.
 */
export function readDocument(text: string): ReadDocument {
  const direct = parseYaml(text);
  if (direct.ok) return { document: direct.document, problems: [] };
  return readSkeleton(text) ?? readBroken(text, direct.error);
}

/** Text of a placeholder that stands for an expression of a template engine. */
export const PLACEHOLDER = '__placeholder';

function readSkeleton(text: string): ReadDocument | undefined {
  const first = text.search(/\{%|\{\{(?!\s*resolve:)/);
  // Both branches of an `else` would be read as one document, and an included text not at all: rather nothing than something wrong.
  if (first === -1 || /\{%-?\s*(?:else|elif|include|extends)\b/.test(text)) return first === -1 ? undefined : { document: undefined, problems: [engineProblem(text, first)] };
  const blanked = text
    .replace(ENGINE_STATEMENT, (match) => match.replace(/[^\r\n]/g, ' '))
    .replace(ENGINE_EXPRESSION, (match) => PLACEHOLDER.padEnd(match.length, '_').slice(0, match.length));
  const read = parseYaml(blanked);
  return { document: read.ok ? read.document : undefined, problems: [engineProblem(text, first)] };
}

function engineProblem(text: string, offset: number): DocumentProblem {
  return {
    line: new LineIndex(text).lineAt(offset),
    message: `It is written for a template engine ('${text.slice(offset, offset + 2)}') and is no valid YAML before that has run; what depends on it is not vetted.`,
  };
}

function readBroken(text: string, error: YamlError): ReadDocument {
  const lines = new LineIndex(text);
  const first = { line: lines.lineAt(error.offset), message: sentence(error.message) };
  if (error.isTooDeep) return { document: undefined, problems: [first] };
  const recovered = recoverYaml(text);
  const further = recovered.errors.map(({ offset, message }) => ({ line: lines.lineAt(offset), message: sentence(message) }));
  const byLine = new Map<number, (typeof further)[number]>();
  for (const problem of [first, ...further]) if (!byLine.has(problem.line)) byLine.set(problem.line, problem);
  return { document: recovered.document, problems: [...byLine.values()].slice(0, MAX_ERRORS) };
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return text.endsWith('.') ? text : `${text}.`;
}

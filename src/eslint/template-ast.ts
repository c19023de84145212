import { LineIndex } from '../source/line-index.js';
import type { YamlDocument } from '../source/yaml.js';
import { findComments } from './template-comments.js';
import type { TextRange } from './template-comments.js';

export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

interface Placed {
  readonly range: [start: number, end: number];
  readonly loc: { readonly start: SourcePosition; readonly end: SourcePosition };
}

export interface TemplateComment extends Placed {
  readonly type: 'Comment';
  /** Without the `#`. */
  readonly value: string;
}

/**
 * The whole tree: our rules ask the project model, not the syntax. It is not called `Program`, so that rules for
 * JavaScript that were switched on for every file do not look at it.
 */
export interface TemplateAst extends Placed {
  readonly type: 'CfnTemplate';
  readonly body: readonly [];
  readonly comments: readonly TemplateComment[];
  readonly tokens: readonly [];
}

/** The tree of a text; without a document it has no comments. */
export function buildAst(text: string, document: YamlDocument | undefined): TemplateAst {
  const lines = new LineIndex(text);
  const comments = document ? findComments(text, document) : [];
  return {
    type: 'CfnTemplate',
    ...placed(lines, { start: 0, end: text.length }),
    body: [],
    comments: comments.map((range) => ({ type: 'Comment', value: text.slice(range.start + 1, range.end), ...placed(lines, range) })),
    tokens: [],
  };
}

/** ESLint counts lines from one and columns from zero. */
export function positionAt(lines: LineIndex, offset: number): SourcePosition {
  const line = lines.lineAt(offset);
  return { line, column: offset - lines.startOfLine(line) };
}

function placed(lines: LineIndex, { start, end }: TextRange): Placed {
  return { range: [start, end], loc: { start: positionAt(lines, start), end: positionAt(lines, end) } };
}

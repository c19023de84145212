import { LineIndex } from '../source/line-index.js';
import { findDirectives } from './directives.js';
import { answersForForeignRules } from './foreign-rules.js';
import { positionAt } from './template-ast.js';
import type { SourcePosition, TemplateAst, TemplateComment } from './template-ast.js';

type SyntaxElement = TemplateAst | TemplateComment;

export const VISITOR_KEYS: Record<string, string[]> = { CfnTemplate: ['body'] };

/** What ESLint and rules ask of a template's text. */
export function createSourceCode(text: string, ast: TemplateAst, hasBOM: boolean) {
  const index = new LineIndex(text);
  const lines = Array.from({ length: index.lineCount }, (_, line) => index.lineText(line + 1));
  const directives = findDirectives(ast.comments);
  return {
    ...answersForForeignRules(ast, lines),
    text,
    ast,
    hasBOM,
    lines,
    visitorKeys: VISITOR_KEYS,
    parserServices: { isCfn: true },
    getLoc: (element: SyntaxElement) => element.loc,
    getRange: (element: SyntaxElement) => element.range,
    getParent: (element: SyntaxElement) => (element === ast ? undefined : ast),
    getAncestors: (element: SyntaxElement) => (element === ast ? [] : [ast]),
    getText: (element?: SyntaxElement, before = 0, after = 0) =>
      element ? text.slice(Math.max(0, element.range[0] - before), element.range[1] + after) : text,
    getLocFromIndex: (offset: number) => positionAt(index, offset),
    getIndexFromLoc: ({ line, column }: SourcePosition) => index.startOfLine(line) + column,
    getInlineConfigNodes: () => directives.map(({ node }) => node),
    getDisableDirectives: () => ({ directives, problems: [] }),
    traverse: () => [visit(ast, 1), visit(ast, 2)],
  };
}

function visit(target: TemplateAst, phase: 1 | 2) {
  return { type: 'visit' as const, kind: 1 as const, target, phase, args: [target] };
}

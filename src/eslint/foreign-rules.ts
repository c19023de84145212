import type { TemplateAst } from './template-ast.js';

const none = () => [];
const nothing = () => null;
const no = () => false;

/**
 * Answers to what rules for JavaScript ask of any file. A configuration without `files` switches them on for templates
 * too, and ESLint ends the whole run when one fails. There are no tokens, scopes or comments for them.
 */
export function answersForForeignRules(ast: TemplateAst, lines: readonly string[]) {
  const scope = { type: 'global', set: new Map(), variables: [], references: [], through: [], childScopes: [], upper: null, block: ast, isStrict: true };
  return {
    scopeManager: { globalScope: scope, scopes: [scope], getDeclaredVariables: none, acquire: nothing },
    getScope: () => scope,
    getLines: () => lines,
    getAllComments: none,
    getCommentsBefore: none,
    getCommentsAfter: none,
    getCommentsInside: none,
    getDeclaredVariables: none,
    getTokens: none,
    getFirstTokens: none,
    getLastTokens: none,
    getTokensBefore: none,
    getTokensAfter: none,
    getTokensBetween: none,
    getFirstToken: nothing,
    getLastToken: nothing,
    getTokenBefore: nothing,
    getTokenAfter: nothing,
    getFirstTokenBetween: nothing,
    getLastTokenBetween: nothing,
    getTokenByRangeStart: nothing,
    getTokenOrCommentBefore: nothing,
    getTokenOrCommentAfter: nothing,
    getNodeByRangeIndex: nothing,
    getJSDocComment: nothing,
    commentsExistBetween: no,
    isSpaceBetween: no,
    isGlobalReference: no,
    markVariableAsUsed: no,
  };
}

import type { ExportAllDeclaration, ExportNamedDeclaration, ImportDeclaration, Node } from 'oxc-parser';
import type { SyntaxFact } from '../model.js';
import type { Visitors } from './walk.js';

/** `(?i:…)`, `(?-i:…)`: flags for a part of a pattern. An escaped parenthesis, or one in a class, is none. */
const MODIFIERS = /(?<!\\)(?:\\\\)*\(\?(?:[ims]+(?:-[ims]*)?|-[ims]+):/;

/** The first use of each piece of syntax that not all versions of Node.js parse; the names are those of data/language-versions.json. */
export function collectNewerSyntax(text: string): { readonly facts: SyntaxFact[]; readonly visitors: Visitors } {
  const facts: SyntaxFact[] = [];

  function add(feature: string, start: number, end: number): void {
    if (!facts.some((one) => one.feature === feature)) facts.push({ feature, start, end });
  }

  /** `assert` and `with` give the same tree. */
  function addAssertion(node: ImportDeclaration | ExportAllDeclaration | ExportNamedDeclaration): void {
    if (!node.source || node.attributes.length === 0) return;
    const { end } = node.source;
    const blanks = /^\s*(?=assert\b)/.exec(text.slice(end, end + MAX_BLANKS))?.[0];
    if (blanks !== undefined) add('import-assertion', end + blanks.length, end + blanks.length + 'assert'.length);
  }

  const visitors: Visitors = {
    VariableDeclaration({ kind, start }) {
      if (kind === 'using' || kind === 'await using') add('using', start, start + kind.length);
    },
    Literal(node) {
      if (!isRegExp(node)) return;
      const { pattern, flags } = node.regex;
      if (flags.includes('v')) add('regexp-v-flag', node.end - flags.length, node.end);
      if (pattern.includes('(?') && MODIFIERS.test(pattern.replaceAll(/(?<!\\)(?:\\\\)*\[(?:[^\]\\]|\\.)*\]/g, ''))) add('regexp-modifiers', node.start, node.end);
    },
    ImportDeclaration: addAssertion,
    ExportAllDeclaration: addAssertion,
    ExportNamedDeclaration: addAssertion,
  };
  return { facts, visitors };
}

const MAX_BLANKS = 100;

function isRegExp(node: Node): node is Extract<Node, { readonly type: 'Literal' }> & { readonly regex: { readonly pattern: string; readonly flags: string } } {
  return node.type === 'Literal' && 'regex' in node;
}

import type { ExportAllDeclaration, ExportNamedDeclaration, ImportDeclaration, Node } from 'oxc-parser';
import type { SyntaxFact } from '../model.js';
import type { Visitors } from './walk.js';

/** `(?i:…)`, `(?-i:…)`: flags for a part of a pattern. */
const MODIFIERS = /^\(\?(?:[ims]{1,3}(?:-[ims]{0,3})?|-[ims]{1,3}):/;
const LONGEST_MODIFIERS = '(?ims-ims:'.length;

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

  // Few files have any of it: the others pay for a look at their text.
  const usesDeclarations: Visitors = {
    VariableDeclaration({ kind, start }) {
      if (kind === 'using' || kind === 'await using') add('using', start, start + kind.length);
    },
  };
  const patterns: Visitors = {
    Literal(node) {
      if (!isRegExp(node)) return;
      const { pattern, flags } = node.regex;
      if (flags.includes('v')) add('regexp-v-flag', node.end - flags.length, node.end);
      if (pattern.includes('(?') && hasModifiers(pattern, flags)) add('regexp-modifiers', node.start, node.end);
    },
  };
  const assertions: Visitors = { ImportDeclaration: addAssertion, ExportAllDeclaration: addAssertion, ExportNamedDeclaration: addAssertion };
  return {
    facts,
    visitors: {
      ...(text.includes('using') ? usesDeclarations : {}),
      ...(/\/[dgimsuy]{0,7}v|\(\?[-ims]/.test(text) ? patterns : {}),
      ...(text.includes('assert') ? assertions : {}),
    },
  };
}

const MAX_BLANKS = 100;

/** An escaped parenthesis, or one in a class, begins no group; with the flag `v` classes may hold classes. */
function hasModifiers(pattern: string, flags: string): boolean {
  let classes = 0;
  for (let at = 0; at < pattern.length; at++) {
    const one = pattern[at];
    if (one === '\\') at++;
    else if (one === '[' && (classes === 0 || flags.includes('v'))) classes++;
    else if (one === ']' && classes > 0) classes--;
    else if (one === '(' && classes === 0 && MODIFIERS.test(pattern.slice(at, at + LONGEST_MODIFIERS))) return true;
  }
  return false;
}

function isRegExp(node: Node): node is Extract<Node, { readonly type: 'Literal' }> & { readonly regex: { readonly pattern: string; readonly flags: string } } {
  return node.type === 'Literal' && 'regex' in node;
}

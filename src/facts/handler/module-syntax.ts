import type { Node, Program } from 'oxc-parser';
import type { Scopes } from '../../source/scopes.js';
import type { ModuleSyntaxFact, Span } from '../model.js';
import { unwrap } from './syntax.js';
import type { Place, Visitors } from './walk.js';

const OF_COMMONJS: ReadonlySet<string> = new Set(['require', 'module', 'exports', '__dirname', '__filename']);

/** Where what they hold is looked at only under some condition: `typeof module === 'object' && …`. */
const CONDITIONAL: ReadonlySet<Node['type']> = new Set<Node['type']>(['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'TryStatement', 'SwitchCase']);

/** The first statement that only ES modules have, and the first use of what only CommonJS has that certainly runs at load. */
export function collectModuleSyntax(program: Program, scopes: Scopes): { readonly visitors: Visitors; finish(): ModuleSyntaxFact } {
  const found: { commonJs?: NonNullable<ModuleSyntaxFact['commonJs']> } = {};

  function note(node: Node, place: Place): void {
    const name = node.type === 'Identifier' ? node.name : '';
    if (found.commonJs || place.within !== null || !OF_COMMONJS.has(name) || scopes.variableOf(node)) return;
    if (place.ancestors.some(({ type }) => CONDITIONAL.has(type))) return;
    found.commonJs = { name, start: node.start, end: node.end };
  }

  /** `__dirname` and the like, wherever their value is certainly read. */
  function notePath(node: Node, place: Place): void {
    if (node.type === 'Identifier' && node.name.startsWith('__')) note(node, place);
  }

  const visitors: Visitors = {
    CallExpression(node, place) {
      const callee = unwrap(node.callee);
      if (callee.type === 'Identifier' && callee.name === 'require') note(callee, place);
      for (const argument of node.arguments) notePath(argument, place);
    },
    TemplateLiteral(node, place) {
      for (const one of node.expressions) notePath(one, place);
    },
    BinaryExpression(node, place) {
      if (node.operator !== '+') return;
      notePath(node.left, place);
      notePath(node.right, place);
    },
    MemberExpression(node, place) {
      const object = unwrap(node.object);
      if (object.type === 'Identifier' && (object.name === 'module' || object.name === 'exports')) note(object, place);
    },
  };
  return { visitors, finish: () => ({ ...ofEsm(program), ...found }) };
}

function ofEsm({ body }: Program): Pick<ModuleSyntaxFact, 'esm'> {
  const statement = body.find(({ type }) => type === 'ImportDeclaration' || type === 'ExportNamedDeclaration' || type === 'ExportDefaultDeclaration' || type === 'ExportAllDeclaration');
  return statement ? { esm: { keyword: statement.type === 'ImportDeclaration' ? 'import' : 'export', ...keywordOf(statement) } } : {};
}

function keywordOf({ start }: Node): Span {
  return { start, end: start + 'import'.length };
}

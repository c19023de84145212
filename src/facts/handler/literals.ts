import type { Node } from 'oxc-parser';
import type { LiteralFact } from '../model.js';
import { calleeName, isTransparent, keyName, stringValue, unwrap } from './syntax.js';
import { ancestor, type Place, type Visitors } from './walk.js';

const MIN_LENGTH = 8;
const MAX_LENGTH = 4096;
const HEADER_SETTER = /^(set|append|setHeader|header|setRequestHeader)$/;

/** String literals long enough to hold something, with the name of what receives them. */
export function collectLiterals(): { readonly facts: LiteralFact[]; readonly visitors: Visitors } {
  const facts: LiteralFact[] = [];

  function add(node: Node, text: string, place: Place): void {
    if (text.length < MIN_LENGTH || (text.length > MAX_LENGTH && !text.startsWith('-----BEGIN'))) return;
    if (isNoValue(node, ancestor(place))) return;
    const name = receiver(node, place);
    const { start, end } = node;
    facts.push({ text, ...(name === undefined ? {} : { name }), within: place.within, start, end });
  }

  const visitors: Visitors = {
    Literal(node, place) {
      if (typeof node.value === 'string') add(node, node.value, place);
    },
    TemplateLiteral(node, place) {
      if (node.expressions.length === 0 && ancestor(place)?.type !== 'TaggedTemplateExpression') add(node, stringValue(node) ?? '', place);
    },
  };
  return { facts, visitors };
}

/** Specifiers, directives and keys: text that is no value of the program. */
function isNoValue(node: Node, parent: Node | undefined): boolean {
  switch (parent?.type) {
    case 'ImportDeclaration': case 'ExportNamedDeclaration': case 'ExportAllDeclaration': case 'ImportExpression':
    case 'ImportSpecifier': case 'ExportSpecifier': case 'ImportAttribute': case 'TSExternalModuleReference': case 'TSModuleDeclaration':
      return true;
    case 'ExpressionStatement':
      return true;
    case 'Property': case 'PropertyDefinition': case 'MethodDefinition': case 'AccessorProperty':
      return parent.key === node;
    case 'TSEnumMember':
      return parent.id === node;
    case 'CallExpression':
      return parent.callee.type === 'Identifier' && parent.callee.name === 'require';
    default:
      return false;
  }
}

/** Looks up through operators that hand the value on. */
function receiver(literal: Node, place: Place): string | undefined {
  let child = literal;
  for (let level = 0; ; level++) {
    const node = ancestor(place, level);
    switch (node?.type) {
      case 'VariableDeclarator': return nameOf(node.id);
      case 'Property': case 'PropertyDefinition': case 'AccessorProperty': return keyName(node.key, node.computed);
      case 'AssignmentExpression': return nameOf(node.left);
      case 'AssignmentPattern': return nameOf(node.left);
      case 'TSEnumMember': return keyName(node.id, node.computed);
      case 'JSXAttribute': return node.name.type === 'JSXIdentifier' ? node.name.name : undefined;
      case 'BinaryExpression': if (node.operator !== '+') return nameOf(node.left === child ? node.right : node.left);
        break;
      case 'CallExpression': return headerName(node.callee, node.arguments, child);
      case 'LogicalExpression': case 'ConditionalExpression': case 'ArrayExpression': case 'AwaitExpression': break;
      default: if (!node || !isTransparent(node)) return undefined;
    }
    child = node;
  }
}

function nameOf(target: Node): string | undefined {
  const inner = unwrap(target);
  if (inner.type === 'Identifier') return inner.name;
  return inner.type === 'MemberExpression' ? keyName(inner.property, inner.computed) : undefined;
}

/** `headers.set('x-api-key', value)`. */
function headerName(callee: Node, args: readonly Node[], value: Node): string | undefined {
  const [first, second] = args;
  return first && second === value && HEADER_SETTER.test(calleeName(callee) ?? '') ? stringValue(first) : undefined;
}

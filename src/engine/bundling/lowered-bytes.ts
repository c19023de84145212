import type { Node } from '../../source/javascript.js';
import type { BundleSettings } from './settings.js';

/** What a syntax that not all editions have grows by, at most, where it is written in an older one. Source: measured on what esbuild 0.28 writes. */
const CLASS_FIELD = 60;
const PRIVATE_NAME = 45;
const STATIC_BLOCK = 60;
const ASSIGNMENT = 20;
const NULLISH = 30;
const SPREAD = 50;
const ASYNC = 150;
/** What TypeScript and JSX turn into code. */
const ENUM_MEMBER = 16;
const NAMESPACE = 60;
const FIELD_ASSIGNMENT = 15;
const PARAMETER_PROPERTY = 12;
const DECORATOR = 90;
const ELEMENT = 60;
/** `Promise.resolve().then(() => (init_orders(), orders_exports))`. */
const DYNAMIC_IMPORT = 80;
const REQUIRE = 30;

/** Bytes that the printed form of a node may have more than what is written. Its children count by themselves. */
export function loweredBytes(node: Node, settings: Pick<BundleSettings, 'edition' | 'isMinified'>): number {
  return bySyntax(node) + byEdition(node, settings.edition) + (settings.isMinified ? 0 : byLayout(node));
}

function bySyntax(node: Node): number {
  switch (node.type) {
    case 'Property':
      // `{ name }` is written `{name:a}`.
      return node.shorthand ? node.key.end - node.key.start + 2 : 0;
    case 'ImportExpression':
      return DYNAMIC_IMPORT;
    case 'TSEnumDeclaration':
      return NAMESPACE + node.id.name.length;
    case 'TSEnumMember':
      return ENUM_MEMBER + 2 * (node.id.end - node.id.start);
    case 'TSModuleDeclaration':
      return NAMESPACE;
    case 'TSParameterProperty':
      return PARAMETER_PROPERTY + 2 * (node.end - node.start);
    case 'Decorator':
      return DECORATOR;
    case 'JSXElement': case 'JSXFragment':
      return ELEMENT;
    case 'ExportSpecifier': case 'ExportDefaultDeclaration':
      return 2 * Math.min(node.end - node.start, 60);
    case 'PropertyDefinition':
      // TypeScript may have it as an assignment in the constructor.
      return FIELD_ASSIGNMENT;
    default:
      return 0;
  }
}

function byEdition(node: Node, edition: number): number {
  switch (node.type) {
    case 'PropertyDefinition':
      return edition < 2022 ? CLASS_FIELD : 0;
    case 'PrivateIdentifier':
      return edition < 2022 ? PRIVATE_NAME : 0;
    case 'StaticBlock':
      return edition < 2022 ? STATIC_BLOCK : 0;
    case 'AssignmentExpression':
      return edition < 2021 && /^(?:\?\?|\|\||&&)=$/.test(node.operator) ? ASSIGNMENT + 2 * (node.left.end - node.left.start) : 0;
    case 'ChainExpression':
      return edition < 2020 ? NULLISH + (node.end - node.start) : 0;
    case 'LogicalExpression':
      return edition < 2020 && node.operator === '??' ? NULLISH : 0;
    case 'SpreadElement': case 'RestElement':
      return edition < 2018 ? SPREAD : 0;
    case 'FunctionDeclaration': case 'FunctionExpression': case 'ArrowFunctionExpression':
      return edition < 2018 && node.async ? ASYNC : 0;
    default:
      return 0;
  }
}

function byLayout(node: Node): number {
  return node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'require' ? REQUIRE : 0;
}

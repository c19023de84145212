import type { Node } from 'oxc-parser';
import { parseJavaScript } from '../../source/javascript.js';
import { forEachChild } from '../../source/syntax-children.js';
import type { CodeNames } from '../model.js';
import { isName } from '../named-text.js';
import { keyName, stringValue, unwrap } from './syntax.js';

/** The names in a JavaScript or TypeScript file; undefined where it cannot be parsed. */
export function extractNames(path: string, text: string): CodeNames | undefined {
  const { program, error } = parseJavaScript(path, text);
  if (error) return undefined;
  const names = new Set<string>();
  let [computesNames, loadsUnnamed] = [false, false];
  const add = (name: string | undefined): void => {
    if (name !== undefined && isName(name)) names.add(name);
  };

  function visit(node: Node): void {
    switch (node.type) {
      case 'MemberExpression':
        if (!node.computed) add(keyName(node.property));
        else computesNames ||= stringValue(node.property) === undefined && node.object.type === 'Identifier' && SDK_NAME.test(node.object.name);
        break;
      case 'Property': if (!node.computed) add(keyName(node.key));
        break;
      case 'ImportSpecifier': add(keyName(node.imported));
        break;
      case 'ExportSpecifier': add(keyName(node.local));
        break;
      case 'Literal': case 'TemplateLiteral': add(stringValue(node));
        break;
      case 'CallExpression': case 'NewExpression':
        computesNames ||= isComputed(node.callee);
        loadsUnnamed ||= loads(node.callee, node.arguments);
        break;
      case 'ImportExpression': loadsUnnamed ||= stringValue(node.source) === undefined;
        break;
      default:
    }
    forEachChild(node, visit);
  }

  visit(program);
  return { names: [...names], computesNames, loadsUnnamed };
}

/** `const Service = AWS[name]` is called elsewhere. */
const SDK_NAME = /aws|client|command|sdk/i;

/** `client[operation](…)`, `client[operation].bind(client)`. An element of a list is no method. */
function isComputed(callee: Node): boolean {
  const called = unwrap(callee);
  if (called.type !== 'MemberExpression') return false;
  if (called.computed) return stringValue(called.property) === undefined && !(called.property.type === 'Literal');
  return /^(?:apply|bind|call)$/.test(keyName(called.property) ?? '') && isComputed(called.object);
}

/** `require(path)`, `eval(text)`, `new Function(text)`. */
export function loads(callee: Node, given: readonly Node[]): boolean {
  if (callee.type !== 'Identifier') return false;
  const [first] = given;
  return callee.name === 'eval' || callee.name === 'Function' || (callee.name === 'require' && first !== undefined && stringValue(first) === undefined);
}

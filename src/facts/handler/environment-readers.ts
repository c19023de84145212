import type { MemberExpression, Node } from 'oxc-parser';
import type { Scopes, Variable } from '../../source/scopes.js';
import type { EnvironmentReaderFact } from '../model.js';
import { endsIt } from './required.js';
import { isCallable, stringValue, unwrap } from './syntax.js';
import type { Place } from './walk.js';

/** Of `process.env[name]`: the function around it, where it is given the name and throws if there is no such variable. */
export function environmentReader({ property }: MemberExpression, { ancestors, within }: Place, scopes: Scopes): EnvironmentReaderFact | undefined {
  const given = scopes.variableOf(property)?.defs[0];
  const [around, block, declaration, declarator] = ancestors.slice(-5);
  if (within === null || given?.type !== 'Parameter' || given.node !== around || !isCallable(around) || declarator?.type !== 'VariableDeclarator' || block?.type !== 'BlockStatement') return undefined;
  const index = around.params.findIndex((one) => one === given.name);
  const variable = declarator.id.type === 'Identifier' ? scopes.variableOf(declarator.id) : undefined;
  const next = block.body[block.body.findIndex((one) => one === declaration) + 1];
  return index >= 0 && variable && next?.type === 'IfStatement' && isMissing(next.test, variable, scopes) && endsIt(next.consequent, scopes) ? { function: within, index } : undefined;
}

/** The test is true for what is undefined, and asks for nothing else. */
function isMissing(test: Node, variable: Variable, scopes: Scopes): boolean {
  const inner = unwrap(test);
  const isIt = (node: Node): boolean => scopes.variableOf(unwrap(node)) === variable;
  switch (inner.type) {
    case 'UnaryExpression': return inner.operator === '!' && isIt(inner.argument);
    case 'LogicalExpression': return inner.operator === '||' && isMissing(inner.left, variable, scopes);
    case 'BinaryExpression': {
      const other = unwrap(inner.right);
      if (inner.left.type === 'UnaryExpression') return inner.left.operator === 'typeof' && isIt(inner.left.argument) && (inner.operator.startsWith('!') ? stringValue(other) === 'string' : stringValue(other) === 'undefined');
      if (!isIt(inner.left)) return false;
      const isUndefined = other.type === 'Identifier' && other.name === 'undefined';
      return (inner.operator === '===' && isUndefined) || (inner.operator === '==' && (isUndefined || (other.type === 'Literal' && other.value === null)));
    }
    default: return false;
  }
}

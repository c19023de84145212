import type { CallExpression, NewExpression, Node, ObjectPattern } from 'oxc-parser';
import type { ParameterReadFact, Within } from '../model.js';
import type { FunctionTable } from './functions.js';
import { PARSED, type Parameters } from './parameters.js';
import { type Callable, dottedName, isComparison, isTransparent, keyName, unwrap } from './syntax.js';
import type { Place, Visitors } from './walk.js';

interface Pending {
  readonly node: Node;
  /** What is read: the node itself, or for a name in a pattern the value that is taken apart and the member. */
  readonly of: Node;
  /** The function, or the one whose parameters the pattern is: it gets its number after the visit. */
  readonly within: Within | Callable;
  readonly to?: string;
  /** A name in what a call is given: of interest where it is the parameter itself. */
  readonly isWhole?: boolean;
  readonly isPreflightTest?: true;
}

/** Members of parameters that code reads, `event.body`, `record.s3.object.key`, `const { detail } = event`, and parameters that are given to a call whole. */
export function collectParameterReads(parameters: Parameters, functions: FunctionTable): { readonly visitors: Visitors; finish(): ParameterReadFact[] } {
  const pending: Pending[] = [];

  function addPattern(pattern: ObjectPattern, within: Pending['within']): void {
    for (const property of pattern.properties) {
      if (property.type !== 'Property' || keyName(property.key, property.computed) === undefined) continue;
      const bound = property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
      if (bound.type === 'ObjectPattern') addPattern(bound, within);
      else if (bound.type === 'Identifier') pending.push({ node: property.key, of: bound, within });
    }
  }

  function addParameters(fn: Callable): void {
    for (const param of fn.params) {
      const bound = param.type === 'TSParameterProperty' ? param.parameter : param;
      const pattern = bound.type === 'AssignmentPattern' ? bound.left : bound;
      if (pattern.type === 'ObjectPattern') addPattern(pattern, fn);
    }
  }

  function addGiven({ callee, arguments: given }: CallExpression | NewExpression, { within }: Place): void {
    const to = dottedName(callee) ?? '';
    const addName = (value: Node): void => {
      const node = unwrap(value.type === 'SpreadElement' ? value.argument : value);
      if (node.type === 'Identifier') pending.push({ node, of: node, within, to, isWhole: true });
    };
    for (const one of given) {
      if (one.type === 'ObjectExpression') one.properties.forEach((property) => addName(property.type === 'Property' ? property.value : property));
      else addName(one);
    }
  }

  function toFact({ node, of, within: inside, to, isWhole = false, isPreflightTest: isTest }: Pending): ParameterReadFact | undefined {
    // A name in a parameter list is bound there, not read.
    const isBinding = inside !== null && typeof inside !== 'number' && of.type === 'Identifier';
    const found = isBinding ? parameters.bound(inside, of.name) : parameters.denote(of);
    if (!found || found.path.includes(PARSED) || (found.path.length === 0) !== isWhole) return undefined;
    const within = inside === null || typeof inside === 'number' ? inside : (functions.idOf(inside) ?? null);
    return { ...found, within, ...(to === undefined ? {} : { to }), ...(isTest ? { isPreflightTest: isTest } : {}), start: node.start, end: node.end };
  }

  const visitors: Visitors = {
    MemberExpression(node, place) {
      const { parent, child } = around(node, place);
      if (parent?.type === 'MemberExpression' && parent.object === child) return;
      if (parent?.type === 'AssignmentExpression' && parent.left === child) return;
      if (parent?.type === 'UnaryExpression' && parent.operator === 'delete') return;
      // `record.body.trim()` reads `record.body`.
      const isCallee = parent?.type === 'CallExpression' && parent.callee === child;
      const of = isCallee ? unwrap(node.object) : node;
      if (of.type !== 'MemberExpression' && of.type !== 'Identifier') return;
      pending.push({ node: of, of, within: place.within, ...givenTo(node, parent, isCallee), ...(isPreflightTest(parent) ? { isPreflightTest: true } : {}) });
    },
    VariableDeclarator({ id }, { within }) {
      if (id.type === 'ObjectPattern') addPattern(id, within);
    },
    CallExpression: addGiven,
    NewExpression: addGiven,
    FunctionDeclaration: addParameters,
    FunctionExpression: addParameters,
    ArrowFunctionExpression: addParameters,
  };
  return { visitors, finish: () => pending.flatMap((one) => toFact(one) ?? []) };
}

/** The first ancestor that is no assertion or optional chain, and the child of it that leads to the node. */
function around(node: Node, { ancestors }: Place): { readonly parent: Node | undefined; readonly child: Node } {
  let child = node;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    if (!parent || !isTransparent(parent)) return { parent, child };
    child = parent;
  }
  return { parent: undefined, child };
}

function givenTo(node: Node, parent: Node | undefined, isCallee: boolean): { readonly to?: string } {
  if (isCallee && node.type === 'MemberExpression') return { to: `.${keyName(node.property, node.computed) ?? ''}` };
  if (parent?.type !== 'CallExpression' && parent?.type !== 'NewExpression') return {};
  const name = dottedName(parent.callee);
  return name === undefined ? {} : { to: name };
}

/** `event.httpMethod === 'OPTIONS'` */
function isPreflightTest(parent: Node | undefined): boolean {
  return parent?.type === 'BinaryExpression' && isComparison(parent.operator) && parent.right.type === 'Literal' && parent.right.value === 'OPTIONS';
}

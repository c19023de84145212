import type { Node } from 'oxc-parser';
import type { Scopes, Variable } from '../../source/scopes.js';
import type { ParameterReference } from '../model.js';
import { patternSteps } from './bindings.js';
import { writtenParameters, type FunctionTable } from './functions.js';
import { dottedName, isCallable, memberName, unwrap, type Callable } from './syntax.js';
import type { Visitors } from './walk.js';

/** The step for an element of a list or a map. */
export const ITEM = '#item';
/** The step for what a text says: `JSON.parse(text)`. */
export const PARSED = '#json';
const MAX_PATH = 12;
/** Array methods by the position of the parameter of their callback that gets an element. */
export const ELEMENT_PARAMETER: ReadonlyMap<string, number> = new Map([
  ['map', 0], ['forEach', 0], ['flatMap', 0], ['filter', 0], ['find', 0], ['some', 0], ['every', 0], ['reduce', 1],
]);
/** Methods that give a list of the same elements. */
const SAME_ELEMENTS: ReadonlySet<string> = new Set(['filter', 'slice', 'sort', 'reverse', 'concat', 'toSorted', 'toReversed']);

/** Says which parameter, and which member of it, an expression reads. Complete once the walk is over. */
export interface Parameters {
  readonly visitors: Visitors;
  denote(expression: Node): ParameterReference | undefined;
  ofVariable(variable: Variable): ParameterReference | undefined;
  /** Whether a loop declares it: then it holds an element or a key, not the list. */
  isLoopVariable(declarator: Node): boolean;
  /** What a name holds that the function binds in its parameter list. */
  bound(fn: Callable, name: string): ParameterReference | undefined;
}

export function createParameters(scopes: Scopes, functions: FunctionTable): Parameters {
  const callbacks = new Map<Node, { readonly list: Node; readonly index: number }>();
  const loops = new Map<Node, Node>();
  const keys = new Set<Node>();
  const known = new Map<Variable, ParameterReference | undefined>();

  function denote(expression: Node): ParameterReference | undefined {
    const node = unwrap(expression);
    switch (node.type) {
      case 'Identifier': {
        const variable = scopes.variableOf(node);
        return variable && ofVariable(variable);
      }
      case 'MemberExpression': return step(denote(node.object), elementStep(memberName(node)));
      case 'AwaitExpression': return denote(node.argument);
      case 'LogicalExpression': return node.operator === '&&' ? denote(node.right) : denote(node.left);
      case 'CallExpression': {
        const callee = unwrap(node.callee);
        const [text] = node.arguments;
        if (text && isJsonParse(callee)) return step(denote(text), PARSED);
        return callee.type === 'MemberExpression' && SAME_ELEMENTS.has(memberName(callee) ?? '') ? denote(callee.object) : undefined;
      }
      default: return undefined;
    }
  }

  function isJsonParse(callee: Node): boolean {
    return callee.type === 'MemberExpression' && dottedName(callee) === 'JSON.parse' && !scopes.variableOf(callee.object);
  }

  function ofVariable(variable: Variable): ParameterReference | undefined {
    if (known.has(variable)) return known.get(variable);
    known.set(variable, undefined);
    const found = definition(variable);
    known.set(variable, found);
    return found;
  }

  function definition(variable: Variable): ParameterReference | undefined {
    const [def, second] = variable.defs;
    if (!def || second) return undefined;
    if (def.type === 'Parameter' && isCallable(def.node)) return isAssigned(variable) ? undefined : ofParameter(def.node, variable.name);
    if (def.node.type !== 'VariableDeclarator') return undefined;
    const { id, init } = def.node;
    const steps = patternSteps(id, variable.name, ITEM);
    if (!steps) return undefined;
    const list = loops.get(def.node);
    if (list) return steps.reduce(step, step(denote(list), ITEM));
    if (!init || variable.writes.some(({ writeExpr }) => writeExpr !== init)) return undefined;
    return steps.reduce(step, denote(init));
  }

  function ofParameter(fn: Callable, name: string): ParameterReference | undefined {
    for (const [index, param] of writtenParameters(fn.params).entries()) {
      const steps = patternSteps(param.type === 'TSParameterProperty' ? param.parameter : param, name, ITEM);
      if (!steps) continue;
      const callback = callbacks.get(fn);
      const item = callback?.index === index ? step(denote(callback.list), ITEM) : undefined;
      const id = functions.idOf(fn);
      return steps.reduce(step, item ?? (id === undefined ? undefined : { kind: 'parameter', function: id, index, path: [] }));
    }
    return undefined;
  }

  const visitors: Visitors = {
    CallExpression(node) {
      const callee = unwrap(node.callee);
      const index = callee.type === 'MemberExpression' ? ELEMENT_PARAMETER.get(memberName(callee) ?? '') : undefined;
      const [first] = node.arguments;
      if (index !== undefined && callee.type === 'MemberExpression' && isCallable(first)) callbacks.set(first, { list: callee.object, index });
    },
    ForOfStatement({ left, right }) {
      if (left.type === 'VariableDeclaration' && left.declarations[0]) loops.set(left.declarations[0], right);
    },
    ForInStatement({ left }) {
      if (left.type === 'VariableDeclaration' && left.declarations[0]) keys.add(left.declarations[0]);
    },
  };
  return { visitors, denote, ofVariable, bound: ofParameter, isLoopVariable: (declarator) => loops.has(declarator) || keys.has(declarator) };
}

function step(from: ParameterReference | undefined, name: string | undefined): ParameterReference | undefined {
  if (!from || name === undefined || from.path.length >= MAX_PATH) return undefined;
  return { ...from, path: [...from.path, name] };
}

/** An index, or a name that is computed, is an element, whichever it is. */
export function elementStep(name: string | undefined): string {
  return name === undefined || /^\d+$/.test(name) ? ITEM : name;
}

function isAssigned(variable: Variable): boolean {
  return variable.writes.some(({ writeExpr }) => writeExpr?.type !== 'AssignmentPattern' && !isDefault(variable, writeExpr));
}

/** `(event = {}) => …` writes the default only. */
function isDefault(variable: Variable, writeExpr: Node | null): boolean {
  const owner = variable.defs[0]?.node;
  return isCallable(owner) && writeExpr !== null && owner.params.some((param) => param.start <= writeExpr.start && writeExpr.end <= param.end);
}

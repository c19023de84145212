import type { PythonExpression, PythonFunction, PythonNode } from '../../source/python.js';
import type { FunctionFact, Span, Within } from '../model.js';
import { reachesEnd } from './reaches-end.js';
import { calleeName } from './syntax.js';

/** Numbers the functions of a file in source order and knows which one a node is. */
export interface FunctionTable {
  readonly facts: readonly FunctionFact[];
  add(node: PythonFunction, parents: readonly PythonNode[], within: Within): number;
  idOf(node: PythonFunction): number | undefined;
}

/** An empty table for one file. */
export function createFunctionTable(spanOf: (node: PythonNode) => Span): FunctionTable {
  const facts: FunctionFact[] = [];
  const ids = new Map<PythonFunction, number>();

  function add(node: PythonFunction, ancestors: readonly PythonNode[], within: Within): number {
    const id = facts.length;
    const parent = ancestors.at(-1);
    const owner = parent?.nodeType === 'ClassDef' ? parent : undefined;
    const isConstructor = owner !== undefined && node.nodeType === 'FunctionDef' && node.name === '__init__';
    const name = node.nodeType === 'Lambda' ? nameFromParent(parent) : isConstructor ? owner.name : node.name;
    const { start, end } = spanOf(node);
    facts.push({
      id, name, parent: within,
      ...declaredParameters(node, owner !== undefined),
      isAsync: node.nodeType === 'AsyncFunctionDef',
      ...(node.nodeType === 'Lambda' ? {} : decorated(node.decorator_list)),
      reachesEnd: reachesEnd(node),
      role: isConstructor ? 'constructor' : owner ? 'method' : 'function', start, end,
    });
    ids.set(node, id);
    return id;
  }

  /** The receiver of a method is no parameter for those who call it. The order is that of `ParameterReference.index`. */
  function declaredParameters(node: PythonFunction, isMember: boolean): Pick<FunctionFact, 'length' | 'parameters' | 'parameterNames'> {
    const { posonlyargs, args, kwonlyargs, vararg, kwarg, defaults } = node.args;
    const receivers = isMember && !isStatic(node) ? 1 : 0;
    const all = [...posonlyargs, ...args, ...kwonlyargs, ...(vararg ? [vararg] : []), ...(kwarg ? [kwarg] : [])];
    const parameterNames = [...posonlyargs, ...args, ...kwonlyargs].slice(receivers).map(({ arg }) => arg);
    return { length: Math.max(0, posonlyargs.length + args.length - defaults.length - receivers), parameters: all.slice(receivers).map(spanOf), parameterNames };
  }

  return { facts, add, idOf: (node) => ids.get(node) };
}

/** Decorators that call the function and let its errors go on. */
const PLAIN = /^(?:staticmethod|classmethod|lru_cache|cache|cached|wraps|capture_method|capture_lambda_handler|inject_lambda_context|log_metrics|event_source|overload|override|final|typechecked|validate_call)$/;

/** Those of Powertools that only watch: what the function takes and gives stays as it is. */
const WATCHING = /^(?:capture_method|capture_lambda_handler|inject_lambda_context|log_metrics)$/;

function decorated(decorators: readonly PythonExpression[]): Pick<FunctionFact, 'isDecorated' | 'mayGoOn'> {
  const names = decorators.map((one) => calleeName(one.nodeType === 'Call' ? one.func : one) ?? '');
  return { ...(names.every((name) => WATCHING.test(name)) ? {} : { isDecorated: true }), ...(names.every((name) => PLAIN.test(name)) ? {} : { mayGoOn: true }) };
}

function isStatic(node: PythonFunction): boolean {
  return node.nodeType !== 'Lambda' && node.decorator_list.some((one) => one.nodeType === 'Name' && one.id === 'staticmethod');
}

function nameFromParent(parent: PythonNode | undefined): string {
  const target = parent?.nodeType === 'Assign' ? parent.targets[0] : parent?.nodeType === 'AnnAssign' ? parent.target : undefined;
  if (target?.nodeType === 'Attribute') return target.attr;
  return target?.nodeType === 'Name' ? target.id : '';
}

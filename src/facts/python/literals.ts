import type { PythonNode, PythonNodeOf } from '../../source/python.js';
import type { LiteralFact, Span } from '../model.js';
import { isFunction, stringValue } from './syntax.js';
import { ancestor, type Place, type Visitors } from './walk.js';

const MIN_LENGTH = 8;
const MAX_LENGTH = 4096;

/** String literals long enough to hold something, with the name of what receives them. */
export function collectLiterals(spanOf: (node: PythonNode) => Span): { readonly facts: LiteralFact[]; readonly visitors: Visitors } {
  const facts: LiteralFact[] = [];
  const visitors: Visitors = {
    Constant(node, place) {
      const text: unknown = node.value;
      if (typeof text !== 'string' || node.quote_style === undefined) return;
      if (text.length < MIN_LENGTH || (text.length > MAX_LENGTH && !text.startsWith('-----BEGIN'))) return;
      const parent = ancestor(place);
      // Docstrings and keys are no values of the program.
      if (parent?.nodeType === 'Expr' || (parent?.nodeType === 'Dict' && parent.keys.includes(node))) return;
      const name = receiver(node, place);
      facts.push({ text, ...(name === undefined ? {} : { name }), within: place.within, ...spanOf(node) });
    },
  };
  return { facts, visitors };
}

/** Looks up through operators that hand the value on. */
function receiver(literal: PythonNode, place: Place): string | undefined {
  let child = literal;
  for (let level = 0; ; level++) {
    const node = ancestor(place, level);
    switch (node?.nodeType) {
      case 'Assign': return node.targets[0] && nameOf(node.targets[0]);
      case 'AnnAssign': case 'NamedExpr': case 'AugAssign': return nameOf(node.target);
      case 'Keyword': return node.arg;
      case 'Dict': {
        const at = node.values.findIndex((value) => value === child);
        return stringValue(node.keys[at]);
      }
      case 'Compare': {
        const [right] = node.comparators;
        return right === child ? nameOf(node.left) : right && nameOf(right);
      }
      case 'Arguments': return parameterName(node, child);
      case 'Call': return defaultName(node, child);
      case 'BinOp': case 'BoolOp': case 'IfExp': case 'List': case 'Tuple': case 'Await': break;
      default: return undefined;
    }
    if (isFunction(node)) return undefined;
    child = node;
  }
}

function nameOf(target: PythonNode): string | undefined {
  switch (target.nodeType) {
    case 'Name': return target.id;
    case 'Attribute': return target.attr;
    case 'Subscript': return stringValue(target.slice);
    default: return undefined;
  }
}

/** The parameter whose default the literal is. */
function parameterName({ posonlyargs, args, defaults, kwonlyargs, kw_defaults }: PythonNodeOf<'Arguments'>, value: PythonNode): string | undefined {
  const positional = [...posonlyargs, ...args];
  const at = defaults.findIndex((one) => one === value);
  if (at !== -1) return positional[positional.length - defaults.length + at]?.arg;
  return kwonlyargs[kw_defaults.findIndex((one) => one === value)]?.arg;
}

/** `os.environ.get('API_KEY', 'default')`: the name stands before it. */
function defaultName({ func, args: [first, second] }: PythonNodeOf<'Call'>, value: PythonNode): string | undefined {
  const name = func.nodeType === 'Attribute' ? func.attr : func.nodeType === 'Name' ? func.id : '';
  return second === value && /^(?:get|getenv|setdefault|setattr|put|add_header)$/.test(name) ? stringValue(first) : undefined;
}

import type { CallExpression, Class, Expression, MemberExpression, NewExpression, Node, ObjectExpression } from 'oxc-parser';
import type { Scopes, Variable } from '../../source/scopes.js';
import type { Reference } from '../model.js';
import { createCircles } from '../circles.js';
import { agreed, classMember, declaringConstructor, objectMember, UNKNOWN, VALUE, type Denoted, type Maker } from './denoted.js';
import type { FunctionTable } from './functions.js';
import { calleeName, isCallable, isClass, keyName, memberName, returnedValue, stringValue, unwrap } from './syntax.js';
import { isGlobalObject, isNothing, isRequire, isWithin, patternDefault, patternSteps } from './bindings.js';
import { elementStep, PARSED, type Parameters } from './parameters.js';
import type { ThisClasses } from './this-classes.js';

/** Says what expressions denote. `this` is known only once the walk is over. */
export interface References {
  denote(expression: Node): Denoted;
  denoteVariable(variable: Variable): Denoted;
  /** The expression itself, or the only one that the variable it names is given. */
  definitionOf(expression: Node): Node | undefined;
  /** The only value that a field of a class of this file is given. */
  fieldOf(node: MemberExpression): Node | undefined;
  /** The base class that a `super` in the source means. */
  superOf(node: Node): Denoted;
  toReference(denoted: Denoted): Reference;
  /** The constructor that `new` runs, or what else stands for it. */
  toConstructed(denoted: Denoted): Reference;
}

/** The step for an instance: `save` of `new Store()` is `Store, #new, save`. */
export const INSTANCE = '#new';
/** The step for the result of a call: `send` of `from(client)` is `from, #call, send`. */
export const RESULT = '#call';

/** A variable whose definition is just being looked at. */
const PENDING: Denoted = { kind: 'unknown' };
const MAX_PATH = 12;
/** Classes that one is derived from, by way of each other: more than anybody writes, and they may do so in a circle. */
const MAX_BASES = 50;
/** Assignments to one field that are compared: each read of it asks for all. */
const MAX_VALUES = 50;
/** Wrappers that give back what they are given, as far as a caller can tell. */
const TRANSPARENT_CALL = /^(captureAWS|captureAWSClient|captureAWSv3Client|captureHTTPs|freeze|bind|__importStar|__importDefault|_?interopRequire(Default|Wildcard)|__toESM)$/;
/** Globals whose instances may be functions; those of all others are objects. */
const CALLABLE_GLOBALS = new Set(['Function', 'Proxy', 'Object']);
const ONCE_CALL = /^(once|memoi[sz]e|memo)$/;

export function createReferences(scopes: Scopes, functions: FunctionTable, classes: ThisClasses, parameters: Parameters): References {
  const variables = new Map<Variable, Denoted>();
  const circles = createCircles<Node, Denoted>(UNKNOWN);

  function denote(expression: Node): Denoted {
    const node = unwrap(expression);
    switch (node.type) {
      case 'Identifier': {
        const variable = scopes.variableOf(node);
        return variable ? denoteVariable(variable) : { kind: 'global', path: [node.name] };
      }
      case 'MemberExpression': {
        const name = memberName(node);
        return circles.once(node, () => memberOrElement(denote(node.object), name));
      }
      case 'CallExpression': return circles.once(node, () => result(node));
      case 'NewExpression': return circles.once(node, () => instance(denote(node.callee), node));
      case 'AwaitExpression': return denote(node.argument);
      case 'ImportExpression': return imported(node.source);
      case 'ThisExpression': return ownInstance(node);
      case 'Super': return inherited(node);
      case 'AssignmentExpression': return denote(node.right);
      case 'LogicalExpression': return circles.once(node, () => agreed(denoteThose([node.left, node.right])));
      case 'ConditionalExpression': return circles.once(node, () => agreed(denoteThose([node.consequent, node.alternate])));
      case 'SequenceExpression': return denoteLast(node.expressions);
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression': return { kind: 'function', node };
      case 'ClassDeclaration':
      case 'ClassExpression': return { kind: 'class', node };
      case 'ObjectExpression': return { kind: 'object', node };
      case 'TSEnumDeclaration': case 'Literal': case 'TemplateLiteral': case 'ArrayExpression': case 'BinaryExpression': case 'UnaryExpression': return VALUE;
      default: return UNKNOWN;
    }
  }

  /** Whoever uses `mails ? new Mailer() : undefined` has asked before. */
  function denoteThose(nodes: readonly Node[]): readonly Denoted[] {
    return nodes.filter((one) => !isNothing(one)).map(denote);
  }

  function denoteLast(expressions: readonly Expression[]): Denoted {
    const last = expressions.at(-1);
    return last ? denote(last) : UNKNOWN;
  }

  function ownInstance(node: Node): Denoted {
    const owner = classes.classOf(node);
    if (owner) return { kind: owner.isStatic ? 'class' : 'instance', node: owner.node };
    // `exports.load = () => this.parse()`: in CommonJS `this` is `exports`. Elsewhere nothing is exported under the name.
    return { kind: 'global', path: ['exports'] };
  }

  /** `super` as an object: the members of the base class. */
  function inherited(node: Node): Denoted {
    const base = superOf(node);
    return classes.classOf(node)?.isStatic ? base : instance(base);
  }

  function superOf(node: Node): Denoted {
    const base = classes.classOf(node)?.node.superClass;
    return base ? denote(base) : UNKNOWN;
  }

  function imported(specifier: Node): Denoted {
    const text = stringValue(specifier);
    return text === undefined ? UNKNOWN : { kind: 'import', specifier: text, path: [] };
  }

  function denoteVariable(variable: Variable): Denoted {
    const done = variables.get(variable);
    if (done) return done === PENDING ? circles.met() : done;
    variables.set(variable, PENDING);
    const found = definition(variable);
    const denoted = found.kind === 'unknown' ? (parameters.ofVariable(variable) ?? found) : found;
    variables.set(variable, denoted);
    return denoted;
  }

  function definition(variable: Variable): Denoted {
    // An overload or an interface of the same name is no second value.
    const [def, second] = variable.defs.filter(({ type, node: one }) => type !== 'Type' && one.type !== 'TSDeclareFunction');
    const node = second ? undefined : def?.node;
    switch (node?.type) {
      case 'ImportSpecifier': case 'ImportDefaultSpecifier': case 'ImportNamespaceSpecifier':
        return importedBinding(variable.name, node, def?.parent);
      case 'TSImportEqualsDeclaration':
        return node.moduleReference.type === 'TSExternalModuleReference' ? imported(node.moduleReference.expression) : UNKNOWN;
      case 'VariableDeclarator':
        return parameters.isLoopVariable(node) ? UNKNOWN : variableValue(variable, node.id, node.init);
      default:
        return def?.type === 'EnumName' ? VALUE : def?.type === 'FunctionName' && isCallable(node) ? { kind: 'function', node }
          : def?.type === 'ClassName' && isClass(node) ? { kind: 'class', node } : UNKNOWN;
    }
  }

  function definitionOf(expression: Node, depth = 0): Node | undefined {
    const node = unwrap(expression);
    if (node.type !== 'Identifier') return node;
    const variable = scopes.variableOf(node) ?? undefined;
    const declarator = variable?.defs[0]?.node;
    if (!variable || depth > 10 || declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return undefined;
    const [only, other] = variable.writes;
    return only?.writeExpr && !other ? definitionOf(only.writeExpr, depth + 1) : undefined;
  }

  function fieldOf(node: MemberExpression): Node | undefined {
    const object = denote(node.object);
    const name = memberName(node);
    if ((object.kind !== 'class' && object.kind !== 'instance') || name === undefined || isAssignedTooOften(object.node, name)) return undefined;
    const [only, other] = fieldValues(object.node, name, object.kind === 'class');
    return other ? undefined : only;
  }

  function isAssignedTooOften(node: Class, name: string): boolean {
    return classes.assigned(node, name).length > MAX_VALUES;
  }

  /** What a field is given, in its class and where it is declared. */
  function fieldValues(node: Class, name: string, isStatic: boolean): readonly Node[] {
    const found = classMember(node, name, isStatic);
    const declared = (found?.type === 'PropertyDefinition' || found?.type === 'AccessorProperty') && found.value ? [found.value] : [];
    return [...classes.assigned(node, name), ...declared].filter((value) => !isNothing(value));
  }

  function importedBinding(local: string, node: Node, declaration: Node | null | undefined): Denoted {
    if (declaration?.type !== 'ImportDeclaration') return UNKNOWN;
    const specifier = declaration.source.value;
    if (node.type === 'ImportSpecifier') return { kind: 'import', specifier, path: [keyName(node.imported) ?? local] };
    return { kind: 'import', specifier, path: node.type === 'ImportDefaultSpecifier' ? ['default'] : [] };
  }

  function variableValue(variable: Variable, id: Node, init: Node | null): Denoted {
    const steps = patternSteps(id, variable.name);
    if (!steps) return UNKNOWN;
    const written = variable.writes.flatMap(({ writeExpr }) => (writeExpr && writeExpr !== init && !isWithin(writeExpr, id) ? [writeExpr] : []));
    if (written.length > 0 && steps.length > 0) return UNKNOWN;
    const values = [...(init ? [init] : []), ...written].filter((value) => !isNothing(value));
    const standIn = patternDefault(id, variable.name);
    return agreed([...values.map((value) => steps.reduce((object, step) => member(object, step), denote(value))), ...(standIn ? [denote(standIn)] : [])]);
  }

  /** An element of something that is not a parameter is not known. */
  function memberOrElement(object: Denoted, name: string | undefined): Denoted {
    if (object.kind === 'parameter') return member(object, elementStep(name));
    return name === undefined ? UNKNOWN : member(object, name);
  }

  function member(object: Denoted, name: string, made?: Maker): Denoted {
    switch (object.kind) {
      case 'import': case 'parameter': {
        const { made: _before, ...rest } = object;
        return object.path.length < MAX_PATH ? { ...rest, path: [...object.path, name], ...(made ? { made: [made] } : {}) } : UNKNOWN;
      }
      case 'global': {
        const path = isGlobalObject(object.path) ? [name] : [...object.path, name];
        return path.length <= MAX_PATH ? { kind: 'global', path } : UNKNOWN;
      }
      case 'instance': return memberOfClass(object.node, name, false);
      case 'class': return memberOfClass(object.node, name, true);
      case 'object': return memberOfObject(object.node, name);
      case 'function': return name === 'call' || name === 'apply' || name === 'bind' ? object : UNKNOWN;
      default: return UNKNOWN;
    }
  }

  function memberOfClass(node: Class, name: string, isStatic: boolean, depth = 0): Denoted {
    const found = classMember(node, name, isStatic);
    if (found?.type === 'MethodDefinition') {
      if (found.kind !== 'get') return isCallable(found.value) ? { kind: 'function', node: found.value } : UNKNOWN;
      const value = isCallable(found.value) ? returnedValue(found.value) : undefined;
      return value ? denote(value) : UNKNOWN;
    }
    if (isAssignedTooOften(node, name)) return UNKNOWN;
    const values = fieldValues(node, name, isStatic);
    if (values.length > 0) return agreed(values.map(denote));
    const declaring = isStatic ? undefined : declaringConstructor(node, name);
    if (declaring) return parameters.bound(declaring, name) ?? UNKNOWN;
    if (found || !node.superClass || depth >= MAX_BASES) return UNKNOWN;
    const base = denote(node.superClass);
    if (base.kind === 'class') return memberOfClass(base.node, name, isStatic, depth + 1);
    return member(isStatic ? base : instance(base), name);
  }

  function memberOfObject(node: ObjectExpression, name: string): Denoted {
    const value = objectMember(node, name);
    return value ? denote(value) : UNKNOWN;
  }

  function instance(of: Denoted, made?: NewExpression): Denoted {
    if (of.kind === 'class') return { kind: 'instance', node: of.node };
    if (of.kind === 'import' || of.kind === 'parameter') return member(of, INSTANCE, made);
    return of.kind === 'global' && !CALLABLE_GLOBALS.has(of.path.join('.')) ? VALUE : UNKNOWN;
  }

  function result(node: CallExpression): Denoted {
    const callee = unwrap(node.callee);
    const [first] = node.arguments;
    const name = calleeName(callee);
    if (name === 'require' && callee.type === 'Identifier' && first && isRequire(scopes.variableOf(callee))) return imported(first);
    if (name === 'bind' && callee.type === 'MemberExpression') return denote(callee.object);
    if (name !== undefined && first && (TRANSPARENT_CALL.test(name) || ONCE_CALL.test(name)) && node.arguments.length <= 2) return denote(first);
    const called = denote(callee);
    if (called.kind === 'import') return member(called, RESULT, node);
    // What `exports.connect()` gives is known to who follows exports; of other globals nobody knows.
    if (called.kind === 'global') return parameters.denote(node) ?? (isOwnExport(called) ? member(called, RESULT) : UNKNOWN);
    if (called.kind === 'parameter') return parameters.denote(node) ?? member(called, RESULT, node);
    if (called.kind !== 'function' || called.node.generator) return UNKNOWN;
    const value = returnedValue(called.node);
    return value ? denote(value) : UNKNOWN;
  }

  function toReference(denoted: Denoted): Reference {
    if (denoted.kind === 'import') return { kind: 'import', specifier: denoted.specifier, path: denoted.path };
    if (denoted.kind === 'parameter' && denoted.path.includes(PARSED)) return { kind: 'unknown' };
    if (denoted.kind === 'parameter') return { kind: 'parameter', function: denoted.function, index: denoted.index, path: denoted.path };
    if (denoted.kind === 'global') return denoted;
    const id = denoted.kind === 'function' ? functions.idOf(denoted.node) : undefined;
    return id === undefined ? { kind: 'unknown' } : { kind: 'function', id };
  }

  function toConstructed(denoted: Denoted, depth = 0): Reference {
    // A class that is made of `Map` is no `Map`: it may do all otherwise.
    if (denoted.kind !== 'class') return depth > 0 && denoted.kind === 'global' ? { kind: 'unknown' } : toReference(denoted);
    const id = functions.constructorOf(denoted.node);
    if (id !== undefined) return { kind: 'function', id };
    const base = denoted.node.superClass;
    return base && depth < MAX_BASES ? toConstructed(denote(base), depth + 1) : { kind: 'unknown' };
  }

  return { denote, denoteVariable, definitionOf, fieldOf, superOf, toReference, toConstructed };
}

/** `exports.connect`, `module.exports.connect`. */
function isOwnExport({ path }: { readonly path: readonly string[] }): boolean {
  return (path[0] === 'module' ? path[1] : path[0]) === 'exports';
}

import type { PythonClass, PythonExpression, PythonNode } from '../../source/python.js';
import type { AttributeWrite, PythonScopes } from '../../source/python-scopes.js';
import { agreed, UNKNOWN, type Denoted } from './denoted.js';
import { calleeName, decoratorsOf, isNone, methodOf, returnedValues } from './syntax.js';

/** What the members of the classes of a file are. */
export interface ClassMembers {
  denoteMember(node: PythonClass, name: string, isClass: boolean): Denoted;
  /** All that is assigned to a member, in the body of the class and in its methods. */
  valuesOf(node: PythonClass, name: string): readonly PythonExpression[];
  /** Those of them that are given one value, `None` left out. */
  singleValues(node: PythonClass): ReadonlyMap<string, PythonExpression>;
}

const MAX_BASES = 10;

/** `met` is told of a member that is asked for while it is being found. */
export function createClassMembers(scopes: PythonScopes, denote: (node: PythonNode) => Denoted, met: () => void): ClassMembers {
  let written: Written | undefined;
  const inProgress = new Set<string>();
  const numbers = new Map<PythonClass, number>();

  function writtenTo(node: PythonClass, name: string): readonly PythonExpression[] {
    return writes().get(node)?.get(name) ?? [];
  }

  /** Asked for before a member is, as long as nothing is in progress. */
  function writes(): Written {
    if (written) return written;
    const classes: Written = new Map();
    written = classes;
    const others = scopes.attributeWrites.filter((one) => !addWrite(classes, classMeant(scopes, one.target.value), one));
    // What else is written to may be an instance: `cls._instance.client = …`. Members that are known by now tell.
    for (const one of others) addWrite(classes, classDenoted(one.target.value), one);
    return classes;
  }

  function classDenoted(object: PythonNode): PythonClass | undefined {
    const denoted = object.nodeType === 'Name' || object.nodeType === 'Attribute' ? denote(object) : UNKNOWN;
    return denoted.kind === 'instance' || denoted.kind === 'class' ? denoted.node : undefined;
  }

  function valuesOf(node: PythonClass, name: string, depth = 0): readonly PythonExpression[] {
    const inBody = scopes.scopeIn(node)?.bindings.get(name)?.definitions ?? [];
    const values = [...inBody.flatMap((one) => (one.kind === 'value' && one.steps.length === 0 ? [one.value] : [])), ...writtenTo(node, name)];
    if (values.length > 0) return values;
    const own = methodOf(node, name);
    if (own && isProperty(own)) return returnedValues(own) ?? [];
    const base = depth < MAX_BASES ? baseOf(node) : undefined;
    return base?.kind === 'class' ? once(node, name, [], () => valuesOf(base.node, name, depth + 1)) : [];
  }

  function denoteMember(node: PythonClass, name: string, isClass: boolean): Denoted {
    writes();
    return once(node, name, UNKNOWN, () => find(node, name, isClass, 0));
  }

  function find(node: PythonClass, name: string, isClass: boolean, depth: number): Denoted {
    const method = methodOf(node, name);
    if (method && !isProperty(method)) return { kind: 'function', node: method };
    const values = method ? (returnedValues(method) ?? []) : valuesOf(node, name);
    if (values.length > 0) return agreed(values.filter((value) => !isNone(value)).map(denote));
    const base = depth < MAX_BASES ? baseOf(node) : undefined;
    if (base?.kind === 'class') return find(base.node, name, isClass, depth + 1);
    // What the file does not define comes from the class of another module.
    return base?.kind === 'import' && !method ? { ...base, path: [...base.path, ...(isClass ? [] : ['#call']), name] } : UNKNOWN;
  }

  function baseOf(node: PythonClass): Denoted | undefined {
    const [base] = node.bases;
    return base && denote(base);
  }

  /** A member that is defined by itself is what the rest of its definition says. */
  function once<T>(node: PythonClass, name: string, otherwise: T, compute: () => T): T {
    const number = numbers.get(node) ?? numbers.size;
    numbers.set(node, number);
    const key = `${number}.${name}`;
    if (inProgress.has(key)) {
      met();
      return otherwise;
    }
    inProgress.add(key);
    const result = compute();
    inProgress.delete(key);
    return result;
  }

  function singleValues(node: PythonClass): ReadonlyMap<string, PythonExpression> {
    const names = new Set([...(scopes.scopeIn(node)?.bindings.keys() ?? []), ...(writes().get(node)?.keys() ?? [])]);
    return new Map([...names].flatMap((name): [string, PythonExpression][] => {
      const [only, other] = valuesOf(node, name).filter((value) => !isNone(value));
      return only && !other ? [[name, only]] : [];
    }));
  }

  return { denoteMember, valuesOf, singleValues };
}

/** What is assigned to members, by class and name. */
type Written = Map<PythonClass, Map<string, PythonExpression[]>>;

function addWrite(classes: Written, node: PythonClass | undefined, { target, value }: AttributeWrite): boolean {
  if (!node) return false;
  const members = classes.get(node) ?? new Map<string, PythonExpression[]>();
  classes.set(node, members);
  const values = members.get(target.attr) ?? [];
  members.set(target.attr, values);
  values.push(value);
  return true;
}

/** The class of `self` and `cls`, or one that is named. */
function classMeant(scopes: PythonScopes, object: PythonNode): PythonClass | undefined {
  const [definition] = object.nodeType === 'Name' ? scopes.bindingOf(object)?.definitions ?? [] : [];
  if (definition?.kind === 'class') return definition.node;
  return definition?.kind === 'parameter' ? definition.receiver?.node : undefined;
}

function isProperty(node: Parameters<typeof decoratorsOf>[0]): boolean {
  return decoratorsOf(node).some((one) => /^(?:cached_)?property$/.test(calleeName(one) ?? ''));
}

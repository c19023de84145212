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

export function createClassMembers(scopes: PythonScopes, denote: (node: PythonNode) => Denoted): ClassMembers {
  let written: ReadonlyMap<PythonClass, ReadonlyMap<string, readonly PythonExpression[]>> | undefined;
  const inProgress = new Set<string>();
  const numbers = new Map<PythonClass, number>();

  function writtenTo(node: PythonClass, name: string): readonly PythonExpression[] {
    written ??= byClass(scopes, scopes.attributeWrites);
    return written.get(node)?.get(name) ?? [];
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
    if (inProgress.has(key)) return otherwise;
    inProgress.add(key);
    const result = compute();
    inProgress.delete(key);
    return result;
  }

  function singleValues(node: PythonClass): ReadonlyMap<string, PythonExpression> {
    writtenTo(node, '');
    const names = new Set([...(scopes.scopeIn(node)?.bindings.keys() ?? []), ...(written?.get(node)?.keys() ?? [])]);
    return new Map([...names].flatMap((name): [string, PythonExpression][] => {
      const [only, other] = valuesOf(node, name).filter((value) => !isNone(value));
      return only && !other ? [[name, only]] : [];
    }));
  }

  return { denoteMember, valuesOf, singleValues };
}

/** Writes to members of `self` and `cls`, and of a class by its name. */
function byClass(scopes: PythonScopes, writes: readonly AttributeWrite[]): ReadonlyMap<PythonClass, ReadonlyMap<string, readonly PythonExpression[]>> {
  const classes = new Map<PythonClass, Map<string, PythonExpression[]>>();
  for (const { target, value } of writes) {
    const node = target.value.nodeType === 'Name' ? classMeant(scopes, target.value) : undefined;
    if (!node) continue;
    const members = classes.get(node) ?? new Map<string, PythonExpression[]>();
    classes.set(node, members);
    const values = members.get(target.attr) ?? [];
    members.set(target.attr, values);
    values.push(value);
  }
  return classes;
}

function classMeant(scopes: PythonScopes, name: PythonNode & { readonly nodeType: 'Name' }): PythonClass | undefined {
  const [definition] = scopes.bindingOf(name)?.definitions ?? [];
  if (definition?.kind === 'class') return definition.node;
  return definition?.kind === 'parameter' ? definition.receiver?.node : undefined;
}

function isProperty(node: Parameters<typeof decoratorsOf>[0]): boolean {
  return decoratorsOf(node).some((one) => /^(?:cached_)?property$/.test(calleeName(one) ?? ''));
}

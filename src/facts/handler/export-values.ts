import type { Class, Node } from 'oxc-parser';
import type { ExportFact, Expression, MemberValueFact } from '../model.js';
import type { Expressions } from './expressions.js';
import { INSTANCE, type References } from './references.js';
import { isCallable, isClass, keyName, returnedValue } from './syntax.js';

const MAX_DEPTH = 3;
/** Members of one export that are looked at: objects that stand in each other under many names would have millions. */
const MAX_LOOKED_AT = 10_000;

/** What an exported value and the members of an exported object, class or instance are: clients and names that other modules use. */
export function createExportValues(references: References, expressions: Expressions): (node: Node) => Pick<ExportFact, 'value' | 'memberValues'> {
  let left = 0;

  function valuesOf(node: Node): Pick<ExportFact, 'value' | 'memberValues'> {
    const value = valueOf(node);
    if (value) return { value };
    left = MAX_LOOKED_AT;
    const memberValues = membersOf(node, [], 0);
    return memberValues.length > 0 ? { memberValues } : {};
  }

  function valueOf(node: Node): Expression | undefined {
    if (isCallable(node) || isClass(node)) return undefined;
    const made = expressions.madeOf(node);
    if (made) return made;
    const { kind } = references.denote(node);
    const read = kind === 'object' || kind === 'instance' ? undefined : expressions.read(node);
    return read?.kind === 'string' || read?.kind === 'env' || read?.kind === 'flag' || read?.kind === 'text' || read?.kind === 'call' ? read : undefined;
  }

  function membersOf(node: Node, above: readonly string[], depth: number): readonly MemberValueFact[] {
    const denoted = depth > MAX_DEPTH ? undefined : references.denote(node);
    switch (denoted?.kind) {
      case 'object':
        return denoted.node.properties.flatMap((property) => {
          const name = property.type === 'Property' && property.kind === 'init' ? keyName(property.key, property.computed) : undefined;
          return property.type === 'Property' && name !== undefined ? member(property.value, [...above, name], depth) : [];
        });
      case 'class': return fieldsOf(denoted.node, above, true);
      case 'instance': return fieldsOf(denoted.node, above, false);
      default: return [];
    }
  }

  function member(value: Node, path: readonly string[], depth: number): readonly MemberValueFact[] {
    if (left-- <= 0 || isCallable(value)) return [];
    const made = valueOf(value);
    return made ? [{ name: path.join('.'), value: made }] : membersOf(value, path, depth + 1);
  }

  function fieldsOf(node: Class, above: readonly string[], isClass: boolean): readonly MemberValueFact[] {
    return node.body.body.flatMap((field) => {
      if ((field.type !== 'PropertyDefinition' && field.type !== 'MethodDefinition') || (field.static && !isClass)) return [];
      const name = keyName(field.key, field.computed);
      const value = fieldValue(field);
      const made = name === undefined || !value || isCallable(value) ? undefined : valueOf(value);
      return made ? [{ name: [...above, ...(isClass && !field.static ? [INSTANCE] : []), name].join('.'), value: made }] : [];
    });
  }

  return valuesOf;
}

/** What a field is given, or what its getter returns. */
function fieldValue(field: Node): Node | undefined {
  if (field.type === 'PropertyDefinition') return field.value ?? undefined;
  return field.type === 'MethodDefinition' && field.kind === 'get' && isCallable(field.value) ? returnedValue(field.value) : undefined;
}

import type { Node } from 'oxc-parser';
import { isComparison, isTransparent, keyName, madeText, memberName, unwrap } from './syntax.js';
import { ancestor, type Place, type Visitors } from './walk.js';

/**
 * Names of variables and properties of which the file tests or replaces the value, so that it may be missing. A module with
 * settings reads the environment, and another one says `config.stage ?? 'dev'`: only the name joins the two.
 */
export function collectOptionalNames(): { readonly visitors: Visitors; finish(): { readonly optionalNames: readonly string[] } } {
  const names = new Set<string>();

  function add(expression: Node): void {
    const node = unwrap(expression);
    const name = node.type === 'Identifier' ? node.name : memberName(node);
    if (name !== undefined) names.add(name);
  }

  const visitors: Visitors = {
    LogicalExpression: ({ left }) => add(left),
    ConditionalExpression: ({ test }) => add(test),
    IfStatement: ({ test }) => add(test),
    UnaryExpression({ operator, argument }) {
      if (operator === '!' || operator === 'typeof') add(argument);
    },
    BinaryExpression({ operator, left }) {
      if (isComparison(operator)) add(left);
      if (operator === 'in' && left.type === 'Literal' && typeof left.value === 'string') names.add(left.value);
    },
    MemberExpression({ optional, object }) {
      if (optional) add(object);
    },
    Property({ key, computed, value }) {
      const name = keyName(key, computed);
      if (name === 'region') add(value);
      else if (value.type === 'AssignmentPattern' && name !== undefined) names.add(name);
    },
  };
  return { visitors, finish: () => ({ optionalNames: [...names] }) };
}

/** `event.table ? event.table : env.TABLE`, `event.table || env.TABLE`. Where the variable is what is tested, its use tells so. */
function isOneOf({ type }: Node): boolean {
  return type === 'ConditionalExpression' || type === 'LogicalExpression';
}

/** The name under which other files get a value: of an exported variable, or of a property. The value is a child of the `level`-th ancestor. */
export function nameKeptAs(place: Place, level: number): string | undefined {
  let up = level;
  let parent = ancestor(place, up);
  let isText = false;
  while (parent && (isTransparent(parent) || isOneOf(parent) || madeText(parent))) {
    isText ||= madeText(parent) !== undefined;
    parent = ancestor(place, ++up);
  }
  switch (parent?.type) {
    case 'Property': case 'PropertyDefinition':
      return isText ? undefined : keyName(parent.key, parent.computed);
    case 'AssignmentExpression':
      return isText ? undefined : memberName(parent.left);
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' && ancestor(place, up + 2)?.type === 'ExportNamedDeclaration' ? parent.id.name : undefined;
    default:
      return undefined;
  }
}

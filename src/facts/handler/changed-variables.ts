import type { CallExpression, Node } from 'oxc-parser';
import type { Scopes, Variable } from '../../source/scopes.js';
import { unwrap } from './syntax.js';
import type { Visitors } from './walk.js';

/** Variables whose values may get other members than those they were written with. Complete once the walk is over. */
export interface ChangedVariables {
  readonly visitors: Visitors;
  isChanged(variable: Variable): boolean;
}

export function createChangedVariables(scopes: Scopes): ChangedVariables {
  const changed = new Set<Variable>();
  const given = new Set<Variable>();

  function mark(set: Set<Variable>, node: Node): void {
    const inner = unwrap(node);
    const variable = inner.type === 'Identifier' ? scopes.variableOf(inner) : undefined;
    if (variable) set.add(variable);
  }

  /** The variable at the start of a chain of members. */
  function markOwner(node: Node): void {
    let inner = unwrap(node);
    if (inner.type !== 'MemberExpression') return;
    while (inner.type === 'MemberExpression') inner = unwrap(inner.object);
    mark(changed, inner);
  }

  function markCall({ callee, arguments: all }: CallExpression): void {
    markOwner(callee);
    for (const argument of all) mark(given, argument);
  }

  return {
    visitors: {
      AssignmentExpression: ({ left }) => markOwner(left),
      UnaryExpression: ({ operator, argument }) => { if (operator === 'delete') markOwner(argument); },
      CallExpression: markCall,
    },
    // What is given to a call may be changed by it, which matters where the value is used again.
    isChanged: (variable) => changed.has(variable) || (given.has(variable) && variable.references.length - variable.writes.length > 1),
  };
}

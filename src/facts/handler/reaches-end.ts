import type { Node } from 'oxc-parser';
import type { Callable } from './syntax.js';

/** Whether a call may end without `return` or `throw`: as far as statements tell, conditions are not looked at. */
export function reachesEnd({ body }: Callable): boolean {
  return body?.type === 'BlockStatement' && completesAll(body.body);
}

function completesAll(statements: readonly Node[]): boolean {
  return statements.every(completes);
}

/** Whether what comes after the statement may run. */
function completes(statement: Node): boolean {
  switch (statement.type) {
    case 'ReturnStatement': case 'ThrowStatement': return false;
    case 'BlockStatement': return completesAll(statement.body);
    case 'IfStatement': return !statement.alternate || completes(statement.consequent) || completes(statement.alternate);
    case 'TryStatement': {
      if (statement.finalizer && !completes(statement.finalizer)) return false;
      return completes(statement.block) || (statement.handler !== null && completes(statement.handler.body));
    }
    case 'WhileStatement': case 'DoWhileStatement': return !isTrue(statement.test) || breaks(statement.body);
    case 'ForStatement': return statement.test !== null && !isTrue(statement.test) || breaks(statement.body);
    case 'SwitchStatement': {
      const last = statement.cases.at(-1);
      const hasDefault = statement.cases.some(({ test }) => test === null);
      return !hasDefault || !last || completesAll(last.consequent) || statement.cases.some(({ consequent }) => consequent.some(breaks));
    }
    default: return true;
  }
}

function isTrue(test: Node): boolean {
  return test.type === 'Literal' && Boolean(test.value);
}

/** A `break` that leaves the loop or switch around it; those of loops inside are their own. */
function breaks(statement: Node): boolean {
  switch (statement.type) {
    case 'BreakStatement': return true;
    case 'BlockStatement': return statement.body.some(breaks);
    case 'IfStatement': return breaks(statement.consequent) || (statement.alternate !== null && breaks(statement.alternate));
    case 'TryStatement': return breaks(statement.block) || (statement.handler !== null && breaks(statement.handler.body));
    case 'SwitchStatement': return false;
    // It may leave this loop by name.
    case 'LabeledStatement': return true;
    default: return false;
  }
}

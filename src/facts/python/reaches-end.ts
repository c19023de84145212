import type { PythonFunction, PythonStatement } from '../../source/python.js';

/** Whether a call may end without `return` or `raise`: as far as statements tell, conditions are not looked at. */
export function reachesEnd(node: PythonFunction): boolean {
  return node.nodeType !== 'Lambda' && completesAll(node.body);
}

function completesAll(statements: readonly PythonStatement[]): boolean {
  return statements.every(completes);
}

/** Whether what comes after the statement may run. */
function completes(statement: PythonStatement): boolean {
  switch (statement.nodeType) {
    case 'Return': case 'Raise': return false;
    case 'If': return statement.orelse.length === 0 || completesAll(statement.body) || completesAll(statement.orelse);
    case 'With': case 'AsyncWith': return completesAll(statement.body);
    case 'Try': case 'TryStar': {
      if (!completesAll(statement.finalbody)) return false;
      const isTriedToEnd = completesAll(statement.body) && completesAll(statement.orelse);
      return isTriedToEnd || statement.handlers.some(({ body }) => completesAll(body));
    }
    case 'While': return !(statement.test.nodeType === 'Constant' && Boolean(statement.test.value)) || statement.body.some(breaks);
    case 'Match': return !statement.cases.some(({ pattern, guard }) => pattern.nodeType === 'MatchAs' && !pattern.pattern && !guard) || statement.cases.some(({ body }) => completesAll(body));
    default: return true;
  }
}

/** A `break` that leaves the loop around it; those of loops inside are their own. */
function breaks(statement: PythonStatement): boolean {
  switch (statement.nodeType) {
    case 'Break': return true;
    case 'If': return statement.body.some(breaks) || statement.orelse.some(breaks);
    case 'With': case 'AsyncWith': return statement.body.some(breaks);
    case 'Try': case 'TryStar': return [...statement.body, ...statement.orelse, ...statement.handlers.flatMap(({ body }) => body)].some(breaks);
    case 'Match': return statement.cases.some(({ body }) => body.some(breaks));
    default: return false;
  }
}

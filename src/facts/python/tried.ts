import { forEachPythonChild } from '../../source/python-children.js';
import type { PythonExpression, PythonNode, PythonNodeOf } from '../../source/python.js';
import { calleeName, isFunction, stringValue } from './syntax.js';
import type { Place } from './walk.js';

type Try = PythonNodeOf<'Try' | 'TryStar'>;
type Clause = PythonNodeOf<'ExceptHandler'>;

/** Catching one of these around a read copes with a variable that is not there. */
const CATCHES_ABSENCE = /^(?:KeyError|LookupError|Exception|BaseException)$/;
const CATCHES_ALL = /^(?:Exception|BaseException)$/;

/** Whether a `try` around the place copes with a variable that is not there. */
export function isTried({ ancestors }: Place, node: PythonNode): boolean {
  let child = node;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const parent = ancestors[i];
    if (!parent || isFunction(parent)) return false;
    if (suppressed(parent).some((type) => catches(type, CATCHES_ABSENCE))) return true;
    if ((parent.nodeType === 'Try' || parent.nodeType === 'TryStar') && parent.body.some((statement) => statement === child)) {
      const catching = parent.handlers.find(({ type }) => catches(type, CATCHES_ABSENCE));
      if (catching && !raisesAgain(catching) && !failsAnyway(parent, catching)) return true;
    }
    child = parent;
  }
  return false;
}

/** What `with suppress(KeyError):` leaves out. */
export function suppressed(node: PythonNode): readonly PythonExpression[] {
  if (node.nodeType !== 'With') return [];
  return node.items.flatMap(({ context_expr: call }) => (call.nodeType === 'Call' && calleeName(call.func) === 'suppress' ? call.args : []));
}

/** A clause that logs and raises what it caught copes with nothing. */
function raisesAgain({ name, body }: Clause): boolean {
  const last = body.at(-1);
  if (last?.nodeType !== 'Raise' || (last.exc && !(last.exc.nodeType === 'Name' && last.exc.id === name))) return false;
  return !body.some(leaves);
}

/** One around the whole work of a function, for all that may go wrong, that raises something else or answers with a failure. */
function failsAnyway({ body: tried }: Try, clause: Clause): boolean {
  if (!catches(clause.type, CATCHES_ALL) || tried.every(isAssignment)) return false;
  return !goesOn(clause);
}

/** Whether code goes on after a clause as if all were well, or in some other way. */
export function goesOn({ body }: Clause): boolean {
  const last = body.at(-1);
  return !((last?.nodeType === 'Raise' && !body.some(leaves)) || answersFailure(last));
}

/** `return {"statusCode": 500}`. */
export function answersFailure(last: PythonNode | undefined): boolean {
  return last?.nodeType === 'Return' && last.value !== undefined && namesFailure(last.value);
}

function isAssignment({ nodeType }: PythonNode): boolean {
  return nodeType === 'Assign' || nodeType === 'AnnAssign';
}

const IS_STATUS = /status|code/i;
/** Calls that make a number or a time of what they get. */
const OF_NUMBERS = /^(?:int|float|str|min|max|range|round|Decimal|timedelta)$/;
const NO_FAILURE = /^(?:OK|CREATED|ACCEPTED|NO_CONTENT|PARTIAL_CONTENT|MULTI_STATUS|MOVED_PERMANENTLY|FOUND|SEE_OTHER|NOT_MODIFIED|TEMPORARY_REDIRECT|PERMANENT_REDIRECT)$/;

/** `{"statusCode": 500}`, `error(HTTPStatus.BAD_REQUEST)`, `respond(404)`. A number alone, or as in `{"limit": 500}`, stands in for what is missing. */
function namesFailure(node: PythonNode): boolean {
  if (node.nodeType === 'Attribute' && calleeName(node.value) === 'HTTPStatus') return !NO_FAILURE.test(node.attr);
  if (node.nodeType === 'Dict' && node.keys.some((key, index) => IS_STATUS.test(stringValue(key) ?? '') && isFailure(node.values[index]))) return true;
  if (node.nodeType === 'Keyword' && IS_STATUS.test(node.arg ?? '') && isFailure(node.value)) return true;
  if (node.nodeType === 'Call' && node.args.some(isFailure) && !OF_NUMBERS.test(calleeName(node.func) ?? '')) return true;
  if (node.nodeType === 'Tuple' && node.elts.some(isFailure)) return true;
  let found = false;
  forEachPythonChild(node, (child) => { found ||= namesFailure(child); });
  return found;
}

function isFailure(node: PythonNode | undefined): boolean {
  const status = node?.nodeType === 'Constant' ? Number(stringValue(node) ?? node.value) : 0;
  return status >= 400 && status < 600;
}

function leaves(node: PythonNode): boolean {
  if (node.nodeType === 'Return' || node.nodeType === 'Continue' || node.nodeType === 'Break') return true;
  if (isFunction(node)) return false;
  let found = false;
  forEachPythonChild(node, (child) => { found ||= leaves(child); });
  return found;
}

function catches(type: PythonExpression | undefined, wanted: RegExp): boolean {
  if (!type) return true;
  return type.nodeType === 'Tuple' ? type.elts.some((one) => catches(one, wanted)) : wanted.test(calleeName(type) ?? '');
}

import { forEachPythonChild } from '../../source/python-children.js';
import type { PythonExpression, PythonFunction, PythonNode, PythonNodeOf, PythonStatement } from '../../source/python.js';
import type { PythonScopes } from '../../source/python-scopes.js';
import type { CatchFact, Expression, ReturnFact, Span, ThrowFact } from '../model.js';
import type { FunctionTable } from './functions.js';
import { dottedName, isFunction, isNone, stringValue } from './syntax.js';
import { answersFailure, suppressed } from './tried.js';
import type { Place, Visitors } from './walk.js';

interface Pending {
  readonly node: PythonNode;
  readonly value: PythonExpression | undefined;
  readonly within: number | PythonFunction;
}

/** What functions give back. */
export function collectReturns(scopes: PythonScopes, functions: FunctionTable, read: (node: PythonExpression) => Expression, spanOf: (node: PythonNode) => Span): { readonly visitors: Visitors; finish(): ReturnFact[] } {
  const pending: Pending[] = [];
  const visitors: Visitors = {
    Return(node, { within }) {
      if (within !== null) pending.push({ node, value: node.value && !isNone(node.value) ? node.value : undefined, within });
    },
    Lambda(node) {
      pending.push({ node: node.body, value: node.body, within: node });
    },
  };
  const finish = (): ReturnFact[] => pending.flatMap(({ node, value, within }) => {
    const id = typeof within === 'number' ? within : functions.idOf(within);
    const bodyParameter = value && bodyOf(value, within);
    return id === undefined ? [] : [{ within: id, ...(value ? { value: read(value) } : {}), ...(bodyParameter === undefined ? {} : { bodyParameter }), ...spanOf(node) }];
  });

  function bodyOf(answer: PythonExpression, within: number | PythonFunction): number | undefined {
    const body = answer.nodeType === 'Dict' ? answer.values[answer.keys.findLastIndex((key) => stringValue(key) === 'body')] : undefined;
    const [only, other] = body?.nodeType === 'Name' ? (scopes.bindingOf(body)?.definitions ?? []) : [];
    return only?.kind === 'parameter' && !other && !only.receiver && (only.node === within || functions.idOf(only.node) === within) ? only.index : undefined;
  }

  return { visitors, finish };
}

/** Ends that tell the caller of failure besides `raise`. */
const FAILING = /^(?:sys\.exit|exit|quit|os\._exit|os\.abort)$/;

/** Every clause that catches, and whether it lets the error go on; and what is raised anywhere. */
export function collectCatches(spanOf: (node: PythonNode) => Span): { readonly visitors: Visitors; readonly facts: CatchFact[]; readonly throws: ThrowFact[]; readonly finalised: Span[] } {
  const facts: CatchFact[] = [];
  const throws: ThrowFact[] = [];
  const finalised: Span[] = [];

  function add(node: PythonNodeOf<'Try' | 'TryStar'>, { within }: Place): void {
    const last = node.orelse.at(-1) ?? node.handlers.at(-1)?.body.at(-1) ?? node.body.at(-1);
    if (node.finalbody.length > 0 && last) finalised.push({ start: spanOf(node).start, end: spanOf(last).end });
    for (const handler of node.handlers) {
      const { start } = spanOf(handler);
      const types = handler.type && typeNames(handler.type);
      facts.push({
        within,
        tried: spanOfAll(node.body),
        body: spanOfAll(handler.body),
        rethrows: throwsAlways(handler.body) ? 'always' : handler.body.some(throwsSomewhere) ? 'sometimes' : 'never',
        ...(answersFailure(handler.body.at(-1)) ? { answersFailure: true } : {}),
        ...(types ? { types } : {}),
        start,
        end: start + 'except'.length,
      });
    }
  }

  /** As a clause would be that does nothing. */
  function addSuppressed(node: PythonNodeOf<'With'>, { within }: Place): void {
    const types = suppressed(node).flatMap(typeNames);
    if (types.length === 0) return;
    const { start } = spanOf(node);
    const tried = spanOfAll(node.body);
    facts.push({ within, tried, body: { start: tried.end, end: tried.end }, rethrows: 'never', types, start, end: start + 'with'.length });
  }

  function spanOfAll(statements: readonly PythonStatement[]): Span {
    const [first] = statements;
    const last = statements.at(-1);
    return { start: first ? spanOf(first).start : 0, end: last ? spanOf(last).end : 0 };
  }

  function raise(node: PythonNodeOf<'Raise'>, { within }: Place): void {
    throws.push({ within, ...spanOf(node) });
  }

  return { visitors: { Try: add, TryStar: add, With: addSuppressed, Raise: raise }, facts, throws, finalised };
}

function typeNames(node: PythonExpression): readonly string[] {
  if (node.nodeType === 'Tuple') return node.elts.flatMap(typeNames);
  return [dottedName(node) ?? (node.nodeType === 'Attribute' ? node.attr : '')];
}

function throwsAlways(statements: readonly PythonStatement[]): boolean {
  return statements.some((statement) => {
    switch (statement.nodeType) {
      case 'Raise': return true;
      case 'Expr': return fails(statement.value);
      case 'If': return throwsAlways(statement.body) && throwsAlways(statement.orelse);
      case 'With': case 'AsyncWith': return throwsAlways(statement.body);
      default: return false;
    }
  });
}

function throwsSomewhere(node: PythonNode): boolean {
  if (node.nodeType === 'Raise' || fails(node)) return true;
  if (isFunction(node)) return false;
  let found = false;
  forEachPythonChild(node, (child) => { found ||= throwsSomewhere(child); });
  return found;
}

function fails(node: PythonNode): boolean {
  return node.nodeType === 'Call' && FAILING.test(dottedName(node.func) ?? '');
}

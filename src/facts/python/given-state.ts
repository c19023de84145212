import { forEachPythonChild } from '../../source/python-children.js';
import type { PythonExpression, PythonNode, PythonNodeOf } from '../../source/python.js';
import type { References } from './references.js';
import { stringValue } from './syntax.js';
import type { Visitors } from './walk.js';

/** Says of what a call makes whether it is for this invocation alone, after it was made. Asked once the whole file has been seen. */
export interface GivenState {
  readonly visitors: Visitors;
  isPersonal(call: PythonNode): boolean;
}

/** What a session of `requests` or `httpx` sends with every request. */
const STATE = /^(?:headers|auth|cookies|params|cert)$/;
const REQUEST = /^(?:post|request)$/;
const LOGIN = /log-?in|sign-?in|authenticate/i;

/** `session.headers["Authorization"] = token`, `session.post(LOGIN_URL, data=user)`. */
export function collectGivenState(references: References, varies: (node: PythonNode) => boolean): GivenState {
  const given = new Map<PythonNode, PythonExpression[]>();
  const loggedIn = new Set<PythonNode>();

  function addState(state: PythonNode, values: readonly PythonExpression[]): void {
    if (state.nodeType !== 'Attribute' || !STATE.test(state.attr)) return;
    for (const made of references.valuesOf(state.value) ?? []) {
      const before = given.get(made) ?? [];
      given.set(made, before);
      before.push(...values);
    }
  }

  function addLogin(object: PythonExpression, url: PythonExpression | undefined): void {
    if (!url || !namesLogin(url)) return;
    for (const made of references.valuesOf(object) ?? []) loggedIn.add(made);
  }

  function namesLogin(url: PythonNode): boolean {
    const text = stringValue(url);
    if (text !== undefined) return LOGIN.test(text);
    const [only, other] = url.nodeType === 'Name' ? references.valuesOf(url) ?? [] : [];
    if (url.nodeType === 'Name') return LOGIN.test(url.id) || (only !== undefined && !other && LOGIN.test(stringValue(only) ?? ''));
    let found = false;
    if (url.nodeType === 'BinOp' || url.nodeType === 'JoinedStr' || url.nodeType === 'FormattedValue') forEachPythonChild(url, (child) => { found ||= namesLogin(child); });
    return found;
  }

  const visitors: Visitors = {
    Assign({ targets, value }) {
      for (const target of targets) addState(target.nodeType === 'Subscript' ? target.value : target, [value]);
    },
    Call({ func, args, keywords }: PythonNodeOf<'Call'>) {
      if (func.nodeType !== 'Attribute') return;
      if (func.attr === 'update' || func.attr === 'set') addState(func.value, [...args, ...keywords.map(({ value }) => value)]);
      else if (REQUEST.test(func.attr)) addLogin(func.value, args[func.attr === 'request' ? 1 : 0] ?? keywords.find(({ arg }) => arg === 'url')?.value);
    },
  };
  return { visitors, isPersonal: (call) => loggedIn.has(call) || given.get(call)?.some(varies) === true };
}

import { known } from '../resolved.js';
import type { LambdaFunction } from './functions.js';
import type { Grant, Grants } from './grants.js';
import { walkReferences } from './references.js';
import { referredResource } from './text.js';

const MANY = /^\*|:function:[^:]*\*/;
const INVOKES = /^lambda:(?:\*|invoke(?:\*|function\*?|async))$/i;
/** What SAM calls an alias or version that it makes: `Orders.Alias`, `OrdersAliaslive`. */
const MADE_BY_SAM = /(?:\.Alias|\.Version|Alias[A-Za-z0-9]{1,255})$/;

/**
 * Whether a function may be invoked by one of its template, itself included: a role with code behind it is allowed to, by
 * the name of the function, or may be, where what the function itself may invoke cannot be told. Then nothing is known of who waits.
 */
export function invokedByFunctions({ statements, policyTemplates }: Grants): (fn: LambdaFunction) => boolean {
  const named = new Set<string>();
  const open = new Set<string>();
  for (const grant of statements.filter(isForInvoking)) {
    for (const { value, text } of grant.resources) {
      const id = referredResource(value);
      addTo(named, grant.template, [id ?? /:function:([\w-]+)/.exec(text)?.[1] ?? text]);
      // One role for many functions, with many allowed, says little about each.
      if (id === undefined && (grant.grantee.functions.length === 1 || !MANY.test(text))) for (const fn of grant.grantee.functions) open.add(key(grant.template, fn));
    }
  }
  for (const { name, parameters, grantee, template } of policyTemplates) {
    if (name === 'LambdaInvokePolicy' && grantee.functions.length > 0) addTo(named, template, walkReferences(parameters));
  }
  return ({ template, logicalId, functionName }) => named.has(key(template, logicalId)) || named.has(key(template, known(functionName) ?? logicalId)) || open.has(key(template, logicalId));
}

function isForInvoking({ effect, actions, grantee }: Grant): boolean {
  return effect === 'Allow' && grantee.functions.length > 0 && actions.some(({ text }) => INVOKES.test(text));
}

function addTo(named: Set<string>, template: string, ids: Iterable<string>): void {
  for (const id of ids) named.add(key(template, id)).add(key(template, id.replace(MADE_BY_SAM, '')));
}

function key(template: string, name: string): string {
  return `${template} ${name}`;
}

import type { PythonClass, PythonFunction, PythonNodeOf } from '../../source/python.js';

/** What an expression denotes, with the nodes of this file where it is local. */
export type Denoted =
  | { readonly kind: 'function'; readonly node: PythonFunction }
  | { readonly kind: 'class'; readonly node: PythonClass }
  | { readonly kind: 'instance'; readonly node: PythonClass }
  | { readonly kind: 'dict'; readonly node: PythonNodeOf<'Dict'> }
  | { readonly kind: 'import'; readonly specifier: string; readonly path: readonly string[] }
  | { readonly kind: 'global'; readonly path: readonly string[] }
  | { readonly kind: 'parameter'; readonly node: PythonFunction; readonly index: number; readonly path: readonly string[] }
  /** None: what a name holds before it gets its value. */
  | { readonly kind: 'nothing' }
  /** A literal: certainly none of the above. */
  | { readonly kind: 'value' }
  | { readonly kind: 'unknown' };

export const UNKNOWN: Denoted = { kind: 'unknown' };
export const VALUE: Denoted = { kind: 'value' };
export const NOTHING: Denoted = { kind: 'nothing' };

/** Equal in every branch: then it does not matter which one is taken. */
function sameDenoted(a: Denoted, b: Denoted): boolean {
  if (a.kind !== b.kind) return false;
  if ('node' in a && 'node' in b && a.node !== b.node) return false;
  if ('specifier' in a && 'specifier' in b && a.specifier !== b.specifier) return false;
  return 'path' in a && 'path' in b ? a.path.join('\0') === b.path.join('\0') : true;
}

/** The one thing that several possible values denote, if they agree where they are known. */
export function agreed(possible: readonly Denoted[]): Denoted {
  const certain = possible.filter(({ kind }) => kind !== 'unknown' && kind !== 'value' && kind !== 'nothing');
  const [first] = certain;
  if (first) return certain.every((one) => sameDenoted(one, first)) ? first : UNKNOWN;
  const [any] = possible;
  return any && possible.every(({ kind }) => kind === any.kind) ? any : UNKNOWN;
}

/** `client or boto3.client('s3')`: who gives a client gives one of the same kind as is made without. */
export function givenOrMade(possible: readonly Denoted[]): Denoted {
  const made = possible.filter((one) => one.kind === 'import' && one.path.includes('#call'));
  const isGiven = made.length > 0 && possible.every((one) => made.includes(one) || one.kind === 'nothing' || one.kind === 'unknown' || (one.kind === 'parameter' && one.path.length === 0));
  return agreed(isGiven ? made : possible);
}

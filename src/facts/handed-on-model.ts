import type { ParameterReference, Reference, Span, Within } from './model.js';

/** A function of this file, or something imported, that is given to a call as an argument: it may be called back. */
export interface HandedOnFact extends Span {
  readonly target: Reference;
  /** The callee as written, as far as it is a chain of names: `app.get`, `processBatch`, `.then` for a member of anything else. */
  readonly to: string;
  /** A member that is given what that call makes of it: `app.get` for `app.get('/orders', wrap(list))`. */
  readonly givenOn?: string;
  /** That member is given a path first, as a router is. */
  readonly isRoute?: true;
  /** Of JavaScript: the promises that it gives are dropped, by `forEach`, or with the list of `map`, which is a statement or is given to a `Promise.all` that nothing waits for. */
  readonly isDropped?: true;
  /** Then: what it, if it stands in another function, and what follows the list tell, as in `CallFact`. */
  readonly tells?: readonly number[];
  /** Of JavaScript: what the function is called with for each element of a list that a parameter holds, and the position: `event.Records.map(store)`. */
  readonly each?: { readonly index: number; readonly item: ParameterReference };
  /** The functions that name `jobs` of `@jobs.task`, where nothing else does. */
  readonly usedIn?: readonly Within[];
  readonly within: Within;
}

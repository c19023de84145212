import type { Expression } from '../facts/model.js';
import type { Origin, Sited } from './value-flow.js';

/** How a call reaches the service. `presigned`: the caller of the address does; the role must allow it all the same. */
export type SdkCallKind = 'call' | 'paginator' | 'waiter' | 'presigned' | 'helper';

/** What one call of a package does: operations, or it hands a command to a client. */
export type SdkMeaning =
  | { readonly kind: 'operations'; readonly via: SdkCallKind; readonly operations: readonly SdkOperation[]; readonly client?: Sited<Expression>; readonly input?: Sited<Expression>; readonly resource?: Sited<Expression> }
  | { readonly kind: 'command'; readonly operations: readonly SdkOperation[]; readonly input?: Sited<Expression> }
  | { readonly kind: 'send'; readonly via: SdkCallKind; readonly client: Sited<Expression> | undefined; readonly command: Expression | undefined };

export interface SdkOperation {
  readonly service: string;
  readonly operation: string;
}

/** A call of something of a package. */
export interface Called {
  readonly origin: Origin;
  /** Without a leading `default`. */
  readonly path: readonly string[];
  readonly isNew: boolean;
  readonly at: string;
  readonly arguments: readonly Expression[];
}

/** Methods of clients that call nothing, or what their arguments say. */
export const NO_OPERATION: ReadonlySet<string> = new Set([
  'send', 'destroy', 'config', 'constructor', 'on', 'once', 'makeRequest', 'makeUnauthenticatedRequest', 'setupRequestListeners', 'defineService',
  'waitFor', 'getSignedUrl', 'getSignedUrlPromise', 'createSet', 'toString', 'customizeRequests', 'update', 'promise', 'exceptions', 'meta', 'close',
  'can_paginate', 'get_paginator', 'get_waiter', 'generate_presigned_url', 'generate_presigned_post', 'generate_db_auth_token',
]);

/** What a call does, by way of the client that it is called on. */
export function operations({ origin }: Called, via: SdkCallKind, found: readonly SdkOperation[], more: { readonly client?: Sited<Expression>; readonly input?: Sited<Expression>; readonly resource?: Sited<Expression> }): SdkMeaning {
  return { kind: 'operations', via, operations: found, ...(origin.receiver && via !== 'helper' ? { client: origin.receiver } : {}), ...more };
}

export function memberOf(expression: Expression | undefined, name: string): Expression | undefined {
  return expression?.kind === 'object' ? expression.properties.findLast((property) => property.name === name)?.value : undefined;
}

export function lastObject(given: readonly Expression[]): Expression | undefined {
  const last = given.at(-1);
  return last?.kind === 'object' ? last : undefined;
}

import type { Grantee } from './grants.js';

const WORDS: Readonly<Record<Grantee['kind'], string>> = { function: 'Function', role: 'Role', policy: 'Policy' };

/** "Function 'Orders'", "Role 'OrdersRole' (function 'Orders')": who a grant goes to, at the start of a sentence. */
export function granteeWords({ kind, logicalId, functions }: Grantee): string {
  const name = `${WORDS[kind]} '${logicalId}'`;
  if (kind === 'function' || functions.length === 0) return name;
  return functions.length === 1 ? `${name} of function '${functions[0] ?? ''}'` : `${name} of ${functions.length} functions`;
}

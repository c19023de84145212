import type { Grantee } from './policy-grantees.js';

const WORDS: Readonly<Record<Grantee['kind'], string>> = { function: 'Function', role: 'Role', policy: 'Policy' };

/** "Function 'Orders'", "Role 'OrdersRole' of function 'Orders'": who a grant goes to, at the start of a sentence. */
export function granteeWords({ kind, logicalId, functions }: Grantee): string {
  const name = `${WORDS[kind]} '${logicalId}'`;
  if (kind === 'function' || functions.length === 0) return name;
  return functions.length === 1 ? `${name} of function '${functions[0] ?? ''}'` : `${name} of ${functions.length} functions`;
}

/** For a finding about a grant that one function has alone. */
export function onlyFunction({ functions }: Grantee): { readonly function?: string } {
  const [only, ...others] = functions;
  return only === undefined || others.length > 0 ? {} : { function: only };
}

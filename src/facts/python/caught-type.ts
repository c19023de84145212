import type { PythonExpression, PythonNodeOf } from '../../source/python.js';
import type { PythonScopes } from '../../source/python-scopes.js';
import type { References } from './references.js';

/** What `error` is in `except KeyError as error`, which no JSON represents; undefined for all that is not a caught exception alone. */
export function caughtType(node: PythonExpression, scopes: PythonScopes, references: References): string | undefined {
  const definitions = node.nodeType === 'Name' ? (scopes.bindingOf(node)?.definitions ?? []) : [];
  const types = new Set(definitions.map(({ at }) => (at.nodeType === 'ExceptHandler' ? typeOf(at, references) : undefined)));
  const [only] = types;
  if (types.has(undefined)) return undefined;
  return types.size > 1 ? 'Exception' : only;
}

/** One of the project's own may be anything else besides. */
function typeOf({ type }: PythonNodeOf<'ExceptHandler'>, references: References): string | undefined {
  if (!type || type.nodeType === 'Tuple') return 'Exception';
  if (references.denote(type).kind === 'class') return undefined;
  return type.nodeType === 'Name' ? type.id : type.nodeType === 'Attribute' ? type.attr : undefined;
}

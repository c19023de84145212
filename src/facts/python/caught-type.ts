import type { PythonExpression, PythonNodeOf } from '../../source/python.js';
import type { PythonBinding, PythonScopes } from '../../source/python-scopes.js';
import type { References } from './references.js';

/** What a name holds where all that it is given are caught exceptions. */
const known = new WeakMap<PythonBinding, { readonly type: string | undefined }>();

/** What `error` is in `except KeyError as error`, which no JSON represents; undefined for all that is not a caught exception alone. Thousands of uses may ask for one name of thousands of clauses. */
export function caughtType(node: PythonExpression, scopes: PythonScopes, references: References): string | undefined {
  const binding = node.nodeType === 'Name' ? scopes.bindingOf(node) : undefined;
  if (!binding) return undefined;
  const found = known.get(binding) ?? { type: typeOfAll(binding, references) };
  known.set(binding, found);
  return found.type;
}

function typeOfAll({ definitions }: PythonBinding, references: References): string | undefined {
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

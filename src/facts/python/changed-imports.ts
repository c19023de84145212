import type { PythonExpression } from '../../source/python.js';
import type { PythonScopes } from '../../source/python-scopes.js';
import type { ModuleFacts } from '../model.js';
import type { References } from './references.js';
import { stringValue } from './syntax.js';
import type { Visitors } from './walk.js';

interface Given {
  readonly object: PythonExpression;
  /** `*` for any. */
  readonly name: string;
}

/** Members of other modules that are given another value: `boto3.DEFAULT_SESSION = …`, `setattr(orders, name, …)`. */
export function collectChangedImports(scopes: PythonScopes, references: References): { readonly visitors: Visitors; finish(): NonNullable<ModuleFacts['changedImports']> } {
  const set: Given[] = [];
  return {
    visitors: {
      Call({ func, args: [object, name] }) {
        if (func.nodeType === 'Name' && func.id === 'setattr' && object && !scopes.bindingOf(func)) set.push({ object, name: stringValue(name) ?? '*' });
      },
    },
    finish() {
      const assigned = scopes.attributeWrites.map(({ target }): Given => ({ object: target.value, name: target.attr }));
      return [...assigned, ...set].flatMap(({ object, name }) => {
        const denoted = object.nodeType === 'Name' || object.nodeType === 'Attribute' ? references.denote(object) : undefined;
        return denoted?.kind === 'import' && !denoted.path.includes('#call') ? [{ kind: 'import' as const, specifier: denoted.specifier, path: [...denoted.path, name] }] : [];
      });
    },
  };
}

import type { PythonExpression } from '../../source/python.js';
import type { References } from './references.js';
import { stringValue } from './syntax.js';
import type { Visitors } from './walk.js';

const TESTS: ReadonlySet<string> = new Set(['hasattr', 'getattr', 'setattr']);

/** Names in modules, as `module.name`, that the file tests or sets: it knows that they may be missing. `*` where it asks for the version of Python. */
export function collectTestedNames(text: string, references: References): { readonly visitors: Visitors; finish(): readonly string[] } {
  const names = new Set<string>(/\bsys\.(?:version|hexversion)|\bversion_info\b/.test(text) ? ['*'] : []);

  function add(owner: PythonExpression | undefined, name: string | undefined): void {
    const denoted = owner && name !== undefined ? references.denote(owner) : undefined;
    if (denoted?.kind === 'import' && denoted.path.length === 0) names.add(`${denoted.specifier}.${name ?? ''}`);
  }

  const visitors: Visitors = {
    Call({ func, args: [owner, name] }) {
      if (func.nodeType === 'Name' && TESTS.has(func.id)) add(owner, stringValue(name));
    },
    Attribute({ ctx, value, attr }) {
      if (ctx.nodeType === 'Store') add(value, attr);
    },
  };
  return { visitors, finish: () => [...names] };
}

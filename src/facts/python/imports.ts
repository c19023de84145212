import type { PythonNode, PythonNodeOf } from '../../source/python.js';
import { importedModule } from '../../source/python-scopes.js';
import type { ImportFact, Span } from '../model.js';
import type { EnvironmentGuards } from './environment-guards.js';
import { calleeName, stringValue } from './syntax.js';
import type { Place, Visitors } from './walk.js';

/** Imports in all forms, and the modules of star imports at module level. */
export function collectImports(text: string, guards: EnvironmentGuards, spanOf: (node: PythonNode) => Span): { readonly facts: ImportFact[]; readonly stars: string[]; readonly visitors: Visitors } {
  const facts: ImportFact[] = [];
  const stars: string[] = [];

  function addFrom(node: PythonNodeOf<'ImportFrom'>, place: Place): void {
    const specifier = importedModule(node);
    if (node.names.some(({ name }) => name === '*') && place.within === null) stars.push(specifier);
    const bindings = node.names.filter(({ name }) => name !== '*').map(({ name, asname }) => ({ imported: name, local: asname ?? name }));
    facts.push({ kind: 'import', specifier, typeOnly: isForTypes(place), within: place.within, bindings, ...conditional(node, place), ...moduleSpan(text, spanOf(node)) });
  }

  /** Under a `try` or a test the code may get along without it. */
  function conditional(node: PythonNode, place: Place): Pick<ImportFact, 'isConditional' | 'isDecided'> {
    if (!place.ancestors.some(({ nodeType }) => CONDITIONAL.has(nodeType))) return {};
    return { isConditional: true, ...(guards.isGuarded(node, place) ? { isDecided: true } : {}) };
  }

  const visitors: Visitors = {
    Import(node, place) {
      for (const alias of node.names) {
        const local = alias.asname ?? alias.name.split('.', 1)[0] ?? alias.name;
        facts.push({ kind: 'import', specifier: alias.name, typeOnly: isForTypes(place), within: place.within, bindings: [{ imported: '*', local }], ...conditional(node, place), ...spanOf(alias) });
      }
    },
    ImportFrom: addFrom,
    Call(node, place) {
      const name = calleeName(node.func);
      const [first] = node.args;
      const specifier = name === 'import_module' || name === '__import__' ? stringValue(first) : undefined;
      if (specifier !== undefined && first) facts.push({ kind: 'dynamic', specifier, typeOnly: false, within: place.within, bindings: [], ...conditional(node, place), ...spanOf(first) });
    },
  };
  return { facts, stars, visitors };
}

/** The name of the module in a `from` statement: the tree has no node for it. */
function moduleSpan(text: string, { start, end }: Span): Span {
  // Blanks and joined lines are taken off afterwards: one expression for all of it would try every way of dividing them.
  const [, between = ''] = /^from([.\w\s\\]*?)\bimport\b/.exec(text.slice(start, end)) ?? [];
  const name = between.replace(/^[\s\\]+/, '').replace(/(?<![\s\\])[\s\\]+$/, '');
  if (name === '') return { start, end };
  const at = start + 'from'.length + between.indexOf(name);
  return { start: at, end: at + name.length };
}

const CONDITIONAL: ReadonlySet<PythonNode['nodeType']> = new Set(['Try', 'TryStar', 'If', 'With', 'ExceptHandler']);

/** Below `if TYPE_CHECKING:` nothing runs. */
function isForTypes({ ancestors }: Place): boolean {
  return ancestors.some((node) => node.nodeType === 'If' && calleeName(node.test) === 'TYPE_CHECKING');
}

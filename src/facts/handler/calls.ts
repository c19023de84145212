import type { CallExpression, Node, NewExpression } from 'oxc-parser';
import type { Scopes } from '../../source/scopes.js';
import type { CallFact, CallOutcome, Reference, Within } from '../model.js';
import { isRepeated, outcomeOf } from './call-outcome.js';
import { readExpression } from './expressions.js';
import { requiredSource } from './imports.js';
import { createInvocationDependence } from './invocation-dependence.js';
import { createMemoisation } from './memoisation.js';
import type { References } from './references.js';
import { unwrap } from './syntax.js';
import type { Place, Visitors } from './walk.js';

/** `exports.save()` calls a function of the module itself. Other globals (`JSON.parse`) are most calls of a file, and nobody asks about them. */
const OWN_EXPORTS: ReadonlySet<string> = new Set(['exports', 'module']);

interface Pending {
  readonly node: CallExpression | NewExpression;
  readonly within: Within;
  readonly isMemoised: boolean;
  readonly outcome: CallOutcome;
  readonly isRepeated: boolean;
}

/** Calls and constructions; their callees are resolved once the whole file has been seen. */
export function collectCalls(scopes: Scopes, references: References): { readonly visitors: Visitors; finish(): CallFact[] } {
  const pending: Pending[] = [];
  const isMemoised = createMemoisation(scopes);
  const varies = createInvocationDependence(scopes);

  function toFact({ node, within, isMemoised: memoised, outcome, isRepeated: repeated }: Pending): CallFact | undefined {
    const callee = reference(node, references);
    const isNew = node.type === 'NewExpression' || node.callee.type === 'Super';
    if (callee.kind === 'unknown' || (callee.kind === 'global' && !OWN_EXPORTS.has(callee.path[0] ?? ''))) return undefined;
    const isForeign = callee.kind === 'import' && !callee.specifier.startsWith('.');
    return {
      callee,
      isNew,
      within,
      // What is given to functions of the project nobody asks about; they are most of the calls.
      arguments: isForeign ? node.arguments.map((argument) => readExpression(argument, scopes, references)) : [],
      outcome,
      isRepeated: repeated,
      isMemoised: memoised,
      dependsOnInvocation: isForeign && within !== null && node.arguments.some((argument) => varies(argument)),
      start: node.start,
      end: node.callee.end,
    };
  }

  function add(node: CallExpression | NewExpression, place: Place): void {
    pending.push({ node, within: place.within, isMemoised: isMemoised(node, place), outcome: outcomeOf(node, place), isRepeated: isRepeated(node, place) });
  }

  const visitors: Visitors = {
    CallExpression(node, place) {
      if (!requiredSource(node, scopes)) add(node, place);
    },
    NewExpression(node, place) {
      add(node, place);
    },
  };
  return { visitors, finish: () => pending.flatMap((one) => toFact(one) ?? []) };
}

function reference(node: CallExpression | NewExpression, references: References): Reference {
  const callee: Node = unwrap(node.callee);
  const denoted = references.denote(callee);
  return node.type === 'NewExpression' || denoted.kind === 'class' ? references.toConstructed(denoted)
    : callee.type === 'Super' ? references.toConstructed(references.superOf(callee)) : references.toReference(denoted);
}

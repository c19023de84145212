import { findSecret } from '../data/find-secret.js';
import type { LiteralFact, ModuleFacts } from '../facts/model.js';

/** Names that rules look for among the texts of code, wherever these stand: of variables that steer the SDK, and where custom resources answer. */
const LOOKED_FOR = /AWS_|ResponseURL/;

/** What rules see of a module that is typed: all but texts that no rule except those about templates has something to say of. */
export function toldFacts(facts: ModuleFacts): ModuleFacts {
  return { ...facts, literals: facts.literals.filter(isTelling) };
}

function isTelling({ text, name }: LiteralFact): boolean {
  return LOOKED_FOR.test(text) || findSecret(text, name) !== undefined;
}

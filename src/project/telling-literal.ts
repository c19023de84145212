import { findSecret } from '../data/find-secret.js';
import type { LiteralFact } from '../facts/model.js';

/** Names that rules look for among the texts of code, wherever these stand: of variables that steer the SDK, and where custom resources answer. */
const LOOKED_FOR = /AWS_|ResponseURL/;

/** Whether any rule but one about templates has something to say of a text, or of others because of it. */
export function isTellingLiteral({ text, name }: Pick<LiteralFact, 'text' | 'name'>): boolean {
  return LOOKED_FOR.test(text) || findSecret(text, name) !== undefined;
}

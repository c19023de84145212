// The tables that a rule judges by, with the date and the sources that each of them has.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** By rule: what the table is called, as of when, and where it was read. */
export function ruleFacts(root) {
  const read = (name) => JSON.parse(readFileSync(join(root, 'data', `${name}.json`), 'utf8'));
  const { limits } = read('limits');
  const entryOf = (fact) => {
    const [table, entry] = fact.split('.');
    const found = entry === undefined ? read(table) : table === 'limits' ? limits[entry] : undefined;
    if (!found?.asOf || !Array.isArray(found.source)) throw new Error(`data/rule-facts.json: '${fact}' is no table with a date and sources`);
    return { fact, asOf: found.asOf, sources: found.source };
  };
  return Object.fromEntries(Object.entries(read('rule-facts').rules).map(([id, facts]) => [id, facts.map(entryOf)]));
}

/** What the kind of a rule's surest fix means for whoever runs it. */
export const FIX_SAFETY = {
  safe: '`--fix` makes it unattended, and so does an editor: it changes nothing that an author means. Where a case leaves a choice, there is a suggestion instead.',
  unsafe: 'It may change what the project does: `--unsafe-fixes` makes it, `--fix` does not, and editors show it as a suggestion.',
  manual: 'Something in it is left for a person to fill in or to decide: editors show it as a suggestion, no flag makes it.',
  none: 'There is none: the cure is a decision that the project does not tell.',
};

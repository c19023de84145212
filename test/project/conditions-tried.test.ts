import fc from 'fast-check';
import { expect, it } from 'vitest';

import { extractTemplate } from '../../src/facts/template/extract.js';
import { branchWords } from '../../src/project/condition-words.js';
import { createScope } from '../../src/project/template-scope.js';

type Values = Readonly<Record<string, string>>;

/** A condition as written, and what it comes to for given parameters. */
interface Written {
  readonly text: string;
  readonly holds: (values: Values) => boolean;
}

/** What a parameter without `AllowedValues` is tried with: all that is written, and two values that are not. */
const WORDS = ['a', 'b', 'c', 'y', 'z'];
const PARAMETERS: Readonly<Record<string, readonly string[]>> = { Open: WORDS, Other: WORDS, Two: ['a', 'b'], Three: ['a', 'b', 'c'] };
const MAPPED: Values = { a: 'b', b: 'c', c: 'b' };

const parameter = fc.constantFrom('Open', 'Other', 'Two', 'Three');
const word = fc.constantFrom('a', 'b', 'c');

const { condition } = fc.letrec<{ condition: Written }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.tuple(parameter, word).map(([name, text]): Written => ({ text: `!Equals [!Ref ${name}, ${text}]`, holds: (values) => values[name] === text })),
    fc.tuple(parameter, parameter).map(([one, other]): Written => ({ text: `!Equals [!Ref ${one}, !Ref ${other}]`, holds: (values) => values[one] === values[other] })),
    fc.tuple(fc.constantFrom('Two', 'Three'), word).map(([name, text]): Written => ({ text: `!Equals [!FindInMap [Words, !Ref ${name}, next], ${text}]`, holds: (values) => MAPPED[values[name] ?? ''] === text })),
    tie('condition').map(({ text, holds }): Written => ({ text: `!Not [${text}]`, holds: (values) => !holds(values) })),
    fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((parts): Written => ({ text: `!And [${parts.map(({ text }) => text).join(', ')}]`, holds: (values) => parts.every(({ holds }) => holds(values)) })),
    fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((parts): Written => ({ text: `!Or [${parts.map(({ text }) => text).join(', ')}]`, holds: (values) => parts.some(({ holds }) => holds(values)) })),
  ),
}));

function* assignments(names: readonly string[]): Generator<Values> {
  const [name, ...rest] = names;
  if (name === undefined) yield {};
  else for (const values of assignments(rest)) for (const value of PARAMETERS[name] ?? []) yield { ...values, [name]: value };
}

const ALL = [...assignments(Object.keys(PARAMETERS))];

it('says of two conditions together what trying all values says', () => {
  fc.assert(
    fc.property(condition, condition, fc.boolean(), fc.boolean(), (a, b, first, second) => {
      const { facts } = extractTemplate('template.yaml', `Parameters:
  Open: { Type: String }
  Other: { Type: String }
  Two: { Type: String, AllowedValues: [a, b] }
  Three: { Type: String, AllowedValues: [a, b, c] }
Mappings: { Words: { a: { next: b }, b: { next: c }, c: { next: b } } }
Conditions: { A: ${a.text}, B: ${b.text} }
Resources: { Jobs: { Type: AWS::SQS::Queue } }
`);
      if (!facts) throw new Error('no template');
      const isPossible = ALL.some((values) => a.holds(values) === first && b.holds(values) === second);
      expect(createScope(facts).conditions.canHold(branchWords('A', first), branchWords('B', second))).toBe(isPossible);
    }),
    { numRuns: 400, seed: 1 },
  );
});

import { all, lowerCase, not, some } from './gapped-text.js';
import type { Certainty, GappedText } from './gapped-text.js';
import { matchText } from './match.js';
import type { PatternKind } from './pattern.js';
import type { Condition, RequestContext } from './statement.js';

interface Comparison {
  readonly kind: PatternKind;
  readonly ignoresCase: boolean;
}

/** Operators that are understood, in lower case, without `IfExists` and without their negated forms. */
const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([
  ['stringequals', { kind: 'equal', ignoresCase: false }],
  ['stringequalsignorecase', { kind: 'equal', ignoresCase: true }],
  ['stringlike', { kind: 'like', ignoresCase: false }],
  ['arnequals', { kind: 'arn', ignoresCase: false }],
  ['arnlike', { kind: 'arn', ignoresCase: false }],
  ['bool', { kind: 'equal', ignoresCase: true }],
]);

interface Operator {
  readonly comparison: Comparison;
  readonly isNegated: boolean;
  readonly ifExists: boolean;
  /** Over a key with several values. */
  readonly set: 'any' | 'all' | undefined;
}

/** Whether all conditions of a statement hold for a request. */
export function conditionsHold(conditions: readonly Condition[] | 'unknown', context: RequestContext): Certainty {
  return conditions === 'unknown' ? 'maybe' : all(conditions.map((condition) => conditionHolds(condition, context)));
}

function conditionHolds({ operator, key, values }: Condition, context: RequestContext): Certainty {
  const actual = context.get(key.toLowerCase());
  if (!actual) return 'maybe';
  if (operator.toLowerCase() === 'null') return isNull(values, actual.length === 0);
  const known = readOperator(operator);
  if (!known || values.length === 0) return 'maybe';
  if (actual.length === 0) return known.ifExists || known.isNegated || known.set === 'all' ? absent(known) : 'no';
  const compare = (value: GappedText): Certainty => compared(known, values, value);
  if (known.set === 'any') return some(actual.map(compare));
  if (known.set === 'all') return all(actual.map(compare));
  const [single, ...others] = actual;
  return single && others.length === 0 ? compare(single) : 'maybe';
}

/** `ForAnyValue` over nothing holds for no value, however it compares; only `IfExists` lets it pass. */
function absent({ set, ifExists }: Operator): Certainty {
  return set === 'any' && !ifExists ? 'no' : 'yes';
}

function isNull(values: readonly GappedText[], isAbsent: boolean): Certainty {
  return some(values.map((value) => {
    const text = value.length === 1 && typeof value[0] === 'string' ? value[0].toLowerCase() : undefined;
    if (text !== 'true' && text !== 'false') return 'maybe';
    return (text === 'true') === isAbsent ? 'yes' : 'no';
  }));
}

function readOperator(text: string): Operator | undefined {
  const [, set, name = '', ifExists] = /^(?:for(any|all)values?:)?([a-z]*?)(ifexists)?$/.exec(text.toLowerCase()) ?? [];
  const plain = COMPARISONS.has(name) ? name : name.replace(/^(string|arn)not/, '$1');
  const comparison = COMPARISONS.get(plain);
  return comparison && { comparison, isNegated: plain !== name, ifExists: ifExists !== undefined, set: set === 'any' || set === 'all' ? set : undefined };
}

/** One value of the request against those of the condition: one match is enough, and for a negated operator one too many. */
function compared({ comparison: { kind, ignoresCase }, isNegated }: Operator, values: readonly GappedText[], actual: GappedText): Certainty {
  const matched = some(values.map((value) => (ignoresCase ? matchText(lowerCase(value), lowerCase(actual), kind) : matchText(value, actual, kind))));
  return isNegated ? not(matched) : matched;
}

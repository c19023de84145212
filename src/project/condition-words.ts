/** That a condition has an outcome, or a parameter a certain value. */
export interface Assumption {
  readonly name: string;
  readonly outcome: boolean | string;
}

/** What qualifies a value in a message is words: "by default", "when 'IsProd' is true", "by default when 'A' is true and 'Stage' is 'test'". */
interface Qualification {
  /** Where the value of a parameter comes from: "by default", "in environment 'prod'". */
  readonly origin: string | undefined;
  readonly conditions: readonly string[];
}

const NO_CONDITIONS: readonly string[] = [];

/** Branches in branches ask for the same words again and again: the last few thousand are kept. */
const MAX_PARSED = 5000;
const parsed = new Map<string | undefined, Qualification>([[undefined, { origin: undefined, conditions: NO_CONDITIONS }]]);

function parse(words: string | undefined): Qualification {
  const known = parsed.get(words);
  if (known || words === undefined) return known ?? { origin: undefined, conditions: NO_CONDITIONS };
  const read = { origin: /^(?:by default|in environment '[^']*')/.exec(words)?.[0], conditions: words.match(/'[^']*' is (?:true|false|'[^']*')/g) ?? NO_CONDITIONS };
  if (parsed.size > MAX_PARSED) parsed.clear();
  parsed.set(words, read);
  return read;
}

/** The words for a branch of `Fn::If`. */
export function branchWords(condition: string, outcome: boolean): string {
  return `when '${condition}' is ${String(outcome)}`;
}

/** The words for a value that a parameter may have; undefined where quotes in it would make them ambiguous. */
export function valueWords(parameter: string, value: string): string | undefined {
  return value.includes("'") ? undefined : `when '${parameter}' is '${value}'`;
}

/** What the words suppose. */
export function assumptionsOf(words: string | undefined): readonly Assumption[] {
  return parse(words).conditions.flatMap((condition): Assumption[] => {
    const [, name, outcome] = /^'([^']*)' is (.*)$/.exec(condition) ?? [];
    if (name === undefined || outcome === undefined) return [];
    return [{ name, outcome: outcome.startsWith("'") ? outcome.slice(1, -1) : outcome === 'true' }];
  });
}

/** Joins the words of a value with those of what is around it; undefined where neither says anything. */
export function bothWords(outer: string | undefined, inner: string | undefined): string | undefined {
  if (outer === undefined || inner === undefined || outer === inner) return outer ?? inner;
  const [a, b] = [parse(outer), parse(inner)];
  return write({ origin: a.origin ?? b.origin, conditions: [...new Set([...a.conditions, ...b.conditions])] });
}

function write({ origin, conditions }: Qualification): string | undefined {
  const words = [...(origin === undefined ? [] : [origin]), ...(conditions.length > 0 ? [`when ${conditions.join(' and ')}`] : [])];
  return words.length > 0 ? words.join(' ') : undefined;
}

/** Gives words without outcomes that go without saying: those of which the opposite cannot be. Each outcome is asked about once. */
export function withoutImplied(canBe: (words: string) => boolean): (words: string | undefined) => string | undefined {
  const known = new Map<string, boolean>();
  const isOpen = (condition: string): boolean => {
    const answer = known.get(condition) ?? assumptionsOf(condition).every(({ name, outcome }) => typeof outcome === 'string' || canBe(branchWords(name, !outcome)));
    known.set(condition, answer);
    return answer;
  };
  return (words) => {
    if (words === undefined) return undefined;
    const { origin, conditions } = parse(words);
    const open = conditions.filter(isOpen);
    return write({ origin, conditions: open });
  };
}

/**
 * Whether the words leave it open that both hold: a branch for 'A' within the other branch of 'A' is never taken. What the
 * conditions themselves say is not asked; `Conditions.canHold` does.
 */
export function canBothHold(outer: string | undefined, inner: string | undefined): boolean {
  if (outer === undefined || inner === undefined || outer === inner) return true;
  const known = assumptionsOf(inner);
  return !assumptionsOf(outer).some((one) => known.some((other) => contradicts(one, other)));
}

function contradicts(a: Assumption, b: Assumption): boolean {
  return a.name === b.name && typeof a.outcome === typeof b.outcome && a.outcome !== b.outcome;
}

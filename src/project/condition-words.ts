/** What qualifies a value in a message is words: "by default", "when 'IsProd' is true", "by default when 'A' is true and 'B' is false". */
interface Qualification {
  readonly isDefault: boolean;
  readonly conditions: readonly string[];
}

function parse(words: string | undefined): Qualification {
  const conditions = words?.split(/^(?:by default ?)?(?:when )?/)[1]?.split(' and ') ?? [];
  return { isDefault: words?.startsWith('by default') === true, conditions: conditions.filter((condition) => condition !== '') };
}

/** The words for a branch of `Fn::If`. */
export function branchWords(condition: string, outcome: boolean): string {
  return `when '${condition}' is ${String(outcome)}`;
}

/** Joins the words of a value with those of what is around it; undefined where neither says anything. */
export function bothWords(outer: string | undefined, inner: string | undefined): string | undefined {
  const [a, b] = [parse(outer), parse(inner)];
  const conditions = [...new Set([...a.conditions, ...b.conditions])];
  const words = [...(a.isDefault || b.isDefault ? ['by default'] : []), ...(conditions.length > 0 ? [`when ${conditions.join(' and ')}`] : [])];
  return words.length > 0 ? words.join(' ') : undefined;
}

/** Whether the two can hold at once: a branch for 'A' within the other branch of 'A' is never taken. */
export function canBothHold(outer: string | undefined, inner: string | undefined): boolean {
  const { conditions } = parse(inner);
  return !parse(outer).conditions.some((condition) => conditions.includes(opposite(condition)));
}

function opposite(condition: string): string {
  return condition.endsWith(' is true') ? condition.replace(/true$/, 'false') : condition.replace(/false$/, 'true');
}

/** Names, values and signs of the conditions that DynamoDB knows. */
const TOKEN = /[#:]?[\w.-]+|<=|>=|<>|[=<>(),]/g;

/**
 * The attributes that a key condition says to be equal to a value: `customer` in `#c = :c AND placedAt > :day`. Undefined where it cannot be told.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 */
export function equalIn(condition: string, nameOf: (alias: string) => string | undefined): ReadonlySet<string> | undefined {
  const tokens = condition.match(TOKEN) ?? [];
  if (tokens.join('') !== condition.replaceAll(/\s/g, '')) return undefined;
  const found = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if (token !== '=') continue;
    for (const side of [tokens[index - 1], tokens[index + 1]]) {
      if (side === undefined || side.startsWith(':')) continue;
      const name = side.startsWith('#') ? nameOf(side) : side;
      if (name === undefined) return undefined;
      found.add(name);
    }
  }
  return found;
}

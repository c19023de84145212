// Values as TypeScript source, for the modules that scripts/data.mjs writes.

/** A value as TypeScript source on one line: single quotes, bare keys where the language allows them. */
export function literal(value) {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (value === null || typeof value !== 'object') return String(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return entries.length === 0 ? '{}' : `{ ${entries.map(([key, inner]) => `${property(key)}: ${literal(inner)}`).join(', ')} }`;
}

export function quote(text) {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}

export function property(name) {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name);
}

/** A list or the entries of a map, one element per line. */
export function rows(values) {
  return values.map((value) => `  ${literal(value)},\n`).join('');
}

/** Strings in lines of readable length, for sets and long lists. */
export function wrapped(strings) {
  const lines = [];
  for (const text of strings.map(quote)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + text.length < 116) lines[lines.length - 1] = `${last} ${text},`;
    else lines.push(`${text},`);
  }
  return lines.map((line) => `  ${line}\n`).join('');
}

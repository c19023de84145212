/** Names and values as `sam deploy --parameter-overrides` takes them. */
export type Overrides = ReadonlyMap<string, string>;

const WORD = String.raw`"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'`;
const VALUE = String.raw`(${WORD}|(?:\\.|[^ "\\])+)`;
/** Source: aws-sam-cli samcli/cli/types.py, CfnParameterOverridesType. */
const PAIRS = [new RegExp(String.raw`ParameterKey=([A-Za-z0-9"']+),ParameterValue=${VALUE}`, 'g'), new RegExp(String.raw`(?<=\s)([A-Za-z0-9"']+)=${VALUE}`, 'g')];

/**
 * What a samconfig gives under `parameter_overrides`: one text, a list of them, or a table; undefined for anything else. A file
 * that is named instead (`file://`) is not read.
 */
export function readOverrides(written: unknown): Overrides | undefined {
  if (typeof written === 'string') return fromText(written);
  if (Array.isArray(written)) {
    const parts = written.map(readOverrides);
    return parts.every((part) => part !== undefined) ? new Map(parts.flatMap((part) => [...part])) : undefined;
  }
  if (typeof written !== 'object' || written === null) return undefined;
  return new Map(Object.entries(written).flatMap(([name, value]) => {
    const text = toText(value);
    return text === undefined ? [] : [[name, text] as const];
  }));
}

function fromText(text: string): Overrides | undefined {
  if (text.trim() === '') return new Map();
  for (const pattern of PAIRS) {
    const found = [...` ${text}`.matchAll(pattern)].map(([, name = '', value = '']) => [unquoted(name), unquoted(value)] as const);
    if (found.length > 0) return new Map(found);
  }
  return undefined;
}

function unquoted(text: string): string {
  const inner = /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
  return inner.replace(/\\([ "'])/g, '$1');
}

/** The items of a list are joined, as for a parameter that takes one. */
function toText(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const items = value.map(toText);
    return items.includes(undefined) ? undefined : items.join(',');
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : undefined;
}

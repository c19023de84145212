/** A version as numbers; what is left out is zero. */
type Version = readonly [major: number, minor: number, patch: number];
/** From `low` on, up to but not `high`; no `high` is no end. */
interface Interval {
  readonly low: Version;
  readonly high: Version | undefined;
}

const ALL: Interval = { low: [0, 0, 0], high: undefined };

/**
 * Whether some version of a release line may be in a range, as npm (`>=18 <21 || ^22.1`), PEP 440 (`>=3.9,<4`), Poetry or a version
 * manager (`v18`, `3.11.4`) write it; undefined for what is not understood. A line is a major version of Node.js or a minor one of Python.
 */
export function mayInclude(range: string, line: string, isPython = line.includes('.')): boolean | undefined {
  const lines = partial(line);
  if (!lines) return undefined;
  const wanted = range.split('||').map((part) => conjunction(part.trim(), isPython));
  if (wanted.some((one) => one === undefined)) return undefined;
  return wanted.some((one) => one !== undefined && overlap(one, lines) !== undefined);
}

/** Everything between commas or blanks holds at once. */
function conjunction(text: string, isPython: boolean): Interval | undefined {
  const hyphen = /^(\S+)\s+-\s+(\S+)$/.exec(text);
  if (hyphen) return combine([comparator('>=', hyphen[1] ?? '', isPython), comparator('<=', hyphen[2] ?? '', isPython)]);
  const parts = text.replaceAll(/(?<=[<>=~^!])\s+/g, '').split(/[\s,]+/).filter((part) => part !== '');
  return combine(parts.map((part) => {
    const [, operator = '', version = ''] = /^(===|==|=|!=|>=|<=|>|<|~=|~>|~|\^)?(.*)$/.exec(part) ?? [];
    return comparator(operator, version, isPython);
  }));
}

/** No version at all is in two that do not meet: an interval that is empty. */
function combine(intervals: readonly (Interval | undefined)[]): Interval | undefined {
  let whole: Interval = ALL;
  for (const one of intervals) {
    if (!one) return undefined;
    whole = overlap(whole, one) ?? { low: [0, 0, 0], high: [0, 0, 0] };
  }
  return whole;
}

function comparator(operator: string, text: string, isPython: boolean): Interval | undefined {
  if (text === '' && operator !== '') return undefined;
  const span = partial(text);
  if (!span) return undefined;
  const { low, high } = span;
  switch (operator) {
    case '>=':
      return { low, high: undefined };
    case '>':
      // To npm `>18` begins behind all of 18, to Python `>3.11` behind 3.11.0: peps.python.org/pep-0440, exclusive ordered comparison.
      if (isPython && high && numbers(text).length < 3) return { low, high: undefined };
      return high ? { low: high, high: undefined } : undefined;
    case '<':
      return { low: ALL.low, high: low };
    case '<=':
      return { low: ALL.low, high };
    case '!=':
      // What one patch leaves of a line is still that line.
      return isExact(text) ? ALL : undefined;
    case '^':
      return { low, high: caretEnd(text, low) };
    case '~': case '~>':
      return { low, high: numbers(text).length >= 2 ? [low[0], low[1] + 1, 0] : high };
    case '~=':
      return numbers(text).length < 2 ? undefined : { low, high: numbers(text).length === 2 ? [low[0] + 1, 0, 0] : [low[0], low[1] + 1, 0] };
    default:
      return span;
  }
}

function caretEnd(text: string, [major, minor, patch]: Version): Version {
  if (major > 0) return [major + 1, 0, 0];
  if (minor > 0) return [0, minor + 1, 0];
  return numbers(text).length >= 3 ? [0, 0, patch + 1] : [1, 0, 0];
}

/** `18`, `18.x` and `18.*` are all of 18; three numbers are one version. Previews are taken for what they lead to. */
function partial(text: string): Interval | undefined {
  if (/^(?:\*|x|X)?$/.test(text)) return ALL;
  if (!/^v?\d+(?:\.\d+){0,2}(?:\.[xX*])*(?:-[\w.]+)?$/.test(text)) return undefined;
  const [major = 0, minor, patch] = numbers(text);
  if (minor === undefined) return { low: [major, 0, 0], high: [major + 1, 0, 0] };
  return patch === undefined ? { low: [major, minor, 0], high: [major, minor + 1, 0] } : { low: [major, minor, patch], high: [major, minor, patch + 1] };
}

function isExact(text: string): boolean {
  return numbers(text).length === 3 && !/[xX*]/.test(text);
}

function numbers(text: string): readonly number[] {
  return text.replace(/^v/, '').replace(/-[^]*/, '').split('.').filter((part) => /^\d+$/.test(part)).map(Number);
}

function overlap(a: Interval, b: Interval): Interval | undefined {
  const low = compare(a.low, b.low) >= 0 ? a.low : b.low;
  const high = a.high && b.high ? (compare(a.high, b.high) <= 0 ? a.high : b.high) : (a.high ?? b.high);
  return high === undefined || compare(low, high) < 0 ? { low, high } : undefined;
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

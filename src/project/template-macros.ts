import type { ListValue, MapEntry, MapValue, ScalarValue, Span, TemplateValue } from '../facts/model.js';

/**
 * What cfn-include's functions make of values, every part keeping its place. They run before deployment, so they are
 * written out as if their result had been written. Source: npm cfn-include 1.5.0, index.js.
 */

/** A sequence longer than this is a mistake. */
const MAX_SEQUENCE = 10_000;

/** The entries of a map; a map with nothing but a function's key reads like a call. */
export function entriesOf(value: TemplateValue): readonly MapEntry[] | undefined {
  if (value.kind === 'map') return value.entries;
  if (value.kind !== 'call') return undefined;
  const { name, argument, start, file } = value;
  return [{ key: name, keyStart: start, keyEnd: start + name.length, value: argument, ...(file === undefined ? {} : { file }) }];
}

/** The entries as a value again. */
export function mapOfEntries(entries: readonly MapEntry[], place: Span): TemplateValue {
  const [only] = entries;
  if (only && entries.length === 1 && (only.key === 'Ref' || only.key.startsWith('Fn::'))) return { kind: 'call', name: only.key, argument: only.value, ...placeOf(place) };
  return { kind: 'map', entries, ...placeOf(place) };
}

/** The second map's entries where the first has none of the name. */
export function withDefaults(own: readonly MapEntry[], defaults: readonly MapEntry[]): readonly MapEntry[] {
  return [...own, ...defaults.filter(({ key }) => !own.some((entry) => entry.key === key))];
}

/** Maps are merged, lists item by item, of anything else the later one counts. */
export function mergeValues(first: TemplateValue, second: TemplateValue): TemplateValue {
  if (first.kind === 'map' && second.kind === 'map') return mergeMaps(first, second, mergeValues);
  if (first.kind !== 'list' || second.kind !== 'list') return second;
  const merged = second.items.map((item, index) => {
    const below = first.items[index];
    return below ? mergeValues(below, item) : item;
  });
  return { ...first, items: [...merged, ...first.items.slice(second.items.length)] };
}

/** Maps are merged, lists joined, of anything else the later one counts. */
export function deepMergeValues(first: TemplateValue, second: TemplateValue): TemplateValue {
  if (first.kind === 'map' && second.kind === 'map') return mergeMaps(first, second, deepMergeValues);
  return first.kind === 'list' && second.kind === 'list' ? { ...first, items: [...first.items, ...second.items] } : second;
}

function mergeMaps(first: MapValue, second: MapValue, merge: (first: TemplateValue, second: TemplateValue) => TemplateValue): MapValue {
  const merged = new Map(first.entries.map((entry) => [entry.key, entry]));
  for (const entry of second.entries) {
    const below = merged.get(entry.key);
    merged.set(entry.key, below ? { ...entry, value: merge(below.value, entry.value) } : entry);
  }
  return { ...first, entries: [...merged.values()] };
}

/** Lists in the list are replaced by their items, one level deep. */
export function flattenList(list: ListValue): ListValue {
  return { ...list, items: list.items.flatMap((item) => (item.kind === 'list' ? item.items : [item])) };
}

/** `[start, stop, step]` of numbers, or of single letters. */
export function sequence(list: ListValue): ListValue | undefined {
  const [first, last, step] = list.items.map((item) => (item.kind === 'scalar' ? item.text : undefined));
  if (first === undefined || last === undefined) return undefined;
  const by = Number(step ?? 1);
  const isLetters = !/^-?\d+$/.test(first);
  const [start, stop] = isLetters ? [first.charCodeAt(0), last.charCodeAt(0)] : [Number(first), Number(last)];
  const length = Math.floor((stop - start) / by) + 1;
  if (!Number.isFinite(length) || length < 0 || length > MAX_SEQUENCE) return undefined;
  const numbers = Array.from({ length }, (_, index) => start + index * by);
  return { ...list, items: numbers.map((number) => textAt(isLetters ? String.fromCharCode(number) : String(number), list)) };
}

export function textAt(text: string, place: Span): ScalarValue {
  return { kind: 'scalar', text, quoted: true, ...placeOf(place) };
}

/** What placeholders of `Fn::Map` stand for. */
export type Placeholders = ReadonlyMap<string, TemplateValue>;

/**
 * Fills in placeholders: a text that is nothing but one becomes the value, with the place where that is written; `${name}`
 * within a text becomes its text, and `_` is known as a whole text only. What an inner `Fn::Map` repeats is filled in by that.
 */
export function fillPlaceholders(value: TemplateValue, names: Placeholders, note: () => void): TemplateValue {
  if (names.size === 0) return value;
  note();
  switch (value.kind) {
    case 'scalar':
      return fillText(value, names);
    case 'list':
      return { ...value, items: value.items.map((item) => fillPlaceholders(item, names, note)) };
    case 'map':
      return { ...value, entries: value.entries.map((entry) => ({ ...entry, key: fillKey(entry.key, names), value: entry.key === 'Fn::Map' ? entry.value : fillPlaceholders(entry.value, names, note) })) };
    case 'call':
      return value.name === 'Fn::Map' ? value : { ...value, argument: fillPlaceholders(value.argument, names, note) };
    case 'opaque':
      return value;
  }
}

function fillText(value: ScalarValue, names: Placeholders): TemplateValue {
  const whole = names.get(value.text);
  if (whole) return whole;
  const text = fillKey(value.text, names);
  return text === value.text ? value : { ...value, text };
}

function fillKey(key: string, names: Placeholders): string {
  const whole = names.get(key);
  if (whole?.kind === 'scalar') return whole.text;
  let text = key;
  for (const [name, value] of names) if (name !== '_' && value.kind === 'scalar') text = text.replaceAll(`\${${name}}`, () => value.text);
  return text;
}

function placeOf({ start, end, file }: Span): Span {
  return file === undefined ? { start, end } : { start, end, file };
}

import type { Span } from '../facts/model.js';

const HEADER = /^[ \t]*\[[^[\]"',=\n]+\][ \t]*(?:#.*)?$/m;

/**
 * Where a samconfig gives a parameter its value. The TOML reader tells no places: the usual ways to write it are looked for in
 * the text. Else it is the key `parameter_overrides`, or the start of the file.
 */
export function overridePlace(text: string, section: readonly string[], name: string, value: string): Span {
  const table = sectionAt(text, [...section, 'parameter_overrides']);
  if (table) return valueIn(text, table, name, value) ?? { start: table.start, end: table.start };
  const around = sectionAt(text, section);
  const key = around && /^[ \t]*parameter_overrides\s*=/m.exec(text.slice(around.start, around.end));
  if (!around || !key) return { start: 0, end: 0 };
  const start = around.start + key.index + key[0].indexOf('parameter_overrides');
  return valueIn(text, { start: around.start + key.index + key[0].length, end: around.end }, name, value) ?? { start, end: start + 'parameter_overrides'.length };
}

/** The lines below the header of a table. */
function sectionAt(text: string, names: readonly string[]): Span | undefined {
  const header = new RegExp(String.raw`^[ \t]*\[\s*${names.map((name) => `["']?${escaped(name)}["']?`).join(String.raw`\s*\.\s*`)}\s*\].*$`, 'm').exec(text);
  if (!header) return undefined;
  const start = header.index + header[0].length;
  const next = text.slice(start).search(HEADER);
  return { start, end: next === -1 ? text.length : start + next };
}

function valueIn(text: string, { start, end }: Span, name: string, value: string): Span | undefined {
  const word = String.raw`(?:\\?["'])?${escaped(name)}(?:\\?["'])?`;
  const before = new RegExp(String.raw`(?:ParameterKey=${word},ParameterValue=|(?<![\w=,])${word}[ \t]*=[ \t]*)(?:\\?["'])?`).exec(text.slice(start, end));
  if (!before) return undefined;
  const at = start + before.index + before[0].length;
  const length = text.startsWith(value, at) ? value.length : (/^[^\s"'\\]*/.exec(text.slice(at, end))?.[0].length ?? 0);
  return { start: at, end: at + length };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

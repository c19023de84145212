import type { Written, WrittenMap } from '../../change.js';
import { isList, isPlainText } from './canonical.js';
import type { Style } from './style.js';

const SHORT = new Set(['Ref', 'Fn::GetAtt', 'Fn::Sub']);

/** Only behind a tag the attribute may be written with a dot. */
function entriesOf(value: WrittenMap): readonly (readonly [string, Written])[] {
  return Object.entries(value).map(([key, one]) => {
    const dot = key === 'Fn::GetAtt' && typeof one === 'string' ? one.indexOf('.') : -1;
    return dot > 0 && typeof one === 'string' ? [key, [one.slice(0, dot), one.slice(dot + 1)]] : [key, one];
  });
}

/** A value on one line: within braces and brackets, or a scalar or a call with a tag. */
export function flowText(value: Written, style: Style, isWithin: boolean): string {
  if (typeof value === 'string') return scalarText(value, style, isWithin);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isList(value)) return value.length === 0 ? '[]' : `[${value.map((item) => flowText(item, style, true)).join(', ')}]`;
  const tagged = taggedText(value, style, isWithin);
  if (tagged !== undefined) return tagged;
  const entries = entriesOf(value).map(([key, one]) => `${scalarText(key, style, true)}: ${flowText(one, style, true)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** A value over several lines in braces and brackets, as JSON is mostly written; `indent` is that of its last line. */
export function spreadText(value: Written, style: Style, indent: number): string {
  if (typeof value !== 'object' || Object.keys(value).length === 0 || (!isList(value) && taggedText(value, style, true) !== undefined)) return flowText(value, style, true);
  const inner = `${style.lineEnd}${' '.repeat(indent + style.unit)}`;
  const outer = `${style.lineEnd}${' '.repeat(indent)}`;
  if (isList(value)) return `[${inner}${value.map((item) => spreadText(item, style, indent + style.unit)).join(`,${inner}`)}${outer}]`;
  const entries = entriesOf(value).map(([key, one]) => `${scalarText(key, style, true)}: ${spreadText(one, style, indent + style.unit)}`);
  return `{${inner}${entries.join(`,${inner}`)}${outer}}`;
}

/** The lines of an entry of a block, each without its indentation by `indent`. */
export function entryLines(key: string, value: Written, style: Style): readonly string[] {
  const name = scalarText(key, style, false);
  if (!isBlock(value, style)) return [`${name}: ${flowText(value, style, false)}`];
  const indent = ' '.repeat(isList(value) ? style.listIndent : style.unit);
  return [`${name}:`, ...blockLines(value, style).map((line) => `${indent}${line}`)];
}

export function itemLines(value: Written, style: Style): readonly string[] {
  if (!isBlock(value, style)) return [`- ${flowText(value, style, false)}`];
  return blockLines(value, style).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`);
}

/** A list or map over several lines. */
export function blockLines(value: Written, style: Style): readonly string[] {
  if (typeof value !== 'object') return [flowText(value, style, false)];
  if (isList(value)) return value.flatMap((item) => itemLines(item, style));
  return entriesOf(value).flatMap(([key, one]) => entryLines(key, one, style));
}

/** Whether it takes lines of its own. */
export function isBlock(value: Written, style: Style): boolean {
  if (typeof value !== 'object' || Object.keys(value).length === 0) return false;
  return isList(value) || taggedText(value, style, false) === undefined;
}

function taggedText(value: WrittenMap, style: Style, isWithin: boolean): string | undefined {
  const [[name, argument] = [], other] = Object.entries(value);
  if (!style.hasTags || name === undefined || other || !SHORT.has(name) || typeof argument !== 'string') return undefined;
  return `!${name.replace('Fn::', '')} ${scalarText(argument, style, isWithin)}`;
}

/** Without quotes only where no reader could take it for something else. */
export function scalarText(text: string, style: Style, isWithin: boolean): string {
  if (style.isJson) return JSON.stringify(text);
  const isSafe = /^[A-Za-z_/$][\w$./:@+=*{}-]*$/.test(text) && !text.endsWith(':') && isPlainText(text);
  if (isSafe && !(isWithin && /[{}*]|:(?![\w:])/.test(text))) return text;
  return quotedText(text, style.quote);
}

export function quotedText(text: string, quote: "'" | '"'): string {
  if (quote === '"' || /[\n\r\t]/.test(text)) return JSON.stringify(text);
  return `'${text.replaceAll("'", "''")}'`;
}

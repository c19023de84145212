import type { Written } from '../../change.js';
import type { YamlList, YamlMap, YamlNode } from '../../source/yaml.js';
import { columnOf, lineEnd, lineStart } from './style.js';
import type { Style } from './style.js';
import type { TextEdit } from './text-edit.js';
import { entryLines, flowText, isBlock, blockLines, itemLines, scalarText, spreadText } from './written-text.js';

/** What is put into a collection: an entry of a map or an item of a list. */
export type Addition = { readonly key: string; readonly value: Written } | { readonly value: Written };

/** The edits that put something behind a member of a collection, or into an empty one. */
export function insertInto(node: YamlMap | YamlList, behind: YamlNode | undefined, added: Addition, text: string, style: Style): readonly TextEdit[] | undefined {
  if (text[node.start] === '{' || text[node.start] === '[') return insertIntoFlow(node, behind, added, text, style);
  if (!behind) return undefined;
  const indent = ' '.repeat(columnOf(text, node.start) - (isOpeningQuote(text, node.start) ? 1 : 0));
  const lines = 'key' in added ? entryLines(added.key, added.value, style) : itemLines(added.value, style);
  const at = endOfLines(behind, text);
  const gap = 'key' in added && isSpaced(node, text) ? [''] : [];
  return [{ start: at, end: at, text: [...gap, ...lines.map((line) => indent + line)].map((line) => style.lineEnd + line).join('') }];
}

/** Where the last line of a node ends, a comment at its end included. */
function endOfLines(node: YamlNode, text: string): number {
  const last = lastContent(node, text);
  return lineEnd(text, last);
}

/** Behind the last character that is no blank. A block of text ends with blank lines that may belong to it: an edit that changes it is found out. */
function lastContent({ start, end }: YamlNode, text: string): number {
  let at = end;
  while (at > start && /\s/.test(text[at - 1] ?? '')) at--;
  return at;
}

/** A blank line stands between its entries, as between the resources of most templates. */
function isSpaced(node: YamlMap | YamlList, text: string): boolean {
  if (node.kind === 'list' || node.entries.length < 2) return false;
  const isWide = spaced.get(node) ?? node.entries.every(({ key }, index) => index === 0 || /\n[ \t]*\r?\n(?:[ \t]*#.*\n)*[ \t]*["']?$/.test(text.slice(Math.max(0, key.start - 2000), key.start)));
  spaced.set(node, isWide);
  return isWide;
}

/** Of a map that many entries are added to, it is asked for each. */
const spaced = new WeakMap<YamlMap, boolean>();

function insertIntoFlow(node: YamlMap | YamlList, behind: YamlNode | undefined, added: Addition, text: string, style: Style): readonly TextEdit[] {
  const members = node.kind === 'map' ? node.entries.map(({ key }) => key) : node.items;
  const first = members[0];
  const isSpread = first !== undefined && text.slice(node.start, first.start).includes('\n');
  if (!first || !behind) return [{ start: node.start, end: node.end, text: onlyMember(added, text, node, style) }];
  if (!isSpread) return [{ start: outerEnd(behind, text), end: outerEnd(behind, text), text: `, ${memberText(added, style, false, 0)}` }];
  const indent = columnOf(text, first.start) - (isOpeningQuote(text, first.start) ? 1 : 0);
  const line = `${style.lineEnd}${' '.repeat(indent)}${memberText(added, style, true, indent)}`;
  const end = outerEnd(behind, text);
  const hasComma = text[end] === ',';
  const comment = /^,?[ \t]*#[^\r\n]*/.exec(text.slice(end));
  // A comment stays with what it stands beside.
  if (comment && !style.isJson) return [...(hasComma ? [] : [{ start: end, end, text: ',' }]), { start: end + comment[0].length, end: end + comment[0].length, text: hasComma ? `${line},` : line }];
  return [{ start: end, end, text: `,${line}` }];
}

function onlyMember(added: Addition, text: string, node: YamlMap | YamlList, style: Style): string {
  const indent = /^[ \t]*/.exec(text.slice(lineStart(text, node.start)))?.[0].length ?? 0;
  const whole: Written = 'key' in added ? { [added.key]: added.value } : [added.value];
  return style.isJson ? spreadText(whole, style, indent) : flowText(whole, style, true);
}

function memberText(added: Addition, style: Style, isSpread: boolean, indent: number): string {
  const value = isSpread ? spreadText(added.value, style, indent) : flowText(added.value, style, true);
  return 'key' in added ? `${scalarText(added.key, style, true)}: ${value}` : value;
}

/** Instead of a single value, a list of it and more. */
export function insertBeside(node: YamlNode, key: YamlNode, values: readonly Written[], text: string, style: Style): readonly TextEdit[] | undefined {
  const [start, end] = [outerStart(node, text), outerEnd(node, text)];
  const own = text.slice(start, end);
  if (own.includes('\n')) return undefined;
  const isInFlow = style.isJson || !/^\s*(?:- +)*$/.test(text.slice(lineStart(text, key.start), outerStart(key, text)));
  if (isInFlow) return [{ start, end, text: `[${[own, ...values.map((value) => flowText(value, style, true))].join(', ')}]` }];
  const between = text.slice(outerEnd(key, text), start);
  if (!/^: +$/.test(between)) return undefined;
  const indent = style.lineEnd + ' '.repeat(columnOf(text, outerStart(key, text)) + style.listIndent);
  const behind = lineEnd(text, end);
  return [
    { start: start - between.length + 1, end: start, text: `${indent}- ` },
    { start: behind, end: behind, text: values.flatMap((value) => itemLines(value, style)).map((line) => indent + line).join('') },
  ];
}

/** Another value instead of a node; the quotes of a scalar stay. */
export function replaceNode(node: YamlNode, key: YamlNode | undefined, value: Written, text: string, style: Style): readonly TextEdit[] | undefined {
  const [start, end] = [outerStart(node, text), outerEnd(node, text)];
  const own = text.slice(start, end);
  if (/(?:^|\s)#/.test(own) && !style.isJson) return undefined;
  const isFlow = style.isJson || !key || !/^\s*(?:- +)*$/.test(text.slice(lineStart(text, key.start), outerStart(key, text))) || text[start] === '{' || text[start] === '[';
  if (isFlow) return [{ start, end, text: own.includes('\n') ? spreadText(value, style, lineIndent(text, end)) : flowText(value, style, key !== undefined) }];
  const between = text.slice(outerEnd(key, text), start);
  if (isBlock(value, style)) {
    const indent = style.lineEnd + ' '.repeat(columnOf(text, outerStart(key, text)) + (Array.isArray(value) ? style.listIndent : style.unit));
    return between.includes('#') ? undefined : [{ start: outerEnd(key, text) + 1, end: lastContent(node, text) > start ? Math.max(lastContent(node, text), end - 0) : end, text: blockLines(value, style).map((line) => indent + line).join('') }];
  }
  if (between.includes('\n')) return between.includes('#') ? undefined : [{ start: outerEnd(key, text) + 1, end, text: ` ${flowText(value, style, false)}` }];
  return [{ start, end, text: `${between.endsWith(':') ? ' ' : ''}${flowText(value, style, false)}` }];
}

function lineIndent(text: string, offset: number): number {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset)))?.[0].length ?? 0;
}

/** With its tag and its opening quote. */
export function outerStart(node: YamlNode, text: string): number {
  const start = isOpeningQuote(text, node.start) && node.kind === 'scalar' && node.quoted ? node.start - 1 : node.start;
  if (node.kind === 'alias' || node.tag === undefined) return start;
  const before = text.slice(0, start).trimEnd();
  return before.endsWith(node.tag) ? before.length - node.tag.length : start;
}

/** With its closing quote. */
export function outerEnd(node: YamlNode, text: string): number {
  return node.kind === 'scalar' && node.quoted && isOpeningQuote(text, node.start) && text[node.end] === text[node.start - 1] ? node.end + 1 : node.end;
}

function isOpeningQuote(text: string, start: number): boolean {
  return text[start - 1] === '"' || text[start - 1] === "'";
}

import type { YamlDocument, YamlEntry, YamlList, YamlMap, YamlNode } from '../../source/yaml.js';
import { outerEnd, outerStart } from './insertions.js';
import { isPlainMap, lastFrom } from './spot.js';
import { lineStart } from './style.js';
import type { TextEdit } from './text-edit.js';

/** Some members of a map or a list that stand one behind the other: text that reads by itself. */
export interface TemplatePart {
  readonly start: number;
  readonly end: number;
  /** The collection that holds them, with these alone. */
  readonly alone: YamlMap | YamlList;
  /** That collection where the part is what is done to it. */
  readonly changed: YamlMap | YamlList | undefined;
  /** In braces or brackets, as in JSON. */
  readonly isFlow: boolean;
  /** Those that stand here. */
  readonly edits: readonly TextEdit[];
}

/** What is done to a collection itself: its own members added or taken out. */
export type OwnEdits = ReadonlyMap<YamlNode, readonly TextEdit[]>;

/**
 * The least that edits stand in: what they make of a large template can be told by reading these alone. Undefined where an
 * edit stands elsewhere, or where anchors let one place mean something at another.
 */
export function partsAround(text: string, { root, anchors }: YamlDocument, edits: readonly TextEdit[], own: OwnEdits): readonly TemplatePart[] | undefined {
  return anchors.size === 0 && edits.length > 0 && root && isCollection(root) ? partsWithin(root, { text, end: text.length, edits, own }) : undefined;
}

function isCollection(node: YamlNode): node is YamlMap | YamlList {
  return node.kind === 'list' ? node.tag === undefined : isPlainMap(node);
}

interface Within {
  readonly text: string;
  /** Where what is behind the collection begins. */
  readonly end: number;
  readonly edits: readonly TextEdit[];
  readonly own: OwnEdits;
}

function partsWithin(holder: YamlMap | YamlList, within: Within): readonly TemplatePart[] | undefined {
  const members = membersOf(within.text, holder, within.end);
  const groups = groupsIn(members, within);
  const own = groups && ownGroup(members, groups, within.own.get(holder) ?? []);
  if (!groups || !own) return undefined;
  const parts: TemplatePart[] = [];
  for (const [index, edits] of groups) {
    if (index > own.from && index <= own.to) continue;
    const part = index === own.from ? partOf(members, own, holder) : partOf(members, { from: index, to: index, edits }, undefined);
    if (!part) return undefined;
    const value = part.changed ? undefined : members.values[index];
    const inner = value && isCollection(value) ? partsWithin(value, { ...within, end: part.end, edits }) : undefined;
    for (const one of inner ?? [part]) parts.push(one);
  }
  return parts;
}

/** Edits by the member that they stand in, in order; undefined where one stands in none. */
function groupsIn(members: Members, { text, edits }: Within): ReadonlyMap<number, readonly TextEdit[]> | undefined {
  const groups = new Map<number, TextEdit[]>();
  for (const edit of edits) {
    const index = memberAt(members, edit.start);
    const span = members.spans[index];
    if (!span || edit.end > span.end || (edit.start === span.end && !members.isFlow && span.end < text.length)) return undefined;
    const group = groups.get(index);
    if (group) group.push(edit);
    else groups.set(index, [edit]);
  }
  return groups;
}

/** Members from one to another one, and what stands in them. */
interface Group {
  readonly from: number;
  readonly to: number;
  readonly edits: readonly TextEdit[];
}

const NO_GROUP: Group = { from: -1, to: -1, edits: [] };

/** The members that what is done to their collection stands in: they are read together. */
function ownGroup(members: Members, groups: ReadonlyMap<number, readonly TextEdit[]>, own: readonly TextEdit[]): Group | undefined {
  // What is taken out leaves nothing that could be read alone.
  if (own.some(({ text }) => text === '')) return undefined;
  if (own.length === 0) return NO_GROUP;
  const places = own.map(({ start }) => memberAt(members, start));
  const from = places.reduce((one, other) => Math.min(one, other));
  const to = places.reduce((one, other) => Math.max(one, other));
  return groups.has(from) ? { from, to, edits: [...groups].flatMap(([index, edits]) => (index >= from && index <= to ? edits : [])) } : undefined;
}

function partOf({ holder, spans, isFlow }: Members, { from, to, edits }: Group, changed: TemplatePart['changed']): TemplatePart | undefined {
  const [opening, closing] = [spans[from], spans[to]];
  if (!opening || !closing) return undefined;
  const alone = holder.kind === 'map' ? { ...holder, entries: holder.entries.slice(from, to + 1) } : { ...holder, items: holder.items.slice(from, to + 1) };
  return { start: opening.start, end: closing.end, alone, changed, isFlow, edits };
}

interface TextSpan {
  readonly start: number;
  readonly end: number;
}

interface Members {
  readonly holder: YamlMap | YamlList;
  readonly isFlow: boolean;
  /** Where each begins, in order. */
  readonly starts: readonly number[];
  readonly spans: readonly (TextSpan | undefined)[];
  readonly values: readonly YamlNode[];
}

/** Of a document with many findings they are asked for by each. */
const known = new WeakMap<YamlNode, Members>();

function membersOf(text: string, holder: YamlMap | YamlList, end: number): Members {
  const members = known.get(holder) ?? findMembers(text, holder, end);
  known.set(holder, members);
  return members;
}

function findMembers(text: string, holder: YamlMap | YamlList, end: number): Members {
  const isFlow = '{['.includes(text[holder.start] ?? ' ');
  const entries = holder.kind === 'map' ? holder.entries : holder.items.map((value): YamlEntry => ({ key: value, value }));
  const values = entries.map(({ value }) => value);
  if (isFlow) return { holder, isFlow, starts: entries.map(({ key }) => outerStart(key, text)), spans: entries.map((entry) => flowSpan(text, entry)), values };
  const starts = entries.map(({ key }) => lineStart(text, key.start));
  const before = holder.kind === 'map' ? /^ *$/ : /^ *- *$/;
  const spans = entries.map(({ key }, index) => {
    const start = starts[index] ?? 0;
    return before.test(text.slice(start, outerStart(key, text))) ? { start, end: starts[index + 1] ?? end } : undefined;
  });
  return { holder, isFlow, starts, spans, values };
}

function flowSpan(text: string, { key, value }: YamlEntry): TextSpan | undefined {
  const end = outerEnd(value, text);
  const isClosed = value.kind === 'scalar' ? value.quoted : value.kind !== 'alias' && '}]'.includes(text[end - 1] ?? ' ');
  return isClosed ? { start: outerStart(key, text), end } : undefined;
}

/** The one that a place may be in; -1 before all of them. */
function memberAt({ starts }: Members, offset: number): number {
  return lastFrom(starts.length, offset, (index) => starts[index]);
}

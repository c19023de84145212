import type { YamlDocument, YamlEntry, YamlMap } from '../../source/yaml.js';
import { outerEnd, outerStart } from './insertions.js';
import { isPlainMap } from './spot.js';
import { lineStart } from './style.js';
import type { TextEdit } from './text-edit.js';

/** Some resources that stand one behind the other: text that reads by itself. */
export interface TemplatePart {
  readonly start: number;
  readonly end: number;
  readonly entries: readonly YamlEntry[];
  /** The map that holds them. */
  readonly holder: YamlMap;
  /** In braces, as in JSON. */
  readonly isFlow: boolean;
}

/**
 * The resources that all edits stand in: what they make of a large template can be told by reading these alone. Undefined where an
 * edit stands elsewhere, or where anchors let one place mean something at another.
 */
export function partAround(text: string, document: YamlDocument, edits: readonly TextEdit[]): TemplatePart | undefined {
  const [first, last] = [edits[0], edits.at(-1)];
  const resources = first && last && resourcesOf(text, document);
  if (!resources) return undefined;
  const { holder, isFlow, spans } = resources;
  const from = spans.findIndex((span) => span !== undefined && span.start <= first.start && first.start <= span.end && (first.start < span.end || isFlow));
  const to = spans.findIndex((span) => span !== undefined && span.start <= last.start && last.end <= span.end);
  const [opening, closing] = [spans[from], spans[to]];
  if (!opening || !closing || to < from) return undefined;
  return { start: opening.start, end: closing.end, entries: holder.entries.slice(from, to + 1), holder, isFlow };
}

interface Resources {
  readonly holder: YamlMap;
  readonly isFlow: boolean;
  readonly spans: readonly (TextSpan | undefined)[];
}

/** Of a document with many findings they are asked for by each. */
const known = new WeakMap<YamlDocument, Resources | undefined>();

function resourcesOf(text: string, document: YamlDocument): Resources | undefined {
  if (!known.has(document)) known.set(document, findResources(text, document));
  return known.get(document);
}

function findResources(text: string, { root, anchors }: YamlDocument): Resources | undefined {
  if (anchors.size > 0 || !root || !isPlainMap(root)) return undefined;
  const index = root.entries.findIndex(({ key }) => key.kind === 'scalar' && key.text === 'Resources');
  const holder = root.entries[index]?.value;
  if (!holder || !isPlainMap(holder)) return undefined;
  const isFlow = text[holder.start] === '{';
  const following = root.entries[index + 1];
  const spans = isFlow ? holder.entries.map((entry) => flowSpan(text, entry)) : blockSpans(text, holder.entries, following ? lineStart(text, following.key.start) : text.length);
  return { holder, isFlow, spans };
}

interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** Whole lines, up to those of the next one. */
function blockSpans(text: string, entries: readonly YamlEntry[], end: number): readonly (TextSpan | undefined)[] {
  const starts = entries.map(({ key }) => lineStart(text, key.start));
  return entries.map(({ key }, index) => {
    const start = starts[index] ?? 0;
    return /^ *$/.test(text.slice(start, outerStart(key, text))) ? { start, end: starts[index + 1] ?? end } : undefined;
  });
}

function flowSpan(text: string, { key, value }: YamlEntry): TextSpan | undefined {
  const end = outerEnd(value, text);
  const isClosed = value.kind === 'scalar' ? value.quoted : value.kind !== 'alias' && '}]'.includes(text[end - 1] ?? ' ');
  return isClosed ? { start: outerStart(key, text), end } : undefined;
}

import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, COLLECTION_STYLE, YAMLException } from 'js-yaml';
import type { Event, ScalarEvent } from 'js-yaml';

/** One node of a YAML or JSON document. Offsets are UTF-16 units; scalars in quotes leave the quotes out. */
export type YamlNode = YamlScalar | YamlList | YamlMap | YamlAlias;

interface NodeBase {
  readonly start: number;
  readonly end: number;
  /** The tag as written, `!GetAtt`; anchors are kept by `YamlDocument.anchors`. */
  readonly tag?: string;
}
export interface YamlScalar extends NodeBase {
  readonly kind: 'scalar';
  readonly text: string;
  readonly quoted: boolean;
}
export interface YamlList extends NodeBase {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}
export interface YamlMap extends NodeBase {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
}
export interface YamlEntry {
  readonly key: YamlNode;
  readonly value: YamlNode;
}
export interface YamlAlias extends NodeBase {
  readonly kind: 'alias';
  readonly name: string;
}

export interface YamlDocument {
  readonly root: YamlNode | undefined;
  readonly anchors: ReadonlyMap<string, YamlNode>;
}

export interface YamlError {
  readonly message: string;
  readonly offset: number;
  /** Nested deeper than is read: nothing can be recovered. */
  readonly isTooDeep?: true;
}

export type YamlResult = { readonly ok: true; readonly document: YamlDocument } | { readonly ok: false; readonly error: YamlError };

/** Deeper nesting than any template has; a deeper document is refused with a message instead of exhausting the stack. */
const MAX_DEPTH = 200;

/** More under-indented lines than this in one document: give up on it. */
const MAX_REPAIRS = 300;
/** Characters that are read again for all of them: of a large document each line costs as much as the whole. */
const MAX_READ_AGAIN = 20_000_000;
const PADDING = ' '.repeat(MAX_DEPTH);

let kept: { readonly text: string; readonly result: YamlResult } | undefined;

/** As `parseYaml`, and keeps the result for whoever parses the same text next: in an editor three ask for what one key changed. */
export function parseAndKeepYaml(text: string): YamlResult {
  kept = { text, result: parseYaml(text) };
  return kept.result;
}

/**
 * Reads the first document of a YAML or JSON text into a tree with exact offsets. Never throws on bad input: the first
 * syntax error comes back with its offset.
 *
 * AWS reads quoted scalars and flow collections whose later lines are indented less than their parent. Leading blanks
 * mean nothing inside either, so such a line is padded and read again; offsets still count in the text as given.
 */
export function parseYaml(text: string): YamlResult {
  return kept?.text === text ? kept.result : parseAnew(text);
}

function parseAnew(text: string): YamlResult {
  const padding = new Padding(text);
  let last = -1;
  for (let repairs = 0; ; repairs++) {
    try {
      const events = parseEvents(padding.text, { maxDepth: MAX_DEPTH });
      return { ok: true, document: new TreeBuilder(padding, events).build() };
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const at = error.mark?.position ?? 0;
      const offset = Math.min(padding.toOriginal(at), text.length);
      // Where blanks did not help, more of them do not either.
      if (error.reason !== 'deficient indentation' || offset <= last || repairs >= MAX_REPAIRS || repairs * text.length > MAX_READ_AGAIN) {
        return { ok: false, error: toError(error.reason, offset) };
      }
      last = offset;
      padding.insertAt(at);
    }
  }
}

function toError(reason: string, offset: number): YamlError {
  if (!reason.startsWith('nesting exceeded')) return { message: reason, offset };
  return { message: `it is nested more than ${MAX_DEPTH} levels deep`, offset, isTooDeep: true };
}

/** A text with blanks put in, and the way back to offsets of the text as given. */
class Padding {
  private readonly inserted: number[] = [];

  constructor(public text: string) {}

  insertAt(position: number): void {
    this.text = this.text.slice(0, position) + PADDING + this.text.slice(position);
    this.inserted.push(position);
  }

  toOriginal(offset: number): number {
    if (this.inserted.length === 0) return offset;
    const before = this.inserted.filter((position) => position + PADDING.length <= offset).length;
    return offset - before * PADDING.length;
  }
}

interface OpenCollection {
  readonly kind: 'map' | 'list';
  readonly start: number;
  readonly isFlow: boolean;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
  readonly children: YamlNode[];
  lastEnd: number;
}

/** Turns the flat event stream into nodes. One instance reads one text once. */
class TreeBuilder {
  private readonly anchors = new Map<string, YamlNode>();
  private readonly open: OpenCollection[] = [];
  private root: YamlNode | undefined;

  private readonly text: string;

  constructor(
    private readonly source: Padding,
    private readonly events: readonly Event[],
  ) {
    this.text = source.text;
  }

  build(): YamlDocument {
    let documents = 0;
    for (const event of this.events) {
      if (event.type === EVENT_ID.DOCUMENT && ++documents > 1) break;
      this.handle(event);
    }
    return { root: this.root, anchors: this.anchors };
  }

  private handle(event: Event): void {
    switch (event.type) {
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE: {
        const tag = this.slice(event.tagStart, event.tagEnd);
        const anchor = this.slice(event.anchorStart, event.anchorEnd);
        const kind = event.type === EVENT_ID.MAPPING ? 'map' : 'list';
        this.open.push({ kind, start: event.start, isFlow: event.style === COLLECTION_STYLE.FLOW, tag, anchor, children: [], lastEnd: event.start });
        break;
      }
      case EVENT_ID.SCALAR:
        this.scalar(event);
        break;
      case EVENT_ID.ALIAS: {
        const name = this.text.slice(event.anchorStart, event.anchorEnd);
        const end = this.source.toOriginal(event.anchorEnd);
        this.place({ kind: 'alias', name, start: end - name.length - 1, end }, undefined, event.anchorEnd);
        break;
      }
      case EVENT_ID.POP:
        this.close();
    }
  }

  private close(): void {
    const done = this.open.pop();
    if (!done) return;
    const last = done.isFlow ? this.closingBracket(done.lastEnd, done.kind) : done.lastEnd;
    const end = this.source.toOriginal(last);
    const base = { start: this.source.toOriginal(done.start), end, ...(done.tag === undefined ? {} : { tag: done.tag }) };
    if (done.kind === 'list') {
      this.place({ kind: 'list', items: done.children, ...base }, done.anchor, last);
      return;
    }
    const entries: YamlEntry[] = [];
    for (let i = 0; i + 1 < done.children.length; i += 2) {
      const key = done.children[i];
      const value = done.children[i + 1];
      if (key && value) entries.push({ key, value });
    }
    this.place({ kind: 'map', entries, ...base }, done.anchor, last);
  }

  /** `last` is where the node ends in the padded text. */
  private place(node: YamlNode, anchor: string | undefined, last: number): void {
    if (anchor !== undefined) this.anchors.set(anchor, node);
    const parent = this.open.at(-1);
    if (!parent) {
      this.root ??= node;
      return;
    }
    parent.children.push(node);
    parent.lastEnd = last;
  }

  private scalar(event: ScalarEvent): void {
    const tag = this.slice(event.tagStart, event.tagEnd);
    // A value left empty has no place of its own: it stands where it would be written, after the key or the tag.
    const start = event.valueStart === -1 ? Math.max(event.tagEnd, this.open.at(-1)?.lastEnd ?? 0) : event.valueStart;
    const end = event.valueStart === -1 ? start : event.valueEnd;
    const node: YamlScalar = {
      kind: 'scalar',
      text: getScalarValue(this.text, event),
      quoted: event.style !== SCALAR_STYLE.PLAIN,
      start: this.source.toOriginal(start),
      end: this.source.toOriginal(end),
      ...(tag === undefined ? {} : { tag }),
    };
    this.place(node, this.slice(event.anchorStart, event.anchorEnd), end);
  }

  /** Events do not say where a flow collection ends. */
  private closingBracket(from: number, kind: 'map' | 'list'): number {
    const bracket = this.text.indexOf(kind === 'map' ? '}' : ']', from);
    return bracket === -1 ? from : bracket + 1;
  }

  private slice(start: number, end: number): string | undefined {
    return start === -1 ? undefined : this.text.slice(start, end);
  }
}

import { PLACEHOLDER } from '../../source/template-text.js';
import type { YamlDocument, YamlEntry, YamlMap, YamlNode, YamlScalar } from '../../source/yaml.js';
import type { DuplicateKeyFact, MapEntry, NamedSpan, OpaqueValue, TemplateValue } from '../model.js';

/** Aliases may multiply a small document without end; more nodes than this are not read. */
const MAX_NODES = 500_000;
const HOLE = /\$\{([^{}\n]*)\}/g;

/** Turns document nodes into template values: intrinsic functions in both forms, aliases and merge keys followed. */
export class ValueReader {
  readonly duplicateKeys: DuplicateKeyFact[] = [];
  /** More nodes than can be read: something was left out. */
  isLimited = false;
  private count = 0;
  private readonly following = new Set<YamlNode>();

  constructor(private readonly document: YamlDocument, private readonly source: string) {}

  read(node: YamlNode): TemplateValue {
    if (++this.count > MAX_NODES) {
      this.isLimited = true;
      return opaque(node, 'the document is too large');
    }
    if (node.kind === 'alias') return this.readAlias(node.name, node);
    const plain = this.readUntagged(node);
    const name = node.tag === undefined ? undefined : functionName(node.tag);
    if (name === undefined) return plain;
    return { kind: 'call', name, argument: plain, start: node.start, end: node.end };
  }

  private readAlias(name: string, node: YamlNode): TemplateValue {
    const target = this.document.anchors.get(name);
    if (!target || this.following.has(target)) return opaque(node, `alias '*${name}' leads nowhere`);
    this.following.add(target);
    const value = this.read(target);
    this.following.delete(target);
    return value;
  }

  private readUntagged(node: Exclude<YamlNode, { kind: 'alias' }>): TemplateValue {
    const { start, end } = node;
    if (node.kind === 'scalar') {
      if (isPlaceholder(node.text)) return opaque(node, 'a placeholder stands here');
      const holes = node.text.includes('\n') && node.text.includes('${') ? holesIn(node, this.source) : undefined;
      return { kind: 'scalar', text: node.text, quoted: node.quoted, start, end, ...(holes && { holes }) };
    }
    if (node.kind === 'list') return { kind: 'list', items: node.items.map((item) => this.read(item)), start, end };
    if (node.entries.some(({ key }) => key.kind !== 'scalar')) return opaque(node, 'a placeholder stands here');
    const entries = this.entriesOf(node);
    const [only, other] = entries;
    return only && !other && isFunctionKey(only.key) ? { kind: 'call', name: only.key, argument: only.value, start, end } : { kind: 'map', entries, start, end };
  }

  /** The entries of a map, merge keys spread. Of a key written twice the last one counts, and the pair is recorded. */
  entriesOf(map: YamlMap): readonly MapEntry[] {
    const own = new Map<string, MapEntry>();
    const merged = new Map<string, MapEntry>();
    for (const entry of map.entries) {
      if (entry.key.kind !== 'scalar') continue;
      if (entry.key.text === '<<' && !entry.key.quoted) this.spreadMerge(entry, merged);
      else this.addEntry(entry.key.text, entry, own);
    }
    // A key of the map itself replaces a merged one, wherever it stands.
    return [...(merged.size === 0 ? own : new Map([...merged, ...own])).values()];
  }

  private addEntry(key: string, { key: node, value }: YamlEntry, byKey: Map<string, MapEntry>): void {
    const first = byKey.get(key);
    if (first) this.duplicateKeys.push({ key, first: { start: first.keyStart, end: first.keyEnd }, second: { start: node.start, end: node.end } });
    byKey.set(key, { key, keyStart: node.start, keyEnd: node.end, value: this.read(value) });
  }

  private spreadMerge({ value }: YamlEntry, byKey: Map<string, MapEntry>): void {
    const sources = value.kind === 'list' ? value.items : [value];
    for (const source of sources) {
      const merged = this.read(source);
      if (merged.kind !== 'map') continue;
      for (const entry of merged.entries) if (!byKey.has(entry.key)) byKey.set(entry.key, entry);
    }
  }
}

/** They stand in the source as in the text that it gives, or else nothing is told. */
function holesIn({ text, start, end }: YamlScalar, source: string): readonly NamedSpan[] | undefined {
  const written = [...source.slice(start, end).matchAll(HOLE)];
  const read = [...text.matchAll(HOLE)];
  if (written.length !== read.length || written.some(([hole], index) => hole !== read[index]?.[0])) return undefined;
  return written.map(({ index, 0: hole, 1: name = '' }) => ({ name, start: start + index, end: start + index + hole.length }));
}

function opaque({ start, end }: YamlNode, reason: string): OpaqueValue {
  return { kind: 'opaque', reason, start, end };
}

function isFunctionKey(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}

/** `!Ref` and `!Condition` keep their names, `!X` is `Fn::X`; standard YAML tags (`!!str`) are no functions. */
function functionName(tag: string): string | undefined {
  if (tag.startsWith('!!') || tag === '!') return undefined;
  const name = tag.slice(1);
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::') ? name : `Fn::${name}`;
}

/** Left open by a template engine, on one line; `{{resolve:…}}` is CloudFormation's own. */
function isPlaceholder(text: string): boolean {
  if (text.includes(PLACEHOLDER)) return true;
  return text.includes('{{') && !text.includes('\n') && /^[^{}$]*\{\{(?!\s*resolve:)[^{}]*\}\}[^{}]*$/.test(text);
}

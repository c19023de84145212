import type { Change, Written } from '../../change.js';
import type { YamlDocument, YamlNode, YamlResult } from '../../source/yaml.js';
import { canonical, canonicalOf, saysSame } from './canonical.js';
import type { Canonical } from './canonical.js';
import { insertBeside, insertInto, outerEnd, replaceNode } from './insertions.js';
import { partsAround } from './part-of-template.js';
import type { TemplatePart } from './part-of-template.js';
import { removeSpot } from './removals.js';
import { findSpot, isPlainMap, isShared, spotBelow } from './spot.js';
import type { Spot } from './spot.js';
import { styleOf } from './style.js';
import type { Style } from './style.js';
import { applyEdits } from './text-edit.js';
import type { TextEdit } from './text-edit.js';
import { quotedText } from './written-text.js';

export type TemplateChange = Exclude<Change, { readonly kind: 'text' | 'unsuppress' | 'hoist' | 'client' }>;

type ParseYaml = (text: string) => YamlResult;

/** Characters of one template that are read again for all fixes of it, and what it takes to read none: in most, a fix takes those of a property or so. */
const MAX_READ_AGAIN = 10_000_000;
const COST_OF_READING = 300;

/** A template that is to be changed, and what it is to say afterwards. */
export class TemplateEditor {
  private readonly style: Style;
  private readonly edits: TextEdit[] = [];
  private readonly changed = new Map<YamlNode, (own: Canonical) => Canonical>();
  private readonly own = new Map<YamlNode, readonly TextEdit[]>();
  private readAgain = 0;

  private constructor(private readonly text: string, private readonly document: YamlDocument, private readonly root: YamlNode, private readonly parse: ParseYaml) {
    this.style = styleOf(text, root);
  }

  /** Undefined for what is no YAML that can be read whole. The parser is that of whoever asks: a second one would have to warm up first. */
  static open(text: string, parse: ParseYaml): TemplateEditor | undefined {
    const read = parse(text);
    return read.ok && read.document.root ? new TemplateEditor(text, read.document, read.document.root, parse) : undefined;
  }

  /** The edits that make all changes; undefined where one cannot be made, or where the result would not read as it is meant. */
  edit(changes: readonly TemplateChange[]): readonly TextEdit[] | undefined {
    this.edits.length = 0;
    this.changed.clear();
    this.own.clear();
    if (!changes.every((change) => this.make(change))) return undefined;
    const edits = joined([...this.edits]);
    return this.readsAsMeant(edits) ? edits : undefined;
  }

  private readsAsMeant(edits: readonly TextEdit[]): boolean {
    const { text, root, changed } = this;
    const parts = partsAround(text, this.document, edits, this.own);
    if (parts) return parts.every((part) => this.partReadsAsMeant(part));
    return this.mayRead(text.length) && this.readsAs(applyEdits(text, edits), canonical(root, changed));
  }

  private partReadsAsMeant({ start, end, alone, changed: holder, isFlow, edits }: TemplatePart): boolean {
    if (!this.mayRead(end - start)) return false;
    const { text, changed } = this;
    const written = applyEdits(text.slice(start, end), edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start })));
    const own = canonical(alone, changed);
    const meant = (holder && changed.get(holder)?.(own)) ?? own;
    if (isFlow) return this.readsAs(alone.kind === 'map' ? `{${written}}` : `[${written}]`, meant);
    // Else its last line would go on with what follows.
    return (end === text.length || written.endsWith('\n')) && this.readsAs(written, meant);
  }

  private readsAs(text: string, meant: Canonical): boolean {
    const read = this.parse(text);
    return read.ok && read.document.root !== undefined && saysSame(canonical(read.document.root), meant);
  }

  private mayRead(characters: number): boolean {
    this.readAgain += characters + COST_OF_READING;
    return this.readAgain <= MAX_READ_AGAIN;
  }

  private make(change: TemplateChange): boolean {
    if (change.kind === 'parameter') return this.addParameter(change.name, change.value);
    const spot = findSpot(this.root, change.kind === 'set' || change.kind === 'append' ? change.below : change.kind === 'add' ? change.beside : change.at);
    if (!spot || isShared(spot, this.document)) return false;
    switch (change.kind) {
      case 'replace': return this.replace(spot, change.value);
      case 'spread': return this.spread(spot, change.values);
      case 'set': return this.set(spot, change.path, change.value);
      case 'append': return this.append(spot, change.path, change.values);
      case 'add': return this.add(spot, change.key, change.value);
      case 'remove': return this.remove(spot);
    }
  }

  private replace({ node, holder }: Spot, value: Written): boolean {
    const { text, style } = this;
    // Quotes around a number were the author's choice.
    if (node.kind === 'scalar' && node.quoted && node.tag === undefined && typeof value !== 'object' && outerEnd(node, text) > node.end) {
      const written = quotedText(String(value), text[node.end] === '"' ? '"' : "'");
      return this.put([{ start: node.start - 1, end: node.end + 1, text: written }], node, () => ({ text: String(value), isText: true }));
    }
    return this.put(replaceNode(node, holder?.kind === 'map' ? holder.entry.key : undefined, value, text, style), node, () => canonicalOf(value));
  }

  private spread(spot: Spot, values: readonly Written[]): boolean {
    const [first, ...others] = values;
    const list = spot.holder?.kind === 'list' && !isArgument(spot.holder.node, spot.around) ? spot.holder.node : undefined;
    if (first === undefined) return false;
    if (!list) return this.replace(spot, others.length === 0 ? first : values);
    return this.replace(spot, first) && this.addItems(list, others);
  }

  private addItems(list: YamlNode & { readonly kind: 'list' }, values: readonly Written[]): boolean {
    const edits = values.map((value) => insertInto(list, list.items.at(-1), { value }, this.text, this.style));
    const made = edits.flatMap((one) => one ?? []);
    return edits.every((one) => one !== undefined) && this.put(made, list, (own) => ('list' in own ? { list: [...own.list, ...values.map(canonicalOf)] } : own));
  }

  /** Follows the path as far as it is written, and writes the rest. */
  private set(spot: Spot, path: readonly string[], value: Written): boolean {
    const [key, ...rest] = path;
    if (key === undefined) return this.replace(spot, value);
    if (!isPlainMap(spot.node)) return false;
    const below = spotBelow(spot, key);
    if (below === undefined) return false;
    if (below !== 'missing') return !isShared(below, this.document) && this.set(below, rest, value);
    return this.insert(spot.node, spot.node.entries.at(-1)?.value, key, nested(rest, value));
  }

  private append(spot: Spot, path: readonly string[], values: readonly Written[]): boolean {
    const [key, ...rest] = path;
    if (key !== undefined) {
      if (!isPlainMap(spot.node)) return false;
      const below = spotBelow(spot, key);
      if (below === undefined) return false;
      if (below === 'missing') return this.insert(spot.node, spot.node.entries.at(-1)?.value, key, nested(rest, values));
      return !isShared(below, this.document) && this.append(below, rest, values);
    }
    const { node, holder, around } = spot;
    const list = node.kind === 'list' && node.tag === undefined ? node : holder?.kind === 'list' ? holder.node : undefined;
    if (list) return !isArgument(list, around) && this.addItems(list, values);
    if (node.kind === 'alias' || holder?.kind !== 'map') return false;
    return this.put(insertBeside(node, holder.entry.key, values, this.text, this.style), node, (own) => ({ list: [own, ...values.map(canonicalOf)] }));
  }

  private add({ node, holder }: Spot, key: string, value: Written): boolean {
    if (holder?.kind !== 'map' || holder.node.entries.some((entry) => entry.key.kind === 'scalar' && entry.key.text === key)) return false;
    return this.insert(holder.node, node, key, value);
  }

  private addParameter(name: string, value: Written): boolean {
    if (!isPlainMap(this.root)) return false;
    const section = this.root.entries.find(({ key }) => key.kind === 'scalar' && key.text === 'Parameters')?.value;
    if (!section) {
      const resources = this.root.entries.findIndex(({ key }) => key.kind === 'scalar' && key.text === 'Resources');
      return this.insert(this.root, this.root.entries[resources - 1]?.value ?? this.root.entries.at(-1)?.value, 'Parameters', { [name]: value });
    }
    if (!isPlainMap(section) || section.entries.some(({ key }) => key.kind === 'scalar' && key.text === name)) return false;
    return this.insert(section, section.entries.at(-1)?.value, name, value);
  }

  private remove(spot: Spot): boolean {
    const { holder } = spot;
    if (!holder) return false;
    const edits = removeSpot(spot, this.text);
    return this.put(edits, holder.node, (own) => {
      if ('map' in own && holder.kind === 'map') return { map: own.map.filter((_, index) => holder.node.entries[index] !== holder.entry) };
      return 'list' in own && holder.kind === 'list' ? { list: own.list.filter((_, index) => holder.node.items[index] !== spot.node) } : own;
    });
  }

  private insert(node: YamlNode & { readonly kind: 'map' }, behind: YamlNode | undefined, key: string, value: Written): boolean {
    return this.put(insertInto(node, behind, { key, value }, this.text, this.style), node, (own) => ('map' in own ? { map: [...own.map, [key, canonicalOf(value)]] } : own));
  }

  private put(edits: readonly TextEdit[] | undefined, node: YamlNode, change: (own: Canonical) => Canonical): boolean {
    if (!edits) return false;
    this.edits.push(...edits);
    this.own.set(node, (this.own.get(node) ?? []).concat(edits));
    const earlier = this.changed.get(node);
    this.changed.set(node, earlier ? (own) => change(earlier(own)) : change);
    return true;
  }
}

/** What a function is given is no list of ours: `!If [IsProd, …]`. */
function isArgument(list: YamlNode & { readonly kind: 'list' }, around: readonly YamlNode[]): boolean {
  const holder = around[around.at(-1) === list ? around.length - 2 : around.length - 1];
  if (list.tag !== undefined) return true;
  return holder?.kind === 'map' && holder.entries.some(({ key, value }) => value === list && key.kind === 'scalar' && key.text.startsWith('Fn::'));
}

function nested(path: readonly string[], value: Written): Written {
  return path.reduceRight<Written>((inner, key) => ({ [key]: inner }), value);
}

/** In order; what is put in at one place in the order it was asked for. */
function joined(edits: readonly TextEdit[]): readonly TextEdit[] {
  const sorted = edits.map((edit, index) => ({ edit, index })).sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.index - b.index).map(({ edit }) => edit);
  const result: TextEdit[] = [];
  for (const edit of sorted) {
    const last = result.at(-1);
    if (last && last.start === edit.start && last.end === last.start && edit.end === edit.start) result[result.length - 1] = { ...last, text: last.text + edit.text };
    else result.push(edit);
  }
  return result;
}

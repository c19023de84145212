import type { Location } from '../../diagnostic.js';
import type { YamlDocument, YamlEntry, YamlList, YamlMap, YamlNode } from '../../source/yaml.js';

/** A node with the collection that holds it and all that are around that. */
export interface Spot {
  readonly node: YamlNode;
  readonly holder: { readonly kind: 'map'; readonly node: YamlMap; readonly entry: YamlEntry } | { readonly kind: 'list'; readonly node: YamlList } | undefined;
  /** From the root down to the holder. */
  readonly around: readonly YamlNode[];
}

type At = Pick<Location, 'start' | 'end'>;

/** The value that stands at a place or under the key there. */
export function findSpot(root: YamlNode, at: At): Spot | undefined {
  const pending: Spot[] = [{ node: root, holder: undefined, around: [] }];
  for (let spot = pending.pop(); spot; spot = pending.pop()) {
    const { node, holder } = spot;
    if (isAt(node, at) || (holder?.kind === 'map' && isAt(holder.entry.key, at))) return spot;
    if (node.start <= at.start && at.end <= node.end) pending.push(...spotsTowards(spot, at));
  }
  return undefined;
}

/** The places of what a collection holds. */
function spotsWithin({ node, around }: Spot): readonly Spot[] {
  const path = [...around, node];
  if (node.kind === 'map') return node.entries.map((entry) => ({ node: entry.value, holder: { kind: 'map', node, entry }, around: path }));
  return node.kind === 'list' ? node.items.map((item) => ({ node: item, holder: { kind: 'list', node }, around: path })) : [];
}

/** The one of them that may be it or hold it: a template has thousands of resources. */
function spotsTowards({ node, around }: Spot, at: At): readonly Spot[] {
  const path = [...around, node];
  const leads = (one: YamlNode): boolean => one.start <= at.start && at.end <= one.end;
  if (node.kind === 'map') {
    const entry = node.entries[lastFrom(node.entries.length, at.start, (index) => node.entries[index]?.key.start)];
    return entry && (leads(entry.value) || isAt(entry.key, at)) ? [{ node: entry.value, holder: { kind: 'map', node, entry }, around: path }] : [];
  }
  const item = node.kind === 'list' ? node.items[lastFrom(node.items.length, at.start, (index) => node.items[index]?.start)] : undefined;
  return item && node.kind === 'list' && leads(item) ? [{ node: item, holder: { kind: 'list', node }, around: path }] : [];
}

/** Of so many members that stand in order, the last one that begins at or before a place; -1 before all of them. */
export function lastFrom(count: number, offset: number, startOf: (index: number) => number | undefined): number {
  let low = -1;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((startOf(middle) ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The value under a key of a map. Of a key that is written twice it is not told which one counts. */
export function spotBelow(spot: Spot, key: string): Spot | 'missing' | undefined {
  const found = spotsWithin(spot).filter(({ holder }) => holder?.kind === 'map' && holder.entry.key.kind === 'scalar' && holder.entry.key.text === key);
  return found.length === 0 ? 'missing' : found.length === 1 ? found[0] : undefined;
}

/** A map of keys and values, not a call of a function. */
export function isPlainMap(node: YamlNode): node is YamlMap {
  if (node.kind !== 'map' || node.tag !== undefined) return false;
  return !node.entries.some(({ key }) => key.kind !== 'scalar' || key.text === 'Ref' || key.text === '<<' || key.text.startsWith('Fn::'));
}

/** What stands here stands elsewhere too, by an alias. */
export function isShared({ node, around }: Spot, document: YamlDocument): boolean {
  const { root, anchors } = document;
  if (anchors.size === 0 || !root) return false;
  const shared = sharedNodes.get(document) ?? findShared(root, anchors);
  sharedNodes.set(document, shared);
  return shared.has(node) || around.some((one) => shared.has(one));
}

/** Of a document with many findings they are asked for by each. */
const sharedNodes = new WeakMap<YamlDocument, ReadonlySet<YamlNode>>();

function findShared(root: YamlNode, anchors: YamlDocument['anchors']): ReadonlySet<YamlNode> {
  const used = new Set(aliasesIn(root));
  return new Set([...anchors].flatMap(([name, anchored]) => (used.has(name) ? [anchored] : [])));
}

function aliasesIn(node: YamlNode): readonly string[] {
  if (node.kind === 'alias') return [node.name];
  if (node.kind === 'map') return node.entries.flatMap(({ key, value }) => [...aliasesIn(key), ...aliasesIn(value)]);
  return node.kind === 'list' ? node.items.flatMap(aliasesIn) : [];
}

function isAt(node: YamlNode, { start, end }: At): boolean {
  return node.start === start && node.end === end;
}

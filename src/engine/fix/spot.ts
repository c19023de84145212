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

/** Those of them that may be it or hold it: a template has hundreds of resources. */
function spotsTowards({ node, around }: Spot, at: At): readonly Spot[] {
  const path = [...around, node];
  const leads = (one: YamlNode): boolean => one.start <= at.start && at.end <= one.end;
  if (node.kind === 'map') return node.entries.filter(({ key, value }) => leads(value) || isAt(key, at)).map((entry) => ({ node: entry.value, holder: { kind: 'map', node, entry }, around: path }));
  return node.kind === 'list' ? node.items.filter(leads).map((item) => ({ node: item, holder: { kind: 'list', node }, around: path })) : [];
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
export function isShared({ node, around }: Spot, { root, anchors }: YamlDocument): boolean {
  if (anchors.size === 0 || !root) return false;
  const used = new Set(aliasesIn(root));
  return [...around, node].some((one) => [...anchors].some(([name, anchored]) => anchored === one && used.has(name)));
}

function aliasesIn(node: YamlNode): readonly string[] {
  if (node.kind === 'alias') return [node.name];
  if (node.kind === 'map') return node.entries.flatMap(({ key, value }) => [...aliasesIn(key), ...aliasesIn(value)]);
  return node.kind === 'list' ? node.items.flatMap(aliasesIn) : [];
}

function isAt(node: YamlNode, { start, end }: At): boolean {
  return node.start === start && node.end === end;
}

import type { Written } from '../../change.js';
import type { YamlNode } from '../../source/yaml.js';

/** What a document says, whatever it looks like: a scalar with whether it is a text, a list, a map in any order, a call in its long form. */
export type Canonical = { readonly text: string; readonly isText: boolean } | { readonly list: readonly Canonical[] } | { readonly map: readonly (readonly [string, Canonical])[] } | { readonly alias: string };

/** Plain scalars that YAML reads as something else than a text. */
const OTHER_THAN_TEXT = /^(?:|~|null|true|false|yes|no|on|off|y|n|[-+]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?|0[xob][\da-f_]+|[-+]?\.(?:inf|nan)|\d{4}-\d\d?-\d\d?.*|[-+]?\d+(?::\d+)+)$/i;

/** Whether a plain scalar is a text. */
export function isPlainText(text: string): boolean {
  return !OTHER_THAN_TEXT.test(text);
}

/** What nodes say once some of them have changed. */
export type Changed = ReadonlyMap<YamlNode, (own: Canonical) => Canonical>;

export function canonical(node: YamlNode, changed?: Changed): Canonical {
  const own = withTag(untagged(node, changed), node);
  return changed?.get(node)?.(own) ?? own;
}

function untagged(node: YamlNode, changed: Changed | undefined): Canonical {
  switch (node.kind) {
    case 'scalar': return { text: node.text, isText: node.quoted || node.tag !== undefined || isPlainText(node.text) };
    case 'alias': return { alias: node.name };
    case 'list': return { list: node.items.map((item) => canonical(item, changed)) };
    case 'map': return { map: node.entries.map(({ key, value }) => [key.kind === 'scalar' ? key.text : JSON.stringify(canonical(key)), asArgument(key, canonical(value, changed))]) };
  }
}

function withTag(own: Canonical, node: YamlNode): Canonical {
  if (node.kind === 'alias' || node.tag === undefined) return own;
  const name = node.tag === '!Ref' ? 'Ref' : `Fn::${node.tag.slice(1)}`;
  return { map: [[name, name === 'Fn::GetAtt' ? dotted(own) : own]] };
}

function asArgument(key: YamlNode, value: Canonical): Canonical {
  return key.kind === 'scalar' && key.text === 'Fn::GetAtt' ? dotted(value) : value;
}

/** `[Orders, Arn]` is `Orders.Arn`. */
function dotted(value: Canonical): Canonical {
  if (!('list' in value)) return value;
  return { text: value.list.map((part) => ('text' in part ? part.text : '')).join('.'), isText: true };
}

/** What is to be written, in the same words. */
export function canonicalOf(value: Written): Canonical {
  if (typeof value === 'string') return { text: value, isText: true };
  if (typeof value === 'number' || typeof value === 'boolean') return { text: String(value), isText: false };
  if (isList(value)) return { list: value.map(canonicalOf) };
  return { map: Object.entries(value).map(([key, one]) => [key, canonicalOf(one)]) };
}

/** Whether both say the same. */
export function saysSame(one: Canonical, other: Canonical): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered(value: Canonical): Canonical {
  if ('list' in value) return { list: value.list.map(ordered) };
  if (!('map' in value)) return value;
  return { map: value.map.map(([key, one]) => [key, ordered(one)] as const).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)) };
}

export function isList(value: Written): value is readonly Written[] {
  return Array.isArray(value);
}

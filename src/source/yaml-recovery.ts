import { createRequire } from 'node:module';

import type { Document, Node as LibraryNode, Pair } from 'yaml';

import type { YamlDocument, YamlEntry, YamlError, YamlNode } from './yaml.js';

/** Replaced at build time by the path of the bundled copy: the parser is large and only broken files need it. */
declare const __YAML_MODULE__: string | undefined;

export interface RecoveredYaml {
  readonly document: YamlDocument;
  readonly errors: readonly YamlError[];
}

/** Reads what can be read of a YAML text with syntax errors, with all errors in order of their place. */
export function recoverYaml(text: string): RecoveredYaml {
  const library = loadYaml();
  // Made pretty, each error has its whole line searched.
  const parsed = library.parseDocument(text, { uniqueKeys: false, strict: false, logLevel: 'silent', prettyErrors: false });
  const errors = parsed.errors.map((error) => ({ message: error.message.split('\n')[0] ?? '', offset: error.pos[0] }));
  const anchors = new Map<string, YamlNode>();
  return { document: { root: toNode(library, parsed.contents, anchors), anchors }, errors };
}

type Library = typeof import('yaml');

function loadYaml(): Library {
  const require = createRequire(import.meta.url);
  return require(typeof __YAML_MODULE__ === 'string' ? __YAML_MODULE__ : 'yaml') as Library;
}

function toNode(library: Library, node: LibraryNode | Document.Parsed['contents'] | null | undefined, anchors: Map<string, YamlNode>): YamlNode | undefined {
  if (!node?.range) return undefined;
  const [start, end] = node.range;
  const tag = 'tag' in node && typeof node.tag === 'string' && node.tag.startsWith('!') ? { tag: node.tag } : {};
  let result: YamlNode;
  if (library.isAlias(node)) result = { kind: 'alias', name: node.source, start, end };
  else if (library.isMap(node)) {
    const entries = node.items.flatMap((pair): YamlEntry[] => toEntry(library, pair, anchors) ?? []);
    result = { kind: 'map', entries, start, end, ...tag };
  } else if (library.isSeq(node)) {
    const items = node.items.flatMap((item): YamlNode[] => (library.isNode(item) ? (toNode(library, item, anchors) ?? []) : []) as YamlNode[]);
    result = { kind: 'list', items, start, end, ...tag };
  } else if (library.isScalar(node)) {
    const quoted = node.type !== undefined && node.type !== library.Scalar.PLAIN;
    const inner = node.type === library.Scalar.QUOTE_DOUBLE || node.type === library.Scalar.QUOTE_SINGLE ? 1 : 0;
    const text = quoted ? String(node.value) : (node.source ?? '');
    result = { kind: 'scalar', text, quoted, start: start + inner, end: Math.max(start + inner, end - inner), ...tag };
  } else return undefined;
  if ('anchor' in node && typeof node.anchor === 'string') anchors.set(node.anchor, result);
  return result;
}

function toEntry(library: Library, pair: Pair, anchors: Map<string, YamlNode>): YamlEntry[] | undefined {
  if (!library.isNode(pair.key)) return undefined;
  const key = toNode(library, pair.key, anchors);
  if (!key) return undefined;
  const value = library.isNode(pair.value) ? toNode(library, pair.value, anchors) : undefined;
  return [{ key, value: value ?? { kind: 'scalar', text: '', quoted: false, start: key.end, end: key.end } }];
}

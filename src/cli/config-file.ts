import type { RegisteredRule } from '../rule.js';
import { LineIndex } from '../source/line-index.js';
import { parseYaml } from '../source/yaml.js';
import type { YamlMap, YamlNode } from '../source/yaml.js';
import type { ConfigDocument } from './config-document.js';
import { validateConfig } from './config-validator.generated.mjs';
import type { SchemaError } from './config-validator.generated.mjs';
import { ruleProblem, selectorProblem } from './selection.js';
import { didYouMean } from './suggestion.js';
import { UsageError } from './usage-error.js';

/** A configuration as written, with a way to complain about a part of it. */
export interface ConfigFile {
  readonly path: string;
  readonly document: ConfigDocument;
  /** An error at the entry of that key. */
  complain(key: string, message: string): UsageError;
}

const TOP_LEVEL_KEYS = ['$schema', 'extends', 'preset', 'select', 'ignore', 'rules', 'exclude', 'configEnv', 'heavyPackageMegabytes', 'failOn', 'minSeverity', 'minPrecision'];

/**
 * Reads a configuration: the whole file, or what stands under `key` in it; undefined when that key is not there. The
 * YAML reader gives JSON with offsets, so that every error names its line.
 */
export function readConfigFile(path: string, text: string, rules: readonly RegisteredRule[], key?: string): ConfigFile | undefined {
  const file = new ConfigText(path, text);
  const result = parseYaml(file.text);
  if (!result.ok) {
    // A package.json that cannot be read is npm's to report.
    if (key !== undefined) return undefined;
    throw file.error(result.error.offset, `it is not valid JSON: ${result.error.message}`);
  }
  const { root } = result.document;
  const node = key === undefined ? root : entryOf(root, key);
  if (!node) {
    if (key !== undefined) return undefined;
    throw file.error(0, 'it is empty');
  }
  return checked(file, node, rules);
}

function checked(file: ConfigText, node: YamlNode, rules: readonly RegisteredRule[]): ConfigFile {
  const data = toData(file, node);
  if (!validateConfig(data)) throw schemaError(file, node, validateConfig.errors?.[0]);
  for (const key of ['select', 'ignore'] as const) {
    for (const [index, entry] of (data[key] ?? []).entries()) {
      const problem = selectorProblem(entry, rules);
      if (problem !== undefined) throw file.error(startOf(node, [key, String(index)]), problem);
    }
  }
  for (const id of Object.keys(data.rules ?? {})) {
    const problem = ruleProblem(id, rules);
    if (problem !== undefined) throw file.error(keyStart(node, ['rules'], id), problem);
  }
  return { path: file.path, document: data, complain: (key, message) => file.error(keyStart(node, [], key), message) };
}

class ConfigText {
  readonly text: string;

  constructor(readonly path: string, text: string) {
    this.text = text.replace(/^\uFEFF/, '');
  }

  error(offset: number, message: string): UsageError {
    return new UsageError(`${this.path}:${new LineIndex(this.text).lineAt(offset)}: ${message}`);
  }
}

/** The value that JSON.parse would give; what only YAML allows is refused. */
function toData(file: ConfigText, node: YamlNode): unknown {
  switch (node.kind) {
    case 'alias':
      throw file.error(node.start, 'it is not valid JSON');
    case 'list':
      return node.items.map((item) => toData(file, item));
    case 'map':
      return mapData(file, node);
    case 'scalar': {
      if (node.quoted) return node.text;
      if (/^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(node.text)) return JSON.parse(node.text);
      throw file.error(node.start, `it is not valid JSON: '${node.text}' must stand in double quotes`);
    }
  }
}

function mapData(file: ConfigText, node: YamlMap): unknown {
  const entries = new Map<string, unknown>();
  for (const { key, value } of node.entries) {
    if (key.kind !== 'scalar' || !key.quoted) throw file.error(key.start, 'it is not valid JSON: a key must stand in double quotes');
    if (entries.has(key.text)) throw file.error(key.start, `key '${key.text}' is written twice`);
    entries.set(key.text, toData(file, value));
  }
  return Object.fromEntries(entries);
}

function schemaError(file: ConfigText, root: YamlNode, error: SchemaError | undefined): UsageError {
  if (!error) return file.error(root.start, 'it does not fit the schema');
  const path = error.instancePath.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const offset = startOf(root, path);
  const { additionalProperty, allowedValues, type } = error.params;
  if (typeof additionalProperty === 'string') {
    return file.error(keyStart(root, path, additionalProperty), `unknown key '${additionalProperty}'${didYouMean(additionalProperty, TOP_LEVEL_KEYS)}`);
  }
  const name = path.length === 0 ? 'the configuration' : `'${path.join('.')}'`;
  if (Array.isArray(allowedValues)) {
    const words = allowedValues.filter((word): word is string => typeof word === 'string');
    const value = nodeAt(root, path);
    const typed = value?.kind === 'scalar' ? value.text : '';
    return file.error(offset, `${name} is ${typed === '' ? 'none' : `'${typed}', but must be one`} of ${words.join(', ')}${didYouMean(typed, words)}`);
  }
  if (error.keyword === 'exclusiveMinimum') return file.error(offset, `${name} must be more than 0`);
  return file.error(offset, `${name} must be ${[type].flat().map(typeName).join(' or ')}`);
}

function typeName(type: unknown): string {
  if (type === 'array') return 'a list';
  if (type === 'number') return 'a number';
  return type === 'object' ? 'an object' : 'a string';
}

function entryOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  if (node?.kind === 'list') return node.items[Number(key)];
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key.kind === 'scalar' && entry.key.text === key)?.value : undefined;
}

function nodeAt(root: YamlNode, path: readonly string[]): YamlNode | undefined {
  return path.reduce<YamlNode | undefined>(entryOf, root);
}

function startOf(root: YamlNode, path: readonly string[]): number {
  return nodeAt(root, path)?.start ?? root.start;
}

function keyStart(root: YamlNode, path: readonly string[], name: string): number {
  const owner = nodeAt(root, path);
  const entry = owner?.kind === 'map' ? owner.entries.find(({ key }) => key.kind === 'scalar' && key.text === name) : undefined;
  return entry?.key.start ?? root.start;
}

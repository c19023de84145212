import { LineIndex } from '../source/line-index.js';
import type { FileSource } from '../source/file-source.js';
import { parseYaml } from '../source/yaml.js';
import type { YamlNode } from '../source/yaml.js';

/** At the root of the repository: its paths are those of the findings. */
export const BASELINE_FILE = 'lambdavet-baseline.json';

/** Findings that were accepted: how many of one identity, by file and rule. */
export interface BaselineEntry {
  readonly path: string;
  readonly rule: string;
  /** The fingerprint of the first of those that are told apart by a counter only. */
  readonly identity: string;
  readonly count: number;
}

/** What keeps a baseline from being read. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError';
}

/** The baseline of a repository; undefined where there is none. Throws a `BaselineError` for one that is broken: without it, everything would be new. */
export function readBaseline(source: FileSource): readonly BaselineEntry[] | undefined {
  if (source.kind('') === undefined || source.kind(BASELINE_FILE) !== 'file') return undefined;
  const text = source.read(BASELINE_FILE);
  if (text === undefined) throw new BaselineError(`${BASELINE_FILE} cannot be read, or is a link that leads out of the repository`);
  return parseBaseline(text.replace(/^\uFEFF/, ''));
}

/** YAML's reader knows where everything stands, and reads what JSON is. */
function parseBaseline(text: string): readonly BaselineEntry[] {
  const broken = (offset: number, message: string): BaselineError => new BaselineError(`${BASELINE_FILE}:${new LineIndex(text).lineAt(offset)}: ${message}`);
  const result = parseYaml(text);
  if (!result.ok) throw broken(result.error.offset, `it is not valid JSON: ${result.error.message}`);
  const { root } = result.document;
  const entriesOf = (node: YamlNode | undefined, what: string): readonly (readonly [string, YamlNode])[] => {
    if (node?.kind !== 'map') throw broken(node?.start ?? 0, `${what} must be an object`);
    return node.entries.flatMap(({ key, value }) => (key.kind === 'scalar' ? [[key.text, value] as const] : []));
  };
  const top = new Map(entriesOf(root, 'the baseline'));
  const version = top.get('schemaVersion');
  if (version?.kind !== 'scalar' || version.text !== '1') throw broken(version?.start ?? 0, "'schemaVersion' must be 1");
  return entriesOf(top.get('findings'), "'findings'").flatMap(([path, rules]) =>
    entriesOf(rules, `'${path}'`).flatMap(([rule, identities]) =>
      entriesOf(identities, `'${rule}'`).map(([identity, value]): BaselineEntry => {
        if (value.kind !== 'scalar' || !/^[1-9]\d{0,8}$/.test(value.text)) throw broken(value.start, `the count of '${identity}' must be a whole number from 1 on`);
        return { path, rule, identity, count: Number(value.text) };
      })));
}

/** Takes findings as long as entries for them are left. */
export class Acceptance {
  private readonly left: Map<string, { readonly entry: BaselineEntry; count: number }>;

  constructor(entries: readonly BaselineEntry[]) {
    this.left = new Map(entries.map((entry) => [keyOf(entry), { entry, count: entry.count }]));
  }

  accepts(finding: Omit<BaselineEntry, 'count'>): boolean {
    const known = this.left.get(keyOf(finding));
    if (!known || known.count === 0) return false;
    known.count--;
    return true;
  }

  /** What matched nothing, with how many are too many. */
  unmatched(): readonly BaselineEntry[] {
    return [...this.left.values()].filter(({ count }) => count > 0).map(({ entry, count }) => ({ ...entry, count }));
  }
}

function keyOf({ path, rule, identity }: Omit<BaselineEntry, 'count'>): string {
  return [path, rule, identity].join('\n');
}

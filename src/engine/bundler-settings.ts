import { baseName, joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { parseJavaScript } from '../source/javascript.js';
import type { Node } from '../source/javascript.js';
import { forEachChild } from '../source/syntax-children.js';
import type { BundleEntry } from './bundled-from.js';

/** Larger files are no settings. */
const MAX_LENGTH = 100_000;
/** Files whose entries are kept: every function of a project asks for the same few. */
const MAX_RECENT = 64;
const IS_WEBPACK = /^(?:webpack|rspack)/;
const SCRIPT = /\.[cm]?[jt]sx?$/;
/** Keys under which webpack, esbuild, tsup and Rollup are told their entries. */
const KEYS: ReadonlySet<string> = new Set(['entry', 'entryPoints', 'input']);

/** Settings as they are written: names, and the values that constants of the file have. */
interface Settings {
  readonly path: string;
  /** Relative paths count from where the command is run. */
  readonly folder: string;
  readonly constants: ReadonlyMap<string, Node>;
}

interface Kept {
  readonly text: string;
  readonly entries: readonly BundleEntry[];
}

const recent = new Map<string, Kept>();

/** The entries that a file with settings of a bundler names, as far as they are plain. */
export function settingsEntries(source: FileSource, path: string, folder: string): readonly BundleEntry[] {
  const text = source.read(path) ?? '';
  if (!SCRIPT.test(path) || text.length > MAX_LENGTH || !/\b(?:entry|entryPoints|input)\b/.test(text)) return [];
  const key = `${folder}:${path}`;
  const known = recent.get(key);
  if (known?.text === text) return known.entries;
  const entries = read(path, folder, text);
  recent.set(key, { text, entries });
  const oldest = recent.size > MAX_RECENT ? recent.keys().next() : undefined;
  if (oldest && !oldest.done) recent.delete(oldest.value);
  return entries;
}

function read(path: string, folder: string, text: string): readonly BundleEntry[] {
  const program = parsed(path, text);
  if (!program) return [];
  const constants = new Map<string, Node>();
  const values: Node[] = [];
  const contexts: Node[] = [];
  const pending: Node[] = [program];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init) constants.set(node.id.name, node.init);
    if (node.type === 'Property' && KEYS.has(nameOf(node.key) ?? '')) values.push(node.value);
    if (node.type === 'Property' && nameOf(node.key) === 'context') contexts.push(node.value);
    forEachChild(node, (child) => void pending.push(child));
  }
  const settings = { path, folder, constants };
  // webpack's entries count from there.
  const [context, other] = IS_WEBPACK.test(baseName(path)) ? contexts : [];
  const from = context === undefined ? folder : other === undefined ? pathOf(context, settings) : undefined;
  return from === undefined ? [] : values.flatMap((value) => entriesOf(value, { ...settings, folder: from }));
}

function parsed(path: string, text: string): Node | undefined {
  try {
    const { program, error } = parseJavaScript(path, text);
    return error ? undefined : program;
  } catch {
    // Too deep, or no line to be broken: nobody wrote it by hand.
    return undefined;
  }
}

function entriesOf(value: Node, settings: Settings): readonly BundleEntry[] {
  const node = constantOf(value, settings);
  if (node.type === 'ObjectExpression') {
    return node.properties.flatMap((property) => {
      const name = property.type === 'Property' && !property.computed ? nameOf(property.key) : undefined;
      const file = property.type === 'Property' ? lastPath(property.value, settings) : undefined;
      return name === undefined || file === undefined ? [] : [{ name: name.replace(SCRIPT, ''), file }];
    });
  }
  // webpack makes one bundle of a list, the others one of each.
  if (IS_WEBPACK.test(baseName(settings.path))) return named(lastPath(node, settings), 'main');
  const items = node.type === 'ArrayExpression' ? node.elements.flatMap((item) => item ?? []) : [node];
  return items.flatMap((item) => {
    const file = pathOf(item, settings);
    return named(file, baseName(file ?? '').replace(SCRIPT, ''));
  });
}

function named(file: string | undefined, name: string): readonly BundleEntry[] {
  return file === undefined ? [] : [{ name, file }];
}

/** Of a list, the last is what the bundle exports; `{ import: … }` is webpack's longer form. */
function lastPath(value: Node, settings: Settings): string | undefined {
  const node = constantOf(value, settings);
  if (node.type === 'ArrayExpression') {
    const last = node.elements.at(-1);
    return last ? pathOf(last, settings) : undefined;
  }
  const long = node.type === 'ObjectExpression' ? node.properties.find((property) => property.type === 'Property' && nameOf(property.key) === 'import') : undefined;
  return pathOf(long?.type === 'Property' ? long.value : node, settings);
}

/** A text, `path.join(__dirname, 'src/orders.ts')`, or a pattern with nothing in it but the folder. */
function pathOf(value: Node, settings: Settings): string | undefined {
  const node = constantOf(value, settings);
  const written = textOf(node);
  if (written !== undefined) return written.includes('*') ? undefined : joinPath(settings.folder, written);
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || !['join', 'resolve'].includes(nameOf(node.callee.property) ?? '')) return undefined;
  const [first, ...rest] = node.arguments;
  const isHere = first?.type === 'Identifier' && first.name === '__dirname';
  const parts = (isHere ? rest : node.arguments).map((part) => textOf(part));
  return parts.includes(undefined) ? undefined : joinPath(isHere ? parentFolder(settings.path) : settings.folder, parts.join('/'));
}

function constantOf(node: Node, { constants }: Settings): Node {
  return node.type === 'Identifier' ? constants.get(node.name) ?? node : node;
}

function textOf(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  return node.type === 'TemplateLiteral' && node.expressions.length === 0 ? node.quasis[0]?.value.cooked ?? undefined : undefined;
}

function nameOf(key: Node): string | undefined {
  return key.type === 'Identifier' ? key.name : textOf(key);
}

import { baseName } from '../../project/paths.js';
import type { FileSource } from '../../source/file-source.js';
import { isRecord } from '../packaging/records.js';
import { quotedBytes } from './printed-bytes.js';
import type { ReachedModule } from './reach-modules.js';
import type { BundleSettings } from './settings.js';

/** `var a=b((c,d)=>{`…`});`, and the same with names in full: `var require_orders = __commonJS({`…. */
const WRAPPER = { minified: 60, written: 140 };
const AROUND_VALUE = 80;
/** Of a key of a JSON file that becomes a variable: `var name="…"`. */
const AROUND_KEY = 12;

/** The most that a module has in a bundle that takes all of it. Bytes. */
export function moduleBytes(source: FileSource, module: ReachedModule, settings: BundleSettings, wrapsModules: boolean): number {
  const { path, loader, bytes, script, givenOn } = module;
  // Its path stands in a comment, and as the name of its function.
  const fixed = settings.isMinified ? WRAPPER.minified : WRAPPER.written + 2 * Buffer.byteLength(path);
  if (script) return fixed + script.bytes + givenOn + (script.isModule && !wrapsModules ? 0 : script.wrapping);
  switch (loader) {
    case 'json':
      return fixed + jsonBytes(source.read(path) ?? '', settings);
    case 'text':
      return fixed + AROUND_VALUE + quotedBytes(source.read(path) ?? '', settings.isAscii);
    case 'base64': case 'dataurl': case 'binary':
      return fixed + AROUND_VALUE + Math.ceil(bytes / 3) * 4;
    case 'file': case 'copy':
      // The file lies beside the bundle, which has its name.
      return fixed + AROUND_VALUE + baseName(path).length;
    case 'empty':
      return fixed;
    default:
      return fixed + 2 * bytes;
  }
}

function jsonBytes(text: string, { isMinified, isAscii }: BundleSettings): number {
  const data = parse(text);
  // Its quotes and what is escaped are in it by now.
  const keys = isRecord(data) ? Object.keys(data).reduce((sum, key) => sum + 3 * key.length + AROUND_KEY, 0) : 0;
  try {
    return quotedBytes(JSON.stringify(data).replaceAll(/["\\]/g, 'x'), isAscii) + keys + (isMinified ? 0 : layoutBytes(data, 0));
  } catch (error) {
    // It nests more deeply than what follows it: `Reach` tells that.
    if (error instanceof RangeError) return quotedBytes(text, isAscii);
    throw error;
  }
}

/** A break, escaped, and what stands before each line. */
const LINE = 6;

/** What being printed on many lines adds. Counted, as the lines themselves may be longer than any text. */
function layoutBytes(value: unknown, depth: number): number {
  const inner: readonly unknown[] = typeof value === 'object' && value !== null ? Object.values(value) : [];
  if (inner.length === 0) return 0;
  const afterKeys = Array.isArray(value) ? 0 : inner.length;
  return inner.reduce<number>((sum, one) => sum + LINE + 2 * (depth + 1) + layoutBytes(one, depth + 1), LINE + 2 * depth + afterKeys);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The build would end with it; its length is all that is known.
    return text;
  }
}

/** The most that a module adds to the source map of its bundle. Bytes. */
export function mapBytes(source: FileSource, { path, script }: ReachedModule, settings: BundleSettings): number {
  if (!script) return 0;
  const own = script.sourceMap === undefined || script.sourceMap.startsWith('data:') ? undefined : source.stat(`${path.slice(0, path.lastIndexOf('/') + 1)}${script.sourceMap}`)?.size;
  const content = settings.hasSourcesContent ? Math.max(quotedBytes(source.read(path) ?? '', true), own ?? 0) : 4;
  return content + path.length + 20 + script.mappings * BYTES_OF_MAPPING;
}

/** Four or five numbers of one or two letters each, and the name that was there before. */
const BYTES_OF_MAPPING = 10;

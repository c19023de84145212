import type { Location } from '../diagnostic.js';
import type { CallFact, Expression } from '../facts/model.js';
import type { HandlerCall } from './handler-code.js';

/** A file or folder that code makes, by a path of which at least the beginning is written out. */
export interface FileWrite {
  readonly call: HandlerCall;
  /** The beginning of the path, up to the first part that is not written out. */
  readonly prefix: string;
  /** The path as an expression. */
  readonly path: Expression;
  readonly at: Location;
}

/** Position of the path among the arguments, by the last name of the call. */
const NODE_WRITES: ReadonlyMap<string, number> = new Map([
  ['writeFile', 0], ['writeFileSync', 0], ['appendFile', 0], ['appendFileSync', 0], ['createWriteStream', 0], ['mkdir', 0], ['mkdirSync', 0], ['mkdtemp', 0], ['mkdtempSync', 0],
  ['copyFile', 1], ['copyFileSync', 1], ['outputFile', 0], ['outputFileSync', 0], ['ensureDir', 0], ['ensureDirSync', 0],
]);
const NODE_FILES = /^(?:node:)?fs(?:\/promises)?$|^fs-extra$/;
const PYTHON_FOLDERS = /^(?:mkdir|makedirs)$/;
const PATH_JOIN = /^(?:(?:node:)?path(?:\.default)?|os\.path)\.(?:join|resolve)$/;

/** What a call writes to, where the path is given and begins with a text. */
export function fileWrite(call: HandlerCall): FileWrite | undefined {
  const path = writtenPath(call.fact);
  const prefix = path && prefixOf(path);
  return path && prefix !== undefined && prefix !== '' ? { call, prefix, path, at: { path: call.at.path, start: path.start, end: path.end } } : undefined;
}

function writtenPath({ callee, arguments: given }: CallFact): Expression | undefined {
  if (callee.kind === 'global') return callee.path.join('.') === 'open' && opensForWriting(given) ? given[0] : undefined;
  if (callee.kind !== 'import') return undefined;
  const name = callee.path.at(-1) ?? '';
  if (NODE_FILES.test(callee.specifier)) {
    const position = NODE_WRITES.get(name);
    return position === undefined ? undefined : given[position];
  }
  if (callee.specifier === 'os' && callee.path.length === 1) return PYTHON_FOLDERS.test(name) ? given[0] : undefined;
  return callee.specifier === 'boto3' && name === 'download_file' ? downloadedTo(callee.path.includes('Bucket') || callee.path.includes('Object'), given) : undefined;
}

function opensForWriting([, second]: readonly Expression[]): boolean {
  const mode = second?.kind === 'object' ? second.properties.find(({ name }) => name === 'mode')?.value : second;
  return mode?.kind === 'string' && /[wax+]/.test(mode.value);
}

/** `client.download_file(bucket, key, path)`; of a resource the key alone stands before the path. */
function downloadedTo(isResource: boolean, given: readonly Expression[]): Expression | undefined {
  const named = given.flatMap((options) => (options.kind === 'object' ? options.properties : [])).find(({ name }) => name === 'Filename')?.value;
  return named ?? (isResource ? undefined : given[2]);
}

/** The text that a path begins with. */
function prefixOf(path: Expression): string | undefined {
  switch (path.kind) {
    case 'string': return path.value;
    case 'text': return path.parts[0] && prefixOf(path.parts[0]);
    case 'call': {
      const { callee, arguments: [first, ...rest] } = path;
      const name = callee.kind === 'import' ? [callee.specifier, ...callee.path].join('.') : '';
      const prefix = PATH_JOIN.test(name) && first ? prefixOf(first) : undefined;
      // `resolve` begins anew at each absolute part.
      return prefix === undefined || (name.endsWith('resolve') && rest.some((part) => part.kind !== 'string' || part.value.startsWith('/'))) ? undefined : `${prefix}/`;
    }
    default: return undefined;
  }
}

import type { Location } from '../diagnostic.js';
import type { CallExpression, CallFact, Expression } from '../facts/model.js';
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
const PATH_WRITES = /^(?:write_text|write_bytes|touch|mkdir)$/;
/** Of the standard library of Python: where the path stands, and whether the mode behind it decides. */
const PYTHON_WRITES: ReadonlyMap<string, { readonly position: number; readonly hasMode?: true }> = new Map([
  ['os.mkdir', { position: 0 }], ['os.makedirs', { position: 0 }],
  ['shutil.copy', { position: 1 }], ['shutil.copy2', { position: 1 }], ['shutil.copyfile', { position: 1 }], ['shutil.copytree', { position: 1 }],
  ['urllib.request.urlretrieve', { position: 1 }],
  ['logging.FileHandler', { position: 0 }], ['logging.handlers.RotatingFileHandler', { position: 0 }], ['logging.handlers.TimedRotatingFileHandler', { position: 0 }],
  ['zipfile.ZipFile', { position: 0, hasMode: true }], ['tarfile.open', { position: 0, hasMode: true }], ['gzip.open', { position: 0, hasMode: true }],
]);
const PATH_JOIN = /^(?:(?:node:)?path(?:\.default)?|os\.path)\.(?:join|resolve)$/;
/** What gives the folder of a file, or its path. */
const SAME_FOLDER = /^(?:(?:node:)?path(?:\.default)?\.dirname|(?:node:)?url(?:\.default)?\.fileURLToPath|os\.path\.(?:dirname|abspath|realpath))$/;
const TEMPORARY = /^(?:node:)?os(?:\.default)?\.tmpdir$/;
/** Where Lambda unpacks a package, and the folder that code starts in. */
const PACKAGE = '/var/task';

/** What a call writes to, where the path is given and begins with a text. */
export function fileWrite(call: HandlerCall): FileWrite | undefined {
  const ofPath = pathWritten(call.fact);
  const path = ofPath ?? writtenPath(call.fact);
  const prefix = path && prefixOf(path);
  const place = ofPath ? call.at : path;
  return path && place && prefix !== undefined && prefix !== '' ? { call, prefix, path, at: { path: call.at.path, start: place.start, end: place.end } } : undefined;
}

/** `Path("/tmp", name).write_text(…)`: what the method is called on. */
function pathWritten({ callee, receiver, arguments: given }: CallFact): Expression | undefined {
  if (callee.kind !== 'import' || callee.specifier !== 'pathlib' || callee.path.slice(0, 2).join('.') !== 'Path.#call') return undefined;
  const [, , method = '', more] = callee.path;
  const writes = more === undefined && (PATH_WRITES.test(method) || (method === 'open' && opensForWriting(given, 0)));
  return writes ? receiver : undefined;
}

function writtenPath({ callee, arguments: given }: CallFact): Expression | undefined {
  if (callee.kind === 'global') return callee.path.join('.') === 'open' && opensForWriting(given) ? given[0] : undefined;
  if (callee.kind !== 'import') return undefined;
  const name = callee.path.at(-1) ?? '';
  if (NODE_FILES.test(callee.specifier)) {
    const position = NODE_WRITES.get(name);
    return position === undefined ? undefined : given[position];
  }
  const write = PYTHON_WRITES.get([callee.specifier, ...callee.path].join('.'));
  if (write) return !write.hasMode || opensForWriting(given) ? given[write.position] : undefined;
  return callee.specifier === 'boto3' && name === 'download_file' ? downloadedTo(callee.path.includes('Bucket') || callee.path.includes('Object'), given) : undefined;
}

function opensForWriting(given: readonly Expression[], position = 1): boolean {
  const second = given[position];
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
    case 'text': return textPrefix(path.parts);
    // Of a layer it is another folder, which cannot be written either.
    case 'here': return `${PACKAGE}/`;
    case 'env': return path.variable === 'LAMBDA_TASK_ROOT' ? PACKAGE : undefined;
    case 'call': return calledPrefix(path);
    default: return undefined;
  }
}

/** `..` behind the beginning may lead out of the folder: `${__dirname}/../../tmp`. */
function textPrefix([first, ...rest]: readonly Expression[]): string | undefined {
  return first && !rest.some((part) => part.kind === 'string' && part.value.includes('..')) ? prefixOf(first) : undefined;
}

function calledPrefix({ callee, isNew, arguments: [first, ...rest] }: CallExpression): string | undefined {
  if (callee.kind === 'global') {
    const name = callee.path.join('.');
    if (isNew && name === 'URL') return rest[0]?.kind === 'here' && first?.kind === 'string' && !/^\/|\.\.|:/.test(first.value) ? prefixOf(rest[0]) : undefined;
    return name === 'process.cwd' ? PACKAGE : undefined;
  }
  const name = callee.kind === 'import' ? [callee.specifier, ...callee.path].join('.') : '';
  if (TEMPORARY.test(name)) return '/tmp';
  const prefix = first && prefixOf(first);
  if (prefix === undefined || SAME_FOLDER.test(name)) return prefix;
  const isPath = name === 'pathlib.Path';
  if (!isPath && !PATH_JOIN.test(name)) return undefined;
  // `..` may lead out of the folder, and `resolve` begins anew at each absolute part, as `Path` does: another path or a setting may be one.
  const leadsAway = (part: Expression): boolean => part.kind === 'string' ? part.value.includes('..') || ((isPath || name.endsWith('resolve')) && part.value.startsWith('/')) : name.endsWith('resolve') || (isPath && /^(?:env|call)$/.test(part.kind));
  if (rest.some(leadsAway)) return undefined;
  return isPath && rest.length === 0 ? prefix : `${prefix.replace(/\/$/, '')}/`;
}

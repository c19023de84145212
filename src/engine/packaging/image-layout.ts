import { joinPath } from '../../project/paths.js';
import type { FileSource } from '../../source/file-source.js';
import { assignments, substitute } from './dockerfile.js';
import type { FinalStage, Instruction } from './dockerfile.js';

/** Where base images of Lambda have the code, and what they set. Source: aws/aws-lambda-base-images Dockerfile.*. */
const TASK_ROOT = '/var/task';

/** What a stage says of the files in `/var/task`. */
export interface ImageLayout {
  /** The command that starts the function, with where it is written; undefined where another program starts or it is not plain. */
  readonly command: { readonly text: string; readonly at: Instruction } | undefined;
  readonly setsEnvironment: boolean;
  /** The file of the build context that becomes a file below `/var/task`; undefined where that cannot be told. */
  readonly sourceOf: (inside: string) => string | undefined;
}

/** Starts something else than the runtime does, which finds its handler in its own way. */
const WRAPPER = 'AWS_LAMBDA_EXEC_WRAPPER';
/** What may write other code into the image than was copied. */
const BUILD = /\b(?:run build|(?:yarn|pnpm) build|tsc|esbuild|webpack|rollup|vite|babel|swc|ncc|gulp|grunt)\b|(?:^|[;&])\s*make\b/;

interface Copy {
  readonly sources: readonly string[] | undefined;
  readonly target: string | undefined;
  readonly isFolder: boolean;
}

export function layoutOf(source: FileSource, context: string, { instructions }: FinalStage): ImageLayout {
  const values = new Map([['LAMBDA_TASK_ROOT', TASK_ROOT], ['LAMBDA_RUNTIME_DIR', '/var/runtime']]);
  const copies: Copy[] = [];
  const runs: string[] = [];
  let folder: string | undefined = TASK_ROOT;
  let command: ImageLayout['command'];
  let setsEnvironment = false;
  let isOther = false;
  for (const one of instructions) {
    const text = substitute(one.text, values);
    if (one.name === 'ENV' || one.name === 'ARG') for (const [name, value] of assignments(one.text)) values.set(name, substitute(value, values) ?? '\0');
    if (one.name === 'ENV') setsEnvironment = true;
    if (one.name === 'WORKDIR') folder = text === undefined || folder === undefined ? undefined : absolute(folder, text);
    if (one.name === 'COPY' || one.name === 'ADD') copies.push(copyOf(text, folder));
    if (one.name === 'RUN') runs.push(one.text);
    if (one.name === 'ENTRYPOINT') isOther = true;
    if (one.name === 'CMD') command = commandOf(one);
  }
  const isElsewhere = isOther || values.has(WRAPPER) || values.get('LAMBDA_TASK_ROOT') !== TASK_ROOT || folder !== TASK_ROOT;
  return { command: isElsewhere ? undefined : command, setsEnvironment, sourceOf: (inside) => (mayRewrite(runs, inside) ? undefined : findSource(source, context, copies, `${TASK_ROOT}/${inside}`)) };
}

/** A command that names the file may move or change it. */
function mayRewrite(runs: readonly string[], inside: string): boolean {
  const name = inside.slice(inside.lastIndexOf('/') + 1);
  return runs.some((run) => BUILD.test(run) || run.includes(name));
}

/** `CMD ["orders.handler"]`; without brackets a shell would start. */
function commandOf(at: Instruction): ImageLayout['command'] {
  const text = /^\[\s*"([^"\\]+)"\s*\]$/.exec(at.text)?.[1];
  return text === undefined ? undefined : { text, at };
}

function copyOf(text: string | undefined, folder: string | undefined): Copy {
  const words = text?.startsWith('[') === true ? undefined : text?.split(/\s+/);
  const options = words?.filter((word) => word.startsWith('--')) ?? [];
  const [target, ...sources] = words?.filter((word) => !word.startsWith('--')).toReversed() ?? [];
  const to = target === undefined || folder === undefined || target.includes('\0') ? undefined : absolute(folder, target);
  const isFromElsewhere = words === undefined || options.some((option) => !/^--(?:chown|chmod|link)\b/.test(option)) || sources.some((one) => /[[\0]|^[a-z]+:\/\//i.test(one) || one.split(/[*?]/).length > 4);
  return { sources: isFromElsewhere ? undefined : sources.toReversed(), target: to, isFolder: target === undefined || /(?:^|\/)\.?$/.test(target) || sources.length > 1 || to === TASK_ROOT };
}

/** The last that puts something in the place counts. */
function findSource(source: FileSource, context: string, copies: readonly Copy[], path: string): string | undefined {
  for (const { sources, target, isFolder } of copies.toReversed()) {
    if (target !== undefined && target !== path && !path.startsWith(`${target}/`) && target !== '/') continue;
    if (sources === undefined || target === undefined) return undefined;
    for (const written of sources.toReversed()) {
      const from = joinPath(context, withoutPattern(written, path).replace(/^\/+/, ''));
      const kind = from === undefined ? undefined : source.kind(from);
      if (from === undefined) return undefined;
      const found = kind === 'folder' ? joinPath(from, path.slice(target.length + 1)) : fileAt(from, target, isFolder, path);
      if (found !== undefined && source.kind(found) === 'file') return found;
    }
  }
  return undefined;
}

/** `package*.json`: the file of this kind that is looked for, if it is one. */
function withoutPattern(written: string, path: string): string {
  if (!/[*?]/.test(written)) return written;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const pattern = written.slice(written.lastIndexOf('/') + 1).replace(/[.+^$(){}|\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${pattern}$`).test(name) ? written.slice(0, written.lastIndexOf('/') + 1) + name : written;
}

function fileAt(from: string, target: string, isFolder: boolean, path: string): string | undefined {
  if (!isFolder) return target === path ? from : undefined;
  return `${target}/${from.slice(from.lastIndexOf('/') + 1)}` === path ? from : undefined;
}

function absolute(folder: string, written: string): string {
  const path = written.startsWith('/') ? written : `${folder}/${written}`;
  return `/${joinPath('', path.replace(/^\/+/, '')) ?? ''}`;
}

/** The code folder: what is left of the path of a file when the module that a handler names is taken away. */
export function folderAbove(file: string, module: string): string | undefined {
  const base = file.replace(/(?:\/__init__)?\.[^./]+$/, '');
  if (base === module) return '';
  return base.endsWith(`/${module}`) ? base.slice(0, -module.length - 1) : undefined;
}


import type { Problem } from '../diagnostic.js';
import { printable } from '../report/printable.js';
import type { FunctionEntry, InspectDocument, ProjectEntry, Value } from './inspect-document.js';

/** The document for people: a tree per function, and at the end what could not be read. */
export function inspectText({ projects, leftOutTemplates, problems }: InspectDocument): string {
  return [...projects.flatMap(projectLines), ...leftOutLines(leftOutTemplates), ...problemLines(problems)].map((line) => `${printable(line)}\n`).join('');
}

function projectLines({ root, templates, functions, leftOut }: ProjectEntry): readonly string[] {
  const none = functions.length === 0 ? ['  no functions'] : [];
  const others = leftOut.map(({ id, template, line, reason }) => `  left out: ${id}  ${template}:${line}, ${reason}`);
  return [`${root}  (${templates.join(', ')})`, ...none, ...functions.flatMap(functionLines).map((line) => (line === '' ? '' : `  ${line}`)), ...others, ''];
}

function leftOutLines(templates: InspectDocument['leftOutTemplates']): readonly string[] {
  return templates.length === 0 ? [] : ['Left out', ...templates.map(({ template, reason }) => `  ${template}  ${reason}`), ''];
}

/** One branch of the tree: a heading and what hangs below it. */
interface Branch {
  readonly text: string;
  readonly below?: readonly string[];
}

function functionLines(fn: FunctionEntry): readonly string[] {
  const branches = [
    { text: `runtime ${show(fn.runtime)}, ${show(fn.architectures)}, ${show(fn.memorySize)} MB, timeout ${show(fn.timeout)} s, tracing ${show(fn.tracing)}${fn.vpc ? ', in a VPC' : ''}` },
    handlerBranch(fn),
    { text: `package ${packageText(fn)}` },
    ...some('layers', fn.layers),
    listBranch('environment', [...Object.entries(fn.environment).map(([name, variable]) => `${name} = ${show(variable)}`), ...(fn.environmentComplete ? [] : ['and more that is known at deployment only'])]),
    listBranch('triggers', fn.triggers.map(({ kind, invocation, source, batchSize, ...at }) => `${kind} (${invocation})${source === null ? '' : ` from ${source}`}${batchSize.state === 'absent' ? '' : `, batches of ${show(batchSize)}`}, ${placeText(fn, at)}`)),
    ...some('dead letters to', fn.deadLetter),
    ...some('failed events to', fn.onFailure),
    ...some('results to', fn.onSuccess),
    listBranch('may be invoked by', fn.permissions.map(({ principal, ...at }) => `${principal}, ${placeText(fn, at)}`)),
    roleBranch(fn),
    listBranch('calls', fn.sdkCalls.map(({ service, operation, file, line, resource }) => `${service}:${operation}${resource.state === 'absent' ? '' : ` on ${show(resource)}`}, ${file}:${line}`)),
  ].filter((branch): branch is Branch => branch !== undefined);
  return [`${fn.id}  ${fn.type}  ${fn.template}:${fn.line}`, ...tree(branches)];
}

function tree(branches: readonly Branch[]): readonly string[] {
  return branches.flatMap(({ text, below = [] }, index) => {
    const isLast = index === branches.length - 1;
    return [`${isLast ? '└─' : '├─'} ${text}`, ...below.map((line) => `${isLast ? ' ' : '│'}     ${line}`)];
  });
}

function listBranch(name: string, below: readonly string[]): Branch | undefined {
  return below.length === 0 ? undefined : { text: name, below };
}

function some(name: string, value: Value<unknown>): readonly Branch[] {
  return value.state === 'absent' ? [] : [{ text: `${name} ${show(value)}` }];
}

function handlerBranch({ handler, entry, files }: FunctionEntry): Branch {
  const place = entry.file === null ? '' : ` ${entry.file}${entry.export === null ? '' : ` (${entry.export})`}`;
  const reason = entry.reason === null ? '' : `: ${entry.reason}`;
  const others = files.filter((file) => file !== entry.file);
  return { text: `handler ${show(handler)}: ${entry.state}${place}${reason}`, below: others.map((file) => `loads ${file}`) };
}

function packageText({ package: { kind, bytes, files, complete, reason } }: FunctionEntry): string {
  if (bytes === null || files === null) return reason === null ? kind : `${kind}: ${reason}`;
  const least = complete ? '' : 'at least ';
  return `${kind}, ${least}${bytes} bytes in ${files} ${files === 1 ? 'file' : 'files'}${reason === null ? '' : `: ${reason}`}`;
}

function roleBranch(fn: FunctionEntry): Branch {
  const { complete, managedPolicies, statements } = fn.role;
  const policies = managedPolicies.map((name) => `policy ${name}`);
  const written = statements.map(({ effect, actions, resources, origin, ...at }) => `${effect} ${actions.join(', ')} on ${resources.join(', ')} (${origin}, ${placeText(fn, at)})`);
  return { text: `role ${complete ? '' : '(not all of it is known)'}`.trimEnd(), below: [...policies, ...written] };
}

/** The file is told where it is another than that of the function. */
function placeText({ template }: FunctionEntry, { file, line }: { readonly file: string; readonly line: number }): string {
  return file === template ? `line ${line}` : `${file}:${line}`;
}

function show(value: Value<unknown>): string {
  if (value.state === 'absent') return 'none';
  if (value.state === 'unknown') return `unknown (${value.reason})`;
  return Array.isArray(value.value) ? value.value.join(', ') : String(value.value);
}

/** What could not be read, for people. */
export function problemLines(problems: readonly Problem[]): readonly string[] {
  if (problems.length === 0) return [];
  return ['Not read', ...problems.map(({ kind, path, line, message }) => `  ${path}${line === undefined ? '' : `:${line}`} (${kind}) ${message}`)];
}

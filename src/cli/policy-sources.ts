import { extractModule } from '../facts/handler/extract.js';
import type { ExportFact, ModuleFacts } from '../facts/model.js';
import { extractPythonModule } from '../facts/python/extract.js';
import { LineIndex } from '../source/line-index.js';
import { overlaySource } from '../source/file-source.js';
import type { FileSource } from '../source/file-source.js';
import { UsageError } from './usage-error.js';

/** A function of a source file that Lambda could run. */
export interface SourceHandler {
  /** As `Handler` would name it: `src/orders.handler`. */
  readonly id: string;
  /** The file: it stands where a template would. */
  readonly template: string;
  readonly line: number;
}

/** Source files as a project: a template in memory has one function for each of their handlers. */
export interface SourceProject {
  readonly source: FileSource;
  readonly template: string;
  readonly handlers: ReadonlyMap<string, SourceHandler>;
}

const SCRIPT = /\.[cm]?[jt]sx?$/;

/** Files that may hold handlers, by their names. */
export function isSourceFile(path: string): boolean {
  return SCRIPT.test(path) || path.endsWith('.py');
}

/** The handlers of source files that no template is asked about. */
export function sourceProject(source: FileSource, paths: readonly string[]): SourceProject {
  const found = paths.flatMap((path) => handlersOf(source, path));
  const handlers = new Map(found.map((handler, index) => [`Handler${index + 1}`, handler]));
  const template = unusedName(source);
  return { source: overlaySource(source, new Map([[template, templateOf(handlers)]])), template, handlers };
}

function handlersOf(source: FileSource, path: string): readonly SourceHandler[] {
  const text = source.read(path);
  if (text === undefined) throw new UsageError(`'${path}' cannot be read`);
  const module = path.endsWith('.py') ? extractPythonModule(path, text) : extractModule(path, text);
  if (module.syntaxProblem) throw new UsageError(`${path}:${module.syntaxProblem.line}: ${module.syntaxProblem.message}`);
  const lines = new LineIndex(text);
  const named = handlerExports(module);
  if (named.length === 0) throw new UsageError(`'${path}' exports no function`);
  return named.map(({ name, start }) => ({ id: `${path.replace(/\.[^./]+$/, '')}.${name}`, template: path, line: lines.lineAt(start) }));
}

/** What is named like a handler, or else every exported function. */
function handlerExports(module: ModuleFacts): readonly ExportFact[] {
  const functions = module.exports.filter((one) => mayBeFunction(one, module) && !one.name.startsWith('_') && !one.name.includes('.'));
  const handlers = functions.filter(({ name }) => /handler$/i.test(name));
  return handlers.length > 0 ? handlers : functions;
}

/** In Python every name of the module is exported, what it imports and makes among them. */
function mayBeFunction({ target }: ExportFact, { language }: ModuleFacts): boolean {
  if (target.kind === 'function') return true;
  return language !== 'python' && (target.kind === 'call' || target.kind === 'import');
}

function templateOf(handlers: ReadonlyMap<string, SourceHandler>): string {
  const resources = [...handlers].map(([logicalId, { id, template: path }]): [string, object] => {
    const Runtime = path.endsWith('.py') ? 'python3.13' : 'nodejs22.x';
    // What the variables hold is not known, and nor is whether there are any.
    return [logicalId, { Type: 'AWS::Lambda::Function', Properties: { Handler: id, Runtime, Code: '.', Environment: { Variables: { Ref: 'Variables' } } } }];
  });
  return JSON.stringify({ Parameters: { Variables: { Type: 'String' } }, Resources: Object.fromEntries(resources) });
}

/** No file of the root is hidden behind the template. */
function unusedName(source: FileSource): string {
  let name = 'sources.template.json';
  while (source.stat(name)) name = `_${name}`;
  return name;
}

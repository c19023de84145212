import type { FactsCache } from '../facts/cache.js';
import { extractModule } from '../facts/handler/extract.js';
import type { ModuleFacts } from '../facts/model.js';
import { extractPythonModule } from '../facts/python/extract.js';
import type { LocatedHandler } from '../project/files.js';
import type { HandlerRequest } from '../project/handler-request.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import { pythonSpecifiers } from '../project/python-modules.js';
import type { FileSource } from '../source/file-source.js';
import { LineIndex } from '../source/line-index.js';
import { guard } from './guard.js';
import type { InlineMap } from './inline-code.js';
import { mapInlineCode, neutraliseSubstitutions, toHostSpan } from './inline-code.js';
import type { ModuleReader } from './module-reader.js';
import type { Weigher } from './packaging/weigh-installed.js';
import type { ProblemSink } from './problems.js';
import { pythonRoots } from './python-roots.js';
import { scriptRoots } from './script-roots.js';
import type { ScriptRoot } from './script-roots.js';
import type { ImportResolver } from './resolve-import.js';
import type { PythonResolver } from './resolve-python.js';
import type { FindStored } from './stored-code.js';

/** What reading the code of a project needs; all but what notes its looks and problems is shared by all projects. */
export interface CodeTools {
  readonly source: FileSource;
  readonly reader: ModuleReader;
  readonly cache: FactsCache<ModuleFacts>;
  readonly imports: ImportResolver;
  readonly pythonImports: PythonResolver;
  readonly weigher: Weigher;
  readonly stored: FindStored;
  /** By path of the module that stands for the code inside a template. */
  readonly inlineMaps: Map<string, InlineMap>;
  /** Told each file that was asked for, also one that another project had read before. */
  readonly onRead?: ((path: string) => void) | undefined;
  readonly problems: ProblemSink;
}

/** The code that the functions of one project lead to. */
export class ProjectCode {
  readonly modules = new Map<string, ModuleFacts>();
  /** Path of the module that a specifier leads to, by importing module and specifier. */
  readonly resolutions = new Map<string, ReadonlyMap<string, string>>();
  /** Code inside templates, by path of the module that stands for it. */
  readonly inlineCode = new Map<string, string>();
  private readonly tried = new Set<string>();
  /** Imports, by module and specifier, that lead to one file for some functions and to another for others. */
  private readonly ambiguous = new Set<string>();
  /** Modules whose imports were followed, by the roots they were looked for in. */
  private readonly followed = new Map<string, Set<string>>();
  private host: { readonly path: string; readonly text: string } | undefined;

  constructor(private readonly tools: CodeTools) {}

  loadHandler(definition: FunctionDefinition, request: HandlerRequest, located: LocatedHandler): void {
    if (request.kind === 'inline') this.loadInline(definition, request);
    else if (request.kind !== 'files' || located.state !== 'found') return;
    else if (request.language === 'python') this.loadPython(located.file, pythonRoots(this.tools.source, definition, request));
    else this.loadScript(located.file, scriptRoots(this.tools.source, definition));
  }

  private loadInline(definition: FunctionDefinition, request: Extract<HandlerRequest, { kind: 'inline' }>): void {
    const { cache, inlineMaps, problems } = this.tools;
    const { modulePath, text } = request;
    const host = definition.code.kind === 'inline' ? definition.code.at.path : definition.scope.template.path;
    const template = this.hostText(host);
    const map = mapInlineCode(host, template, text, request);
    inlineMaps.set(modulePath, map);
    const code = request.isPattern ? neutraliseSubstitutions(text) : text;
    this.inlineCode.set(modulePath, code);
    // CloudFormation writes it to index.js, CommonJS, or to index.py.
    const extract = request.language === 'python' ? extractPythonModule : extractModule;
    const facts = guard(problems, host, undefined, () => cache.get(modulePath, code, () => extract(modulePath, code)));
    if (facts) this.addInline(facts);
    if (!facts?.syntaxProblem) return;
    const { start } = new LineIndex(text).spanOfLine(facts.syntaxProblem.line);
    const line = new LineIndex(template).lineAt(toHostSpan(map, start, start).start);
    problems.push({ kind: 'parse', path: host, line, message: facts.syntaxProblem.message });
  }

  private addInline(facts: ModuleFacts): void {
    this.modules.set(facts.path, facts);
    if (facts.suppressions.length > 0) this.tools.reader.suppressions.set(facts.path, facts.suppressions);
  }

  private loadPython(path: string, roots: readonly string[]): void {
    this.load(path, roots, ({ path: from, imports }) =>
      imports.flatMap(({ specifier, bindings }) => pythonSpecifiers(specifier, bindings.map(({ imported }) => imported)).map((one) => [one, this.targetOf(from, one, roots)] as const)));
  }

  private targetOf(from: string, specifier: string, roots: readonly string[]): string | undefined {
    const target = this.tools.pythonImports.resolve(from, specifier, roots);
    return target === from ? undefined : target;
  }

  private loadScript(path: string, roots: readonly ScriptRoot[]): void {
    this.load(path, roots.flat(), ({ path: from, imports }) =>
      imports.flatMap(({ specifier, typeOnly }) => (typeOnly ? [] : [[specifier, this.tools.imports.resolve(from, specifier, roots)] as const])));
  }

  /** The module and all that it imports from the repository, as far as it was not followed with the same roots. */
  private load(path: string, roots: readonly string[], targetsOf: (facts: ModuleFacts) => readonly (readonly [specifier: string, target: string | undefined])[]): void {
    const key = roots.join('\0');
    const followed = this.followed.get(key) ?? new Set<string>();
    this.followed.set(key, followed);
    const pending = [path];
    for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
      if (followed.has(current)) continue;
      followed.add(current);
      const facts = this.moduleOnce(current);
      if (facts) pending.push(...this.addTargets(current, targetsOf(facts)));
    }
  }

  /** What an import leads to in one function may be something else in another, by their layers: then it is not told. */
  private addTargets(from: string, targets: readonly (readonly [string, string | undefined])[]): readonly string[] {
    const resolved = new Map(this.resolutions.get(from));
    for (const [specifier, target] of targets) {
      const before = resolved.get(specifier);
      if (target === undefined || this.ambiguous.has(`${from}\0${specifier}`)) continue;
      if (before !== undefined && before !== target) {
        this.ambiguous.add(`${from}\0${specifier}`);
        resolved.delete(specifier);
      } else resolved.set(specifier, target);
    }
    if (resolved.size > 0 || this.resolutions.has(from)) this.resolutions.set(from, resolved);
    return [...resolved.values()];
  }

  private moduleOnce(path: string): ModuleFacts | undefined {
    if (this.tried.has(path)) return this.modules.get(path);
    this.tried.add(path);
    const facts = this.tools.reader.read(path, this.tools.problems);
    this.tools.onRead?.(path);
    if (facts) this.modules.set(path, facts);
    return facts;
  }

  /** Functions with code in one template come one after the other: it is read once for all of them. */
  private hostText(path: string): string {
    if (this.host?.path !== path) this.host = { path, text: this.tools.source.read(path) ?? '' };
    return this.host.text;
  }
}

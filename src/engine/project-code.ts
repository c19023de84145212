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
import type { ImportResolver } from './resolve-import.js';
import type { PythonResolver } from './resolve-python.js';

/** What reading the code of a project needs; all but what notes its looks and problems is shared by all projects. */
export interface CodeTools {
  readonly source: FileSource;
  readonly reader: ModuleReader;
  readonly cache: FactsCache<ModuleFacts>;
  readonly imports: ImportResolver;
  readonly pythonImports: PythonResolver;
  readonly weigher: Weigher;
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
  /** Python modules whose imports were followed, by the roots they were looked for in. */
  private readonly followed = new Map<string, Set<string>>();
  private host: { readonly path: string; readonly text: string } | undefined;

  constructor(private readonly tools: CodeTools) {}

  loadHandler(definition: FunctionDefinition, request: HandlerRequest, located: LocatedHandler): void {
    if (request.kind === 'inline') this.loadInline(definition, request);
    else if (request.kind !== 'files' || located.state !== 'found') return;
    else if (request.language === 'python') this.loadPython(located.file, pythonRoots(definition, request));
    else this.loadModule(located.file);
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

  /** The module and all that it imports from the repository, as far as it was not followed with the same roots. */
  private loadPython(path: string, roots: readonly string[]): void {
    const key = roots.join('\0');
    const followed = this.followed.get(key) ?? new Set<string>();
    this.followed.set(key, followed);
    const pending = [path];
    for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
      if (followed.has(current)) continue;
      followed.add(current);
      const facts = this.moduleOnce(current);
      if (!facts) continue;
      const from = current;
      const resolved = new Map(this.resolutions.get(from));
      for (const { specifier, bindings } of facts.imports) {
        for (const one of pythonSpecifiers(specifier, bindings.map(({ imported }) => imported))) {
          const target = resolved.get(one) ?? this.tools.pythonImports.resolve(from, one, roots);
          if (target === undefined || target === from) continue;
          resolved.set(one, target);
          pending.push(target);
        }
      }
      if (resolved.size > 0) this.resolutions.set(from, resolved);
    }
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

  /** The module and all that it imports from the repository. */
  private loadModule(path: string): void {
    const pending = [path];
    for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
      if (this.tried.has(current)) continue;
      const from = current;
      const facts = this.moduleOnce(from);
      if (!facts) continue;
      const resolved = new Map<string, string>();
      for (const { specifier, typeOnly } of facts.imports) {
        const target = typeOnly ? undefined : this.tools.imports.resolve(from, specifier);
        if (target === undefined) continue;
        resolved.set(specifier, target);
        pending.push(target);
      }
      if (resolved.size > 0) this.resolutions.set(from, resolved);
    }
  }
}

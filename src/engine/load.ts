import type { Problem } from '../diagnostic.js';
import type { FactsCache } from '../facts/cache.js';
import { extractDotenvModule } from '../facts/handler/dotenv-module.js';
import { extractModule, extractOpenModule } from '../facts/handler/extract.js';
import { extractJsonModule } from '../facts/handler/json-module.js';
import type { ModuleFacts, SuppressionFact, TemplateFacts } from '../facts/model.js';
import { extractPythonModule } from '../facts/python/extract.js';
import type { TemplateReading } from '../facts/template/extract.js';
import { defineStack } from '../project/definitions.js';
import { functionKey } from '../project/files.js';
import type { HandlerRequest, LocatedHandler, PackageContent, ProjectFiles, ScriptKind } from '../project/files.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import type { Stack } from '../project/nested-stacks.js';
import type { ReceiverTypes } from '../project/receiver-type.js';
import { parentFolder } from '../project/paths.js';
import { pythonSpecifiers } from '../project/python-modules.js';
import type { FileSource } from '../source/file-source.js';
import { LineIndex } from '../source/line-index.js';
import { guard } from './guard.js';
import type { InlineMap } from './inline-code.js';
import { mapInlineCode, neutraliseSubstitutions, toHostSpan } from './inline-code.js';
import { loadTemplates } from './load-templates.js';
import { locateHandler } from './locate.js';
import { measurePackage } from './measure-package.js';
import type { ImportResolver } from './resolve-import.js';
import { createImportResolver } from './resolve-import.js';
import { pythonRoots } from './python-roots.js';
import { scriptKind } from './script-kind.js';
import type { PythonResolver } from './resolve-python.js';
import { createPythonResolver } from './resolve-python.js';
import { NO_ENVIRONMENTS, SamEnvironmentReader } from './sam-environment.js';
import type { SamEnvironments } from './sam-environment.js';

/** Facts that outlive a run, for processes that run often. */
export interface FactsCaches {
  readonly templates: FactsCache<TemplateReading>;
  readonly modules: FactsCache<ModuleFacts>;
}

/** Everything read of a repository: one project for each folder with templates that are deployed by themselves. */
export interface LoadedRepository {
  readonly projects: readonly ProjectFiles[];
  readonly problems: readonly Problem[];
  /** By path of the module that stands for the code inside a template. */
  readonly inlineMaps: ReadonlyMap<string, InlineMap>;
  readonly suppressions: ReadonlyMap<string, readonly SuppressionFact[]>;
  readonly fileCount: number;
  readonly functionCount: number;
  readonly environments: SamEnvironments;
}

/** The environment of `samconfig.toml` that gives the templates of a folder their parameters; undefined for none. */
export type EnvironmentOf = (folder: string) => string | undefined;

/** Opens what reads declared types; given where they are wanted. */
export type OpenReceiverTypes = (source: FileSource, modules: ReadonlyMap<string, ModuleFacts>, report: (problem: Problem) => void) => ReceiverTypes;

/** A larger script is the output of a bundler. */
const MAX_MODULE_LENGTH = 2_000_000;

/** Reads the templates among the candidate paths and the code that their functions lead to. */
export function loadRepository(source: FileSource, candidates: readonly string[], caches: FactsCaches, environmentOf?: EnvironmentOf, openTypes?: OpenReceiverTypes): LoadedRepository {
  return new Loader(source, caches, openTypes).load(candidates, environmentOf);
}

class Loader {
  private readonly problems: Problem[] = [];
  private readonly modules = new Map<string, ModuleFacts>();
  /** Paths of scripts that were read, or could not be: no second try, no second problem. */
  private readonly tried = new Set<string>();
  private readonly inlineMaps = new Map<string, InlineMap>();
  private readonly resolutions = new Map<string, ReadonlyMap<string, string>>();
  private readonly imports: ImportResolver;
  private readonly pythonImports: PythonResolver;
  /** Python modules whose imports were followed, by the roots they were looked for in. */
  private readonly followed = new Map<string, Set<string>>();
  private host: { readonly path: string; readonly text: string } | undefined;
  private functionCount = 0;
  private readonly receiverTypes: ReceiverTypes | undefined;

  constructor(
    private readonly source: FileSource,
    private readonly caches: FactsCaches,
    openTypes: OpenReceiverTypes | undefined,
  ) {
    this.receiverTypes = openTypes?.(source, this.modules, (problem) => void this.problems.push(problem));
    this.imports = createImportResolver(source);
    this.pythonImports = createPythonResolver(source);
  }

  load(candidates: readonly string[], environmentOf?: EnvironmentOf): LoadedRepository {
    const { templates, stacks: plain, included } = loadTemplates(this.source, candidates, this.caches.templates, this.problems);
    const environments = environmentOf && new SamEnvironmentReader(this.source, this.problems, environmentOf);
    const stacks = environments ? plain.map((stack) => environments.apply(stack, plain)) : plain;
    const projects = [...byFolder(stacks)].map(([root, own]) => this.project(root, own));
    for (const { kind, path, message } of this.source.trouble()) this.problems.push({ kind, path, message });
    const fragments = [...included].map(([path, suppressions]) => ({ path, suppressions }));
    const suppressions = new Map([...fragments, ...templates, ...this.modules.values()].filter((facts) => facts.suppressions.length > 0).map((facts) => [facts.path, facts.suppressions]));
    const fileCount = new Set([...templates.map(({ path }) => path), ...included.keys()]).size + [...this.modules.keys()].filter((path) => !this.inlineMaps.has(path)).length;
    return { projects, problems: this.problems, inlineMaps: this.inlineMaps, suppressions, fileCount, functionCount: this.functionCount, environments: environments ?? NO_ENVIRONMENTS };
  }

  private project(root: string, stacks: readonly Stack[]): ProjectFiles {
    const definitions = stacks.flatMap((stack) => defineStack(stack).flatMap(({ functions }) => functions));
    const handlers = new Map<string, LocatedHandler>();
    const kinds = new Map<string, (path: string) => ScriptKind | undefined>();
    for (const definition of definitions) {
      const { request, located } = locateHandler(this.source, definition);
      handlers.set(functionKey(definition), located);
      kinds.set(functionKey(definition), (path) => scriptKind(this.source, definition, request, located, path));
      this.noteOutside(definition);
      this.loadHandler(definition, request, located);
    }
    this.functionCount += handlers.size;
    const packages = lazyPackages(this.source, definitions);
    const templates = [...new Set(stacks.flatMap(templatesOf))];
    const scriptKindOf: ProjectFiles['scriptKindOf'] = (key, path) => kinds.get(key)?.(path);
    const receiverTypes = this.receiverTypes ? { receiverTypes: this.receiverTypes } : {};
    return { root, templates, stacks, modules: this.modules, resolutions: this.resolutions, handlers, scriptKindOf, packageOf: packages, ...receiverTypes };
  }

  private noteOutside({ code, logicalId }: FunctionDefinition): void {
    if (code.kind !== 'outside') return;
    const line = this.lineOf(code.at.path, code.at.start);
    this.problems.push({ kind: 'outside-root', path: code.at.path, line, message: `The code of function '${logicalId}' ('${code.written}') is outside the repository; it is not read.` });
  }

  private loadHandler(definition: FunctionDefinition, request: HandlerRequest, located: LocatedHandler): void {
    if (request.kind === 'inline') this.loadInline(definition, request);
    else if (request.kind !== 'files' || located.state !== 'found') return;
    else if (request.language === 'python') this.loadPython(located.file, pythonRoots(definition, request));
    else this.loadModule(located.file);
  }

  private loadInline(definition: FunctionDefinition, request: Extract<HandlerRequest, { kind: 'inline' }>): void {
    const { modulePath, text } = request;
    const host = definition.code.kind === 'inline' ? definition.code.at.path : definition.scope.template.path;
    const template = this.hostText(host);
    const map = mapInlineCode(host, template, text, request);
    this.inlineMaps.set(modulePath, map);
    const code = request.isPattern ? neutraliseSubstitutions(text) : text;
    // CloudFormation writes it to index.js, CommonJS, or to index.py.
    const extract = request.language === 'python' ? extractPythonModule : extractModule;
    const facts = guard(this.problems, host, undefined, () => this.caches.modules.get(modulePath, code, () => extract(modulePath, code)));
    if (facts) this.modules.set(modulePath, facts);
    if (!facts?.syntaxProblem) return;
    const { start } = new LineIndex(text).spanOfLine(facts.syntaxProblem.line);
    this.problems.push({ kind: 'parse', path: host, line: this.lineOf(host, toHostSpan(map, start, start).start), message: facts.syntaxProblem.message });
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
          const target = resolved.get(one) ?? this.pythonImports.resolve(from, one, roots);
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
    const facts = this.readModule(path);
    if (facts) this.modules.set(path, facts);
    return facts;
  }

  /** Functions with code in one template come one after the other: it is read once for all of them. */
  private hostText(path: string): string {
    if (this.host?.path !== path) this.host = { path, text: this.source.read(path) ?? '' };
    return this.host.text;
  }

  /** The module and all that it imports from the repository. */
  private loadModule(path: string): void {
    const pending = [path];
    for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
      if (this.tried.has(current)) continue;
      this.tried.add(current);
      const facts = this.readModule(current);
      if (!facts) continue;
      const from = current;
      this.modules.set(from, facts);
      const resolved = new Map(facts.imports.flatMap(({ specifier, typeOnly }): [string, string][] => {
        const target = typeOnly ? undefined : this.imports.resolve(from, specifier);
        return target === undefined ? [] : [[specifier, target]];
      }));
      if (resolved.size > 0) this.resolutions.set(from, resolved);
      pending.push(...resolved.values());
    }
  }

  private readModule(path: string): ModuleFacts | undefined {
    const text = this.source.read(path);
    if (text === undefined) return undefined;
    if (text.length > MAX_MODULE_LENGTH) {
      this.problems.push({ kind: 'limit', path, message: `It has ${text.length} characters; scripts over ${MAX_MODULE_LENGTH} characters are not read.` });
      return undefined;
    }
    const extract = extractorFor(path);
    const isOpen = this.receiverTypes !== undefined && extract === extractModule;
    const facts = guard(this.problems, path, undefined, () =>
      isOpen ? this.caches.modules.get(`${path}#open`, text, () => extractOpenModule(path, text)) : this.caches.modules.get(path, text, () => extract(path, text)));
    if (facts?.syntaxProblem) this.problems.push({ kind: 'parse', path, line: facts.syntaxProblem.line, message: facts.syntaxProblem.message });
    return facts;
  }

  private lineOf(path: string, offset: number): number {
    return (this.source.read(path) ?? '').slice(0, offset).split('\n').length;
  }
}

function extractorFor(path: string): (path: string, text: string) => ModuleFacts {
  if (path.endsWith('.py')) return extractPythonModule;
  return path.endsWith('.json') ? extractJsonModule : path.endsWith('.env') ? extractDotenvModule : extractModule;
}

function byFolder(stacks: readonly Stack[]): ReadonlyMap<string, readonly Stack[]> {
  const folders = new Map<string, Stack[]>();
  for (const stack of stacks) {
    const folder = parentFolder(stack.template.path);
    const others = folders.get(folder);
    if (others) others.push(stack);
    else folders.set(folder, [stack]);
  }
  return folders;
}

function templatesOf({ template, nested }: Stack): readonly TemplateFacts[] {
  return [template, ...[...nested.values()].flatMap(templatesOf)];
}

/** Measured when a rule or `inspect` asks: walking every package would cost more than all else. */
function lazyPackages(source: FileSource, definitions: readonly FunctionDefinition[]): (key: string) => PackageContent | undefined {
  const byKey = new Map(definitions.map((definition) => [functionKey(definition), definition]));
  const measured = new Map<string, PackageContent | undefined>();
  return (key) => {
    const definition = byKey.get(key);
    if (!definition) return undefined;
    const place = definition.code.kind === 'local' ? `${definition.code.path}|${definition.buildMethod ?? ''}` : key;
    if (!measured.has(place)) measured.set(place, measurePackage(source, definition));
    return measured.get(place);
  };
}

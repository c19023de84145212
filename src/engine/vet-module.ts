import { bind, createDriver } from '../analysis.js';
import type { Driver } from '../analysis.js';
import type { Diagnostic, Problem } from '../diagnostic.js';
import type { ModuleFacts } from '../facts/model.js';
import { stacks } from '../project/files.js';
import type { LocatedHandler, ProjectFiles } from '../project/files.js';
import { toldFacts } from '../project/telling-literal.js';
import type { RegisteredRule } from '../rule.js';
import type { FileSource } from '../source/file-source.js';
import { constants } from './check-project.js';
import { loadRepository } from './load.js';
import type { FactsCaches, LoadedRepository, ProjectEntry } from './load.js';
import { ModuleMemory } from './module-memory.js';
import { ModuleReader } from './module-reader.js';
import { runRules } from './run.js';
import type { RunOptions, RunResult } from './run.js';

/** A repository of which one module has another text now. */
export interface ChangedModule {
  /** As it was read before the change; everything else in it still holds. */
  readonly base: LoadedRepository;
  /** What the last run over everything found. */
  readonly found: readonly Diagnostic[];
  readonly path: string;
  /** With the new text. */
  readonly source: FileSource;
  /** The templates of the projects that the module is part of. */
  readonly templates: readonly string[];
}

export interface VetModuleOptions extends RunOptions {
  readonly caches: FactsCaches;
  /** Where one module changes from key to key. */
  readonly lastRun?: ModuleMemory;
}

/**
 * What a run over everything would find in one module, for a fraction of its time: only rules that report in code run, over
 * the functions that load the module, and over those that findings of the last run join with it (what goes round between several
 * functions). A finding that joins it with others for the first time waits for the next run over everything. Undefined where that does not tell everything: the file is no module of a project, or
 * its comments silence rules that did not run.
 */
export function vetModule({ base, found, path, source, templates }: ChangedModule, options: VetModuleOptions): RunResult | undefined {
  const before = base.projects.find(({ modules }) => modules.has(path))?.modules.get(path);
  if (!before || before.language === 'data' || base.projects.some(({ receiverTypes }) => receiverTypes)) return undefined;
  const problems: Problem[] = [];
  const read = new ModuleReader(source, options.caches.modules, false).read(path, { push: (problem) => problems.push(problem) });
  if (!read || namesOthers(read, options.rules)) return undefined;
  // Rules see nothing of the module but what is compared with the next text of it.
  const facts = toldFacts(read);
  const load = (): LoadedRepository => (hasSameImports(before, facts) ? base : loadRepository(source, templates, options.caches));
  const memory = (options.lastRun ?? new ModuleMemory()).open({ base, path, text: source.read(path) ?? '', facts, today: options.today }, load);
  const { repository } = memory;
  const joined = joinedWith(path, found);
  const projects = repository.projects.filter(({ modules }) => modules.has(path)).map((project) => reduced(project, facts, joined));
  // What a comment silences is looked for although nobody asks: it may silence nothing.
  const named = new Set(facts.suppressions.flatMap(({ rules }) => rules.map(({ id }) => id)));
  const isAsked = (rule: RegisteredRule): boolean => reportsInCode(rule) && (named.has(rule.id) || options.isAsked?.(rule) !== false);
  return runRules(source, withProjects(repository, projects, facts, source), { ...options, isAsked, memory, onlyIn: path, answersBelow: ({ stacks: all }) => templateAnswers(all, options) });
}

interface KnownAnswers {
  readonly today: string;
  readonly driver: Driver;
}

const known = new WeakMap<ProjectFiles['stacks'], KnownAnswers>();

/** Templates do not change while code is typed. */
function templateAnswers(all: ProjectFiles['stacks'], options: RunOptions): Driver {
  const before = known.get(all);
  if (before?.today === options.today) return before.driver;
  const driver = createDriver([bind(stacks, all), ...constants(options)]);
  known.set(all, { today: options.today, driver });
  return driver;
}

/** Whether findings of a rule may stand in a file with code. */
export function reportsInCode({ reportsIn }: RegisteredRule): boolean {
  return reportsIn !== 'template';
}

function namesOthers({ suppressions }: ModuleFacts, rules: readonly RegisteredRule[]): boolean {
  const others = new Set(rules.filter((rule) => !reportsInCode(rule)).map(({ id }) => id));
  return suppressions.some((suppression) => suppression.rules.some(({ id }) => others.has(id)));
}

/** Then it leads to the same modules. */
function hasSameImports(before: ModuleFacts, now: ModuleFacts): boolean {
  const [old, current] = [importsOf(before), importsOf(now)];
  return old.size === current.size && [...current].every((one) => old.has(one));
}

function importsOf({ imports }: ModuleFacts): ReadonlySet<string> {
  return new Set(imports.map(({ specifier, typeOnly }) => `${typeOnly ? 'type' : ''} ${specifier}`));
}

/** Then what others import from it means the same functions. In Python that depends on more. */
function hasSameExports(before: ModuleFacts, now: ModuleFacts): boolean {
  return before.language === 'javascript' && now.language === 'javascript' && exportsOf(before) === exportsOf(now);
}

function exportsOf({ exports, exportsAll, exportsUnknown, imports, syntaxProblem }: ModuleFacts): string {
  const isModule = imports.some(({ kind }) => kind === 'import' || kind === 'export');
  const named = exports.map(({ name, target }) => ({ name, target }));
  return JSON.stringify([named, exportsAll, exportsUnknown, isModule, syntaxProblem === undefined], (key, value: unknown) => (key === 'start' || key === 'end' ? undefined : value));
}

/** The module itself, and the files that findings name together with it. */
function joinedWith(path: string, found: readonly Diagnostic[]): ReadonlySet<string> {
  const known = joined.get(found) ?? joinAll(found);
  joined.set(found, known);
  return new Set([path, ...(known.get(path) ?? [])]);
}

const joined = new WeakMap<readonly Diagnostic[], ReadonlyMap<string, ReadonlySet<string>>>();

function joinAll(found: readonly Diagnostic[]): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>();
  for (const { location, related } of found) {
    const paths = new Set([location, ...related.map((one) => one.location)].map((place) => place.path));
    if (paths.size < 2) continue;
    for (const path of paths) {
      const others = all.get(path) ?? new Set();
      all.set(path, others);
      for (const other of paths) others.add(other);
    }
  }
  return all;
}

/** The project with the functions that load one of the modules; what the others run is not looked at. */
function reduced(project: ProjectFiles, facts: ModuleFacts, paths: ReadonlySet<string>): ProjectFiles {
  const importers = modulesLeadingTo(paths, project.resolutions);
  const changed = new Set([facts.path]);
  const old = project.modules.get(facts.path);
  const handlers = new Map<string, LocatedHandler>();
  project.handlers.forEach((handler, key) => { if (handler.state === 'found' && importers.has(handler.file)) handlers.set(key, handler); });
  const before = { path: facts.path, handlers: handlers.size, modules: project.modules, changed: old && hasSameExports(old, facts) ? changed : modulesLeadingTo(changed, project.resolutions) };
  const modules = new Map(project.modules).set(facts.path, facts);
  // A comment of the module may silence what stands elsewhere and names a place here.
  const shown = facts.suppressions.length === 0 ? { shownIn: facts.path } : {};
  return { ...project, ...shown, handlers, modules, before, namesIn: (path, how) => (path === facts.path ? undefined : project.namesIn(path, how)) };
}

function modulesLeadingTo(paths: ReadonlySet<string>, resolutions: ProjectFiles['resolutions']): ReadonlySet<string> {
  const importers = importersIn.get(resolutions) ?? indexImporters(resolutions);
  importersIn.set(resolutions, importers);
  const found = new Set(paths);
  for (const one of found) for (const importer of importers.get(one) ?? []) found.add(importer);
  return found;
}

const importersIn = new WeakMap<ProjectFiles['resolutions'], ReadonlyMap<string, readonly string[]>>();

function indexImporters(resolutions: ProjectFiles['resolutions']): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>();
  for (const [from, targets] of resolutions) for (const target of targets.values()) {
    const known = importers.get(target);
    if (known) known.push(from);
    else importers.set(target, [from]);
  }
  return importers;
}

function withProjects(repository: LoadedRepository, projects: readonly ProjectFiles[], { path, suppressions }: ModuleFacts, source: FileSource): LoadedRepository {
  const entries = projects.map((files): ProjectEntry => ({ root: files.root, stacks: files.stacks, open: () => ({ files, source, problems: [], looks: new Map() }) }));
  return { ...repository, projects, entries, problems: [], suppressions: new Map(repository.suppressions).set(path, suppressions) };
}

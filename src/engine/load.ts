import type { Problem } from '../diagnostic.js';
import type { FactsCache } from '../facts/cache.js';
import type { ModuleFacts, SuppressionFact } from '../facts/model.js';
import type { TemplateReading } from '../facts/template/extract.js';
import { defineStacks } from '../project/definitions.js';
import { functionKey } from '../project/files.js';
import type { ImageFile, LocatedHandler, ProjectFiles } from '../project/files.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import { templatesOf } from '../project/nested-stacks.js';
import type { Stack } from '../project/nested-stacks.js';
import type { ReceiverTypes } from '../project/receiver-type.js';
import { parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';
import { recordSource } from '../source/recorded-source.js';
import type { Digest } from '../source/recorded-source.js';
import { answerOnDemand } from './answer-on-demand.js';
import type { FunctionCode } from './answer-on-demand.js';
import type { InlineMap } from './inline-code.js';
import { loadTemplates } from './load-templates.js';
import type { LeftOutTemplate } from './load-templates.js';
import { locateHandler } from './locate.js';
import { ModuleReader } from './module-reader.js';
import type { WeightStore } from './packaging/kept-weights.js';
import { createWeigher } from './packaging/weigh-installed.js';
import type { ProjectExtent, ProjectOutcome } from './outcome.js';
import { ProblemList } from './problems.js';
import { ProjectCode } from './project-code.js';
import type { CodeTools } from './project-code.js';
import { createNameReader } from './read-names.js';
import { createReach } from './reach.js';
import { recordResolvers } from './recorded-resolvers.js';
import { createImportResolver } from './resolve-import.js';
import { createPythonResolver } from './resolve-python.js';
import { NO_ENVIRONMENTS, SamEnvironmentReader } from './sam-environment.js';
import type { SamEnvironments } from './sam-environment.js';
import { createFindStored } from './stored-code.js';

/** What outlives a run: facts, for processes that run often, and what installed packages weigh. */
export interface FactsCaches {
  readonly templates: FactsCache<TemplateReading>;
  readonly modules: FactsCache<ModuleFacts>;
  /** Called where there is much to weigh. */
  readonly openWeights?: (() => WeightStore | undefined) | undefined;
}

/** A repository that is read project by project: one for each folder with templates that are deployed by themselves. */
export interface OpenRepository {
  /** Goes through them once; each is opened on demand. What was read for a project alone is let go with it. */
  readonly entries: Iterable<ProjectEntry>;
  /** Like all that follows: of the projects gone through so far. */
  readonly problems: readonly Problem[];
  /** By path of the module that stands for the code inside a template. */
  readonly inlineMaps: ReadonlyMap<string, InlineMap>;
  readonly suppressions: ReadonlyMap<string, readonly SuppressionFact[]>;
  readonly projectCount: number;
  /** Of all templates. */
  readonly resourceCount: number;
  readonly fileCount: number;
  readonly functionCount: number;
  readonly environments: SamEnvironments;
  /** Templates that are not vetted, by path. */
  readonly leftOut: ReadonlyMap<string, LeftOutTemplate>;
  /** Find what imports lead to and what is installed, for all projects. */
  readonly resolvers: Pick<CodeTools, 'imports' | 'pythonImports' | 'weigher' | 'stored'>;
  /** Templates, and what they include. */
  readonly templateFiles: ReadonlySet<string>;
  /** What each project that was not gone through may be made of: its code is not parsed. */
  reaches(): readonly ProjectExtent[];
  /** Counts in a project that was vetted before and is not opened. */
  adopt(outcome: ProjectOutcome): void;
}

/** A project whose templates are read and whose code is not. */
export interface ProjectEntry {
  /** As in `ProjectFiles`. */
  readonly root: string;
  readonly stacks: readonly Stack[];
  /** With a digest, what is looked at is recorded. */
  open(digest?: Digest): OpenProject;
}

export interface OpenProject {
  readonly files: ProjectFiles;
  /** The source that its files are read by. */
  readonly source: FileSource;
  /** All that is wrong with its code, whether or not another project has the same. */
  readonly problems: readonly Problem[];
  readonly looks: ReadonlyMap<string, string>;
}

/** Everything read of a repository, kept. */
export interface LoadedRepository extends OpenRepository {
  readonly projects: readonly ProjectFiles[];
}

const NO_LOOKS: ReadonlyMap<string, string> = new Map();

/** The environment of `samconfig.toml` that gives the templates of a folder their parameters; undefined for none. */
export type EnvironmentOf = (folder: string) => string | undefined;

/** Opens what reads declared types; given where they are wanted. */
export type OpenReceiverTypes = (source: FileSource, modules: ReadonlyMap<string, ModuleFacts>, report: (problem: Problem) => void) => ReceiverTypes;

/** Reads the templates among the candidate paths; the code that their functions lead to is read with each project. All is reported where nothing is said. */
export function openRepository(source: FileSource, candidates: readonly string[], caches: FactsCaches, environmentOf?: EnvironmentOf, openTypes?: OpenReceiverTypes, isReported?: (path: string) => boolean): OpenRepository {
  return new Loader(source, candidates, caches, environmentOf, openTypes, isReported);
}

/** Reads the templates among the candidate paths and the code that their functions lead to. */
export function loadRepository(...given: Parameters<typeof openRepository>): LoadedRepository {
  return keepProjects(openRepository(...given));
}

/** Goes through all projects and keeps them. */
export function keepProjects(repository: OpenRepository): LoadedRepository {
  const entries = keptEntries(repository.entries);
  const { problems, inlineMaps, suppressions, projectCount, resourceCount, fileCount, functionCount, environments, leftOut, resolvers, templateFiles } = repository;
  return { projects: entries.map(({ opened: { files } }) => files), entries, problems, inlineMaps, suppressions, projectCount, resourceCount, fileCount, functionCount, environments, leftOut, resolvers, templateFiles, reaches: () => [], adopt: (outcome) => repository.adopt(outcome) };
}

/** Each is opened as it comes: behind the last, the repository tells what no file could be read for. */
function keptEntries(entries: Iterable<ProjectEntry>): readonly (ProjectEntry & { readonly opened: OpenProject })[] {
  return Array.from(entries, ({ root, stacks, open }) => {
    const opened = open();
    return { root, stacks, opened, open: () => opened };
  });
}

class Loader implements OpenRepository {
  readonly inlineMaps = new Map<string, InlineMap>();
  readonly environments: SamEnvironments;
  readonly leftOut: ReadonlyMap<string, LeftOutTemplate>;
  readonly entries: Iterable<ProjectEntry>;
  readonly projectCount: number;
  readonly resourceCount: number;
  functionCount = 0;
  private readonly found = new ProblemList();
  private readonly reader: ModuleReader;
  private readonly tools: CodeTools;
  private readonly receiverTypes: ReceiverTypes | undefined;
  /** The projects that were not gone through. */
  private readonly folders: Map<string, readonly Stack[]>;
  readonly templateFiles: ReadonlySet<string>;
  private readonly templateSuppressions: ReadonlyMap<string, readonly SuppressionFact[]>;

  constructor(
    private readonly source: FileSource,
    candidates: readonly string[],
    caches: FactsCaches,
    environmentOf: EnvironmentOf | undefined,
    openTypes: OpenReceiverTypes | undefined,
    isReported: ((path: string) => boolean) | undefined,
  ) {
    const { problems, inlineMaps } = this;
    this.reader = new ModuleReader(source, caches.modules, openTypes !== undefined);
    this.receiverTypes = openTypes?.(source, this.reader.kept, (problem) => this.found.push(problem));
    this.tools = { source, reader: this.reader, cache: caches.modules, imports: createImportResolver(source, (problem) => this.found.push(problem)), pythonImports: createPythonResolver(source), weigher: createWeigher(source, caches.openWeights), stored: createFindStored(source), inlineMaps, problems: this.found };
    const { templates, stacks: plain, leftOut, included } = loadTemplates(source, candidates, caches.templates, problems, isReported);
    this.leftOut = leftOut;
    const environments = environmentOf && new SamEnvironmentReader(source, problems, environmentOf);
    this.environments = environments ?? NO_ENVIRONMENTS;
    const fragments = [...included].map(([path, suppressions]) => ({ path, suppressions }));
    this.templateSuppressions = new Map([...fragments, ...templates].filter((facts) => facts.suppressions.length > 0).map((facts) => [facts.path, facts.suppressions]));
    this.templateFiles = new Set([...templates.map(({ path }) => path), ...included.keys()]);
    const folders = (this.folders = byFolder(environments ? applied(environments, plain) : plain));
    this.projectCount = folders.size;
    this.resourceCount = templates.reduce((sum, { resources }) => sum + resources.length, 0);
    const entries = this.openEntries(folders);
    // Types are looked up over the modules of all projects: they are read before the first question.
    this.entries = openTypes ? allFirst(entries) : entries;
  }

  get problems(): Problem[] {
    return this.found.all;
  }

  get resolvers(): CodeTools {
    return this.tools;
  }

  adopt({ extent, problems, suppressions }: ProjectOutcome): void {
    this.functionCount += extent.functionCount;
    this.reader.adopt(extent.modules, suppressions);
    for (const problem of problems) this.found.push(problem);
  }

  reaches(): readonly ProjectExtent[] {
    const reachOf = createReach(this.source);
    return Array.from(this.folders, ([root, stacks]) => reachOf(root, stacks));
  }

  get suppressions(): ReadonlyMap<string, readonly SuppressionFact[]> {
    return new Map([...this.templateSuppressions, ...this.reader.suppressions]);
  }

  get fileCount(): number {
    return this.templateFiles.size + this.reader.count;
  }

  private *openEntries(stacksByFolder: Map<string, readonly Stack[]>): Generator<ProjectEntry> {
    for (const [root, stacks] of stacksByFolder) {
      stacksByFolder.delete(root);
      yield { root, stacks, open: (digest) => this.open(root, stacks, digest) };
    }
    for (const { kind, path, message } of this.source.trouble()) this.found.push({ kind, path, message });
  }

  private open(root: string, stacks: readonly Stack[], digest: Digest | undefined): OpenProject {
    const problems = new ProblemList(this.found);
    if (!digest) return { files: this.project(root, stacks, { ...this.tools, problems }), source: this.source, problems: problems.all, looks: NO_LOOKS };
    const { source, looks, note } = recordSource(this.source, digest);
    const tools = { ...this.tools, ...recordResolvers(this.tools, digest, note), source, problems, onRead: (path: string) => void source.read(path) };
    return { files: this.project(root, stacks, tools), source, problems: problems.all, looks };
  }

  private project(root: string, stacks: readonly Stack[], tools: CodeTools): ProjectFiles {
    const { source, problems } = tools;
    const report = (problem: Problem): void => void problems.push(problem);
    const definitions = defineStacks(stacks).flatMap(({ functions }) => functions);
    const handlers = new Map<string, LocatedHandler>();
    const images = new Map<string, ImageFile>();
    const code = new ProjectCode(tools);
    const functions = definitions.map((definition): FunctionCode => {
      const { image, request, located } = locateHandler(source, tools.stored, definition, definitions);
      if (image) images.set(functionKey(definition), image);
      handlers.set(functionKey(definition), located);
      this.noteOutside(definition, tools);
      code.loadHandler(definition, request, located);
      return { definition, request, located };
    });
    this.functionCount += handlers.size;
    const templates = [...new Set(stacks.flatMap(templatesOf))];
    const receiverTypes = this.receiverTypes ? { receiverTypes: this.receiverTypes } : {};
    const { modules, resolutions, inlineCode } = code;
    return { root, templates, stacks, modules, resolutions, handlers, images, namesIn: createNameReader(source, modules, inlineCode), ...answerOnDemand(tools, functions, report), ...receiverTypes };
  }

  private noteOutside({ code, logicalId }: FunctionDefinition, { source, problems }: CodeTools): void {
    if (code.kind !== 'outside') return;
    const line = (source.read(code.at.path) ?? '').slice(0, code.at.start).split('\n').length;
    problems.push({ kind: 'outside-root', path: code.at.path, line, message: `The code of function '${logicalId}' ('${code.written}') is outside the repository; it is not read.` });
  }
}

function* allFirst(entries: Iterable<ProjectEntry>): Generator<ProjectEntry> {
  yield* keptEntries(entries);
}

/** A function of its own: all closures made in one call share what any of them uses, and one that the constructor makes lives as long as the repository. */
function applied(environments: SamEnvironmentReader, stacks: readonly Stack[]): readonly Stack[] {
  return stacks.map((stack) => environments.apply(stack, stacks));
}

function byFolder(stacks: readonly Stack[]): Map<string, readonly Stack[]> {
  const folders = new Map<string, Stack[]>();
  for (const stack of stacks) {
    const folder = parentFolder(stack.template.path);
    const others = folders.get(folder);
    if (others) others.push(stack);
    else folders.set(folder, [stack]);
  }
  return folders;
}

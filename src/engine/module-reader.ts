import type { Problem } from '../diagnostic.js';
import type { FactsCache } from '../facts/cache.js';
import { extractDotenvModule } from '../facts/handler/dotenv-module.js';
import { extractModule, extractOpenModule } from '../facts/handler/extract.js';
import { extractJsonModule } from '../facts/handler/json-module.js';
import type { ModuleFacts, SuppressionFact } from '../facts/model.js';
import { extractPythonModule } from '../facts/python/extract.js';
import type { FileSource } from '../source/file-source.js';
import { guard } from './guard.js';
import type { ProblemSink } from './problems.js';

/** A larger script is the output of a bundler. */
export const MAX_MODULE_LENGTH = 2_000_000;
/** Modules that stay in memory although only one project asked for them: neighbours often import the same. */
const MAX_RECENT = 200;
const READ_BEFORE = { state: 'read', problems: [] } as const;

/**
 * Reads the modules of a repository. Those of one project are let go with it, so that memory does not grow with the repository;
 * one that several projects ask for is read twice at most.
 */
export class ModuleReader {
  /** Of all files read, what silences findings in them. */
  readonly suppressions = new Map<string, readonly SuppressionFact[]>();
  private readonly recent = new Map<string, ModuleFacts>();
  private readonly shared = new Map<string, ModuleFacts>();
  /** Asked for, whether or not they could be read, with what was wrong. */
  private readonly tried = new Map<string, { readonly state: 'read' | 'failed'; readonly problems: readonly Problem[] }>();

  constructor(
    private readonly source: FileSource,
    private readonly cache: FactsCache<ModuleFacts>,
    /** Also what only declared types could tell, and everything is kept: types are looked up over all modules. */
    private readonly isOpen: boolean,
  ) {}

  /** The modules that are kept; with open reading all. */
  get kept(): ReadonlyMap<string, ModuleFacts> {
    return this.shared;
  }

  get count(): number {
    let count = 0;
    for (const { state } of this.tried.values()) if (state === 'read') count++;
    return count;
  }

  /** Every project that asks is told what is wrong with the module. */
  read(path: string, problems: ProblemSink): ModuleFacts | undefined {
    const before = this.tried.get(path);
    const known = this.shared.get(path) ?? this.recent.get(path);
    if (known || before?.state === 'failed') {
      for (const problem of before?.problems ?? []) problems.push(problem);
      return known;
    }
    const own: Problem[] = [];
    const facts = this.readNew(path, own);
    for (const problem of own) problems.push(problem);
    this.tried.set(path, { state: facts ? 'read' : 'failed', problems: own });
    if (facts) this.keep(path, facts, before !== undefined);
    return facts;
  }

  /** Modules that an earlier run read. */
  adopt(paths: readonly string[], suppressions: readonly (readonly [string, readonly SuppressionFact[]])[]): void {
    for (const path of paths) if (!path.includes('#') && !this.tried.has(path)) this.tried.set(path, READ_BEFORE);
    for (const [path, facts] of suppressions) this.suppressions.set(path, facts);
  }

  private keep(path: string, facts: ModuleFacts, isShared: boolean): void {
    if (facts.suppressions.length > 0) this.suppressions.set(path, facts.suppressions);
    if (isShared || this.isOpen) {
      this.shared.set(path, facts);
      return;
    }
    this.recent.set(path, facts);
    const oldest = this.recent.size > MAX_RECENT ? this.recent.keys().next() : undefined;
    if (oldest && !oldest.done) this.recent.delete(oldest.value);
  }

  private readNew(path: string, problems: Problem[]): ModuleFacts | undefined {
    const text = this.source.read(path);
    if (text === undefined) return undefined;
    if (text.length > MAX_MODULE_LENGTH) {
      problems.push({ kind: 'limit', path, message: `It has ${text.length} characters; scripts over ${MAX_MODULE_LENGTH} characters are not read.` });
      return undefined;
    }
    const extract = extractorFor(path);
    const facts = guard(problems, path, undefined, () =>
      this.isOpen && extract === extractModule ? this.cache.get(`${path}#open`, text, () => extractOpenModule(path, text)) : this.cache.get(path, text, () => extract(path, text)));
    if (facts?.syntaxProblem) problems.push({ kind: 'parse', path, line: facts.syntaxProblem.line, message: facts.syntaxProblem.message });
    return facts;
  }
}

function extractorFor(path: string): (path: string, text: string) => ModuleFacts {
  if (path.endsWith('.py')) return extractPythonModule;
  return path.endsWith('.json') ? extractJsonModule : path.endsWith('.env') ? extractDotenvModule : extractModule;
}

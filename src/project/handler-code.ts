import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { CallFact, EnvironmentReadFact, Expression, ImportedBinding, ModuleFacts, Within } from '../facts/model.js';
import { goesOnWithout, isCaughtByCallers } from './caught-by-callers.js';
import { batchKeysIn, entryFunctions } from './entry-functions.js';
import type { BatchKey, EntryFunction } from './entry-functions.js';
import { loadsEnvironment } from './environment-loaders.js';
import { alwaysThrows } from './certain-run.js';
import { codeFiles } from './files.js';
import { everImported } from './ever-imported.js';
import { findExport, reachable } from './invocation.js';
import type { CallStep as WayStep, ExportName, ModuleGraph, Reachable } from './invocation.js';
import { keptReach } from './kept-reach.js';
import { moduleGraph } from './module-graph.js';
import { namedReads, namedVariables } from './named-reads.js';
import type { NamedRead } from './named-reads.js';
import type { Sited } from './value-flow.js';

/** A read of an environment variable in code that the handler loads. */
export interface EnvironmentRead {
  readonly variable: string;
  readonly at: Location;
  readonly hasFallback: boolean;
}

/** One step from the handler to a call: the function called, at the place of the call. Functions without a name are left out. */
export interface CallStep {
  readonly name: string;
  readonly at: Location;
}

/** A call or construction that resolves to an import or a global. */
export interface HandlerCall {
  readonly fact: CallFact;
  readonly at: Location;
  /** Runs on every invocation, not only when the module is loaded. */
  readonly isPerInvocation: boolean;
  /** The way from the handler, found when somebody asks: each of many functions may have its own, of up to a hundred steps, to each call of code that they share. */
  readonly steps: () => readonly CallStep[];
  /** Without one of these settings the call is not made. */
  readonly needs: readonly Sited<Expression>[];
}

/** An import of a package or a file. */
export interface HandlerImport {
  readonly specifier: string;
  readonly bindings: readonly ImportedBinding[];
  /** The code may get along without it. */
  readonly isConditional: boolean;
  /** Written in a function: it waits until that runs. */
  readonly isLazy: boolean;
  readonly at: Location;
}

export interface HandlerLiteral {
  readonly text: string;
  readonly name: string | undefined;
  readonly at: Location;
}

/** What the code behind one handler does: the entry module and everything it loads from the repository. */
export interface HandlerCode {
  /** Whether the module exports what `Handler` names. */
  readonly entryExport: 'function' | 'unknown' | 'value' | 'missing';
  /** The entry module and every module of the repository that it loads. */
  readonly modules: readonly string[];
  readonly environmentReads: readonly EnvironmentRead[];
  /** The environment is read in a way that names no variable. */
  readonly environmentEscapes: boolean;
  /** Every variable that some module names, in code that runs or does not; collected when it is first asked for. */
  readonly environmentNames: () => ReadonlySet<string>;
  /** All that it imports from the repository was found and read. */
  readonly isWhole: boolean;
  /** The code fills `process.env` itself, from a file or a parameter store. */
  readonly loadsEnvironment: boolean;
  /** The code sets one variable, under its name. */
  readonly setsVariable: (name: string) => boolean;
  /** The functions that get the event. */
  readonly entries: readonly EntryFunction[];
  readonly batchKeys: readonly BatchKey[];
  readonly calls: readonly HandlerCall[];
  /** Calls of chosen facts of each module: most mean nothing to who asks. */
  readonly callsOf: (chosen: (module: ModuleFacts) => readonly CallFact[]) => readonly HandlerCall[];
  /** Whether a function of a module runs on every invocation; whether code of it runs at all. */
  readonly isInvoked: (path: string, id: number) => boolean;
  readonly runs: (path: string, within: Within) => boolean;
  readonly imports: readonly HandlerImport[];
  readonly literals: readonly HandlerLiteral[];
  /** What of it stands where findings are wanted: for analyses whose findings are each about one such place. */
  readonly shown: ShownCode;
}

/** All of the code, or its part in one module, while that is typed. */
export type ShownCode = Pick<HandlerCode, 'modules' | 'calls' | 'imports' | 'literals' | 'environmentReads'>;

/** The code behind every handler that can be read, by `functionKey`. */
export const handlerCode = defineAnalysis({
  name: 'handlerCode',
  requires: { codeFiles, moduleGraph },
  run: ({ codeFiles: { handlers, shownIn }, moduleGraph: graph }): ReadonlyMap<string, HandlerCode> => {
    const done = new Map<string, HandlerCode>();
    const found = new Map<string, HandlerCode>();
    for (const [key, located] of handlers) {
      if (located.state !== 'found' || !graph.modules.has(located.file)) continue;
      const entry = { path: located.file, exportName: located.exportName };
      // Many functions may share one handler.
      const name = `${entry.path}#${entry.exportName}`;
      const code = done.get(name) ?? new ReachedCode(graph, entry, shownIn);
      done.set(name, code);
      found.set(key, code);
    }
    return found;
  },
});

/** What code reaches is looked for at once, what is read of it when it is first asked for: few rules ask for all. */
class ReachedCode implements HandlerCode {
  readonly entryExport: HandlerCode['entryExport'];
  readonly modules: readonly string[];
  readonly shown: ShownCode;
  private readonly reach: Reachable;
  private readonly loaded: readonly ModuleFacts[];
  private readonly loadedPaths: ReadonlySet<string>;
  private readonly handled: ReadonlySet<string>;
  private readonly known: { -readonly [K in keyof HandlerCode]?: HandlerCode[K] } = {};

  constructor(private readonly graph: ModuleGraph, private readonly entry: ExportName, shownIn: string | undefined) {
    const { kind } = findExport(graph, entry);
    this.entryExport = kind === 'callable-unknown' ? 'unknown' : kind;
    this.reach = keptReach(graph, entry, () => reachable(graph, entry));
    this.modules = [...new Set([...this.reach.loaded, ...this.reach.loadedLater, ...this.reach.invoked.keys()])];
    this.loadedPaths = new Set(this.modules);
    this.loaded = this.modules.flatMap((path) => graph.modules.get(path) ?? []);
    this.handled = new Set(this.loaded.flatMap(({ environmentHandled }) => environmentHandled));
    this.shown = shownIn === undefined ? this : this.partIn(shownIn);
  }

  get environmentReads(): readonly EnvironmentRead[] {
    return this.known.environmentReads ??= this.readsIn(this.loaded);
  }

  /** Every text of the code, and of what may be imported: few rules ask for it. */
  readonly environmentNames = (): ReadonlySet<string> => {
    this.names ??= new Set([...this.handled, ...everImported(this.graph, this.entry.path).flatMap(namedVariables)]);
    return this.names;
  };

  private names: ReadonlySet<string> | undefined;

  get isWhole(): boolean {
    return this.known.isWhole ??= this.modules.every((path) => isRead(this.graph, path));
  }

  get environmentEscapes(): boolean {
    return this.loaded.some(({ environmentEscapes }) => environmentEscapes);
  }

  get loadsEnvironment(): boolean {
    return this.known.loadsEnvironment ??= this.handled.has('*') || this.loaded.some(loadsEnvironment);
  }

  readonly setsVariable = (name: string): boolean => this.loaded.some(({ environmentSet }) => environmentSet?.includes(name));

  get entries(): readonly EntryFunction[] {
    return this.known.entries ??= entryFunctions(this.graph, this.entry);
  }

  get batchKeys(): readonly BatchKey[] {
    return this.known.batchKeys ??= batchKeysIn(this.loaded);
  }

  get calls(): readonly HandlerCall[] {
    return this.known.calls ??= this.loaded.flatMap((module) => this.callsIn(module));
  }

  readonly callsOf = (chosen: (module: ModuleFacts) => readonly CallFact[]): readonly HandlerCall[] => this.loaded.flatMap((module) => handlerCalls(module, chosen(module), this.reach));

  readonly isInvoked = (path: string, id: number): boolean => isInvoked(this.reach, path, id);

  readonly runs = (path: string, within: Within): boolean => (within === null ? this.loadedPaths.has(path) : runs({ path }, within, this.reach));

  get imports(): readonly HandlerImport[] {
    return this.known.imports ??= this.loaded.flatMap((module) => handlerImports(module, this.reach));
  }

  get literals(): readonly HandlerLiteral[] {
    return this.known.literals ??= this.loaded.flatMap(handlerLiterals);
  }

  /** Of a call there is one object, whoever asks. */
  private callsIn(module: ModuleFacts): readonly HandlerCall[] {
    const found = this.callsByPath.get(module.path) ?? handlerCalls(module, foreignCalls(module), this.reach);
    this.callsByPath.set(module.path, found);
    return found;
  }

  private readonly callsByPath = new Map<string, readonly HandlerCall[]>();

  private readsIn(modules: readonly ModuleFacts[]): readonly EnvironmentRead[] {
    const [own, optional] = [new Set(modules), new Set(this.loaded.flatMap(({ optionalNames }) => optionalNames))];
    const needed = new Set(this.loaded.flatMap((module) => (module.settingReads ?? []).flatMap(({ name, within }) => (runs(module, within, this.reach) ? [name] : []))));
    const required = new Set(this.loaded.flatMap((module) => module.environmentReads.flatMap(({ variable, isRequired }) => (isRequired ? [variable] : []))));
    const isHandled = ({ variable, keptAs, isSetting, hasFallback }: EnvironmentReadFact): boolean =>
      hasFallback || this.handled.has(variable) || required.has(variable) || (keptAs !== undefined && (optional.has(keptAs) || (isSetting === true && !needed.has(keptAs))));
    const direct = modules.flatMap((module) => environmentReads(module, this.reach, (read) => (read.isRequired ? this.handled.has(read.variable) || !alwaysThrows(this.graph, { path: this.entry.path, entries: this.entries }, module, read) : isHandled(read) || isCaughtByCallers(this.graph, module, read.within))));
    const isOptional = ({ variable, at: { path } }: NamedRead): boolean => this.handled.has(variable) || this.reach.decided.has(path);
    const named = namedReads(this.graph, this.loaded, this.modules).filter(({ module, within }) => own.has(module) && runs(module, within, this.reach));
    return [...direct, ...named.map((read) => ({ variable: read.variable, at: read.at, hasFallback: isOptional(read) || goesOnWithout(this.graph, read.module, read.within) }))];
  }

  private partIn(path: string): ShownCode {
    const module = this.loaded.find((one) => one.path === path);
    if (!module) return NOTHING_SHOWN;
    return {
      modules: [path],
      calls: this.callsIn(module),
      imports: handlerImports(module, this.reach),
      literals: handlerLiterals(module),
      environmentReads: module.environmentReads.length > 0 || module.calls.length > 0 ? this.readsIn([module]) : [],
    };
  }
}

const NOTHING_SHOWN: ShownCode = { modules: [], calls: [], imports: [], literals: [], environmentReads: [] };

function isRead({ modules, resolve }: ModuleGraph, path: string): boolean {
  const module = modules.get(path);
  if (!module || module.syntaxProblem) return false;
  return module.imports.every(({ specifier, typeOnly }) => typeOnly || !specifier.startsWith('.') || resolve(path, specifier) !== undefined);
}

/** Whether code runs at all: at load, or in a function that loading or an invocation reaches. */
function runs({ path }: Pick<ModuleFacts, 'path'>, within: Within, { atLoad, invoked }: Reachable): boolean {
  return within === null || invoked.get(path)?.has(within) === true || atLoad.get(path)?.has(within) === true;
}

function environmentReads(module: ModuleFacts, reach: Reachable, isHandled: (read: EnvironmentReadFact) => boolean): readonly EnvironmentRead[] {
  return module.environmentReads
    .filter(({ within, usedIn }) => runs(module, within, reach) && (usedIn?.some((one) => runs(module, one, reach)) ?? true))
    .map((read) => ({ variable: read.variable, hasFallback: isHandled(read) || reach.decided.has(module.path), at: { path: module.path, start: read.start, end: read.end } }));
}

const literalsOf = new WeakMap<ModuleFacts, readonly HandlerLiteral[]>();

/** The same for all handlers that load the module. */
function handlerLiterals(module: ModuleFacts): readonly HandlerLiteral[] {
  const { path, literals } = module;
  const found = literalsOf.get(module) ?? literals.map(({ text, name, start, end }) => ({ text, name, at: { path, start, end } }));
  literalsOf.set(module, found);
  return found;
}

function handlerImports(module: ModuleFacts, reach: Reachable): readonly HandlerImport[] {
  return module.imports
    .filter(({ typeOnly, within }) => !typeOnly && runs(module, within, reach))
    .map(({ specifier, bindings, within, isConditional = false, start, end }) => ({ specifier, bindings, isConditional, isLazy: within !== null, at: { path: module.path, start, end } }));
}

const foreign = new WeakMap<ModuleFacts, readonly CallFact[]>();

/** Those of what is not of the module itself. Facts never change, and many handlers may load one module. */
export function foreignCalls(module: ModuleFacts): readonly CallFact[] {
  const found = foreign.get(module) ?? module.calls.filter(isForeign);
  foreign.set(module, found);
  return found;
}

function isForeign({ callee: { kind } }: CallFact): boolean {
  return kind !== 'unknown' && kind !== 'function';
}

function handlerCalls(module: ModuleFacts, facts: readonly CallFact[], reach: Reachable): readonly HandlerCall[] {
  if (facts.length === 0) return [];
  const { path } = module;
  const found: HandlerCall[] = [];
  /** Of the calls in one function the way and the rest are the same; undefined where it does not run. */
  const byFunction = new Map<Within, Way | undefined>();
  for (const fact of facts) {
    const { within, start, end } = fact;
    if (!byFunction.has(within)) byFunction.set(within, runs(module, within, reach) ? wayTo(path, within, reach) : undefined);
    const way = byFunction.get(within);
    if (way) found.push({ fact, at: { path, start, end }, ...way, needs: fact.needs ? [...way.needs, ...fact.needs.map((value) => ({ path, value }))] : way.needs });
  }
  return found;
}

type Way = Pick<HandlerCall, 'isPerInvocation' | 'steps' | 'needs'>;

function wayTo(path: string, within: Within, reach: Reachable): Way {
  if (within === null) return { isPerInvocation: false, steps: () => [], needs: [] };
  return { isPerInvocation: isInvoked(reach, path, within), steps: () => namedSteps(reach.callPath(path, within) ?? []), needs: reach.needsOf(path, within) };
}

function isInvoked({ invoked, once }: Reachable, path: string, id: number): boolean {
  return invoked.get(path)?.has(id) === true && once.get(path)?.has(id) !== true;
}

function namedSteps(steps: readonly WayStep[]): readonly CallStep[] {
  return steps.filter(({ name }) => name !== '').map((step) => ({ name: step.name, at: { path: step.path, ...step.span } }));
}

import type { CallFact, Expression, HandedOnFact, ImportFact, ModuleFacts, ParameterReference, Reference, Span, Within } from '../facts/model.js';
import { inFunction } from './by-function.js';
import { callersWithin } from './callers.js';
import type { CallAt } from './callers.js';
import { calledFunctions, findExport, resolveReference, type ExportName, type FunctionAt, type ModuleGraph } from './find-export.js';
import { declaredFunctions, givenOnce, madeFunctions } from './given-functions.js';
import { neededByBoth, neededWith } from './needed-settings.js';
import { importedModules } from './python-modules.js';
import type { Sited } from './value-flow.js';

export { calledFunctions, findExport, resolveReference, type ExportName, type FoundExport, type FunctionAt, type ModuleGraph, type ResolveModule } from './find-export.js';

/** One step from the handler to a function: the call or the nested function, in the module where it is written. */
export interface CallStep {
  readonly path: string;
  readonly span: Span;
  readonly name: string;
  /** Without these settings the call is not made. */
  readonly needs?: readonly Expression[];
}

export interface Reachable {
  /** Modules that are loaded before the first invocation: the entry and what it imports or requires at module level. */
  readonly loaded: ReadonlySet<string>;
  /** Modules that code loads when it runs: `await import('./report')` in a function. */
  readonly loadedLater: ReadonlySet<string>;
  /** Those of both that only an import loads about which the environment decides. */
  readonly decided: ReadonlySet<string>;
  /** Functions that run while the modules load, by module. */
  readonly atLoad: ReadonlyMap<string, ReadonlySet<number>>;
  /** Functions that run on an invocation, by module. */
  readonly invoked: ReadonlyMap<string, ReadonlySet<number>>;
  /** Those of them that are reached through memoised calls only: they run once, not each time. */
  readonly once: ReadonlyMap<string, ReadonlySet<number>>;
  /** The shortest way from the handler to an invoked function, the handler first; undefined if it is not invoked. */
  callPath(path: string, id: number): readonly CallStep[] | undefined;
  /** The settings without which no way leads to a function. */
  needsOf(path: string, id: number): readonly Sited<Expression>[];
}

/** Callees that call a function given to them at load, and not on invocation. */
const CALLED_AT_LOAD = new Set([
  'map', 'flatMap', 'forEach', 'filter', 'reduce', 'reduceRight', 'some', 'every', 'find', 'findIndex', 'findLast', 'sort', 'toSorted',
  'then', 'catch', 'finally', 'call', 'apply', 'bind', 'replace', 'replaceAll', 'from', 'entries', 'defineProperty', 'transform', 'refine', 'superRefine',
]);

/** Their members keep no function for an invocation. */
const NO_REGISTRY = /^(?:process|console|Object|Promise|JSON|Array)\./;

/** Methods of routers. What others get through a wrapper, or as a module, may be made once: `store.set('s3', lazy(() => …))`, `container.register(require('./s3'))`. */
const ROUTING = /^(?:get|post|put|patch|delete|del|head|options|all|any|use|route|on)$/;

/** Packages that route requests and events. Without one, and without a path, `container.use(require('./s3'))` gives something that is made once. */
const ROUTERS = /(?:^|[@/-])(?:express|koa|fastify|hono|hapi|restify|polka|connect|oak|elysia|lambda-api|router|itty-router|find-my-way|h3|nitro|feathers|serverless-http|event-handler|middy|bolt|telegraf|grammy|ask-sdk|alexa-app|probot|claudia-api-builder|openapi-backend)(?:$|[/-])/;

/** What is loaded and what runs when the function that a name exports is invoked. */
export function reachable(graph: ModuleGraph, entry: ExportName): Reachable {
  const loaded = loadedModules(graph, entry.path);
  const { functions, makers } = findExport(graph, entry);
  const atLoad: Search = new Search(graph, ({ path, call }) => (call && call.within !== null ? atLoad.has(path, call.within) : loaded.has(path)), () => [...loaded, ...atLoad.paths()]);
  for (const path of loaded) {
    const module = graph.modules.get(path);
    for (const call of module ? inFunction(module, null).calls : []) for (const target of calledFunctions(graph, path, call)) atLoad.reach(target, undefined, stepOf(path, call, ''));
  }
  atLoad.run({ nested: false });

  const isOwn = ({ path, call }: CallAt): boolean => (call && call.within !== null ? search.has(path, call.within) || atLoad.has(path, call.within) : loaded.has(path));
  const search: Search = new Search(graph, isOwn, () => [...loaded, ...atLoad.paths(), ...search.paths()]);
  for (const one of functions) search.start(one);
  for (const one of makers) search.reachNested(one);
  search.run({ nested: true });
  const isReached = (path: string, within: Within): boolean => within === null || search.has(path, within) || atLoad.has(path, within);
  for (let waiting = registered(graph, loaded, atLoad); waiting.length > 0;) {
    const used = waiting.filter(({ path, fact: { usedIn } }) => usedIn?.some((one) => isReached(path, one)) ?? true);
    if (used.length === 0) break;
    for (const { path, fact, to } of used) for (const target of resolveReference(graph, path, fact.target)) search.reach(target, undefined, stepOf(path, fact, to));
    search.run({ nested: true });
    waiting = waiting.filter((one) => !used.includes(one));
  }
  const later = loadedLater(graph, loaded, [atLoad, search]);
  return { loaded, loadedLater: later, decided: decidedModules(graph, entry.path, [...loaded, ...later], [atLoad, search]), atLoad: atLoad.functions(() => true), needsOf: (path, id) => neededOnAll([atLoad, search], path, id), ...search.answer() };
}

function neededOnAll(searches: readonly Search[], path: string, id: number): readonly Sited<Expression>[] {
  const [first = [], other = first] = searches.flatMap((search) => (search.has(path, id) ? [search.needsOf(path, id)] : []));
  return neededByBoth(first, other);
}

function decidedModules(graph: ModuleGraph, entry: string, all: readonly string[], searches: readonly Search[]): ReadonlySet<string> {
  if (!all.some((path) => graph.modules.get(path)?.imports.some(({ isDecided }) => isDecided))) return new Set();
  const runs = (path: string, { within }: ImportFact): boolean => within === null || searches.some((search) => search.has(path, within));
  const sure = loadedModules(graph, entry, (path, one) => one.isDecided !== true && runs(path, one));
  return new Set(all.filter((path) => !sure.has(path)));
}

/** The start-up closure: imports that run with the module, types left out. */
function loadedModules(graph: ModuleGraph, entry: string, follows = (_: string, { within }: ImportFact): boolean => within === null): ReadonlySet<string> {
  const loaded = new Set<string>();
  const queue = [entry];
  for (const path of queue) {
    const module = graph.modules.get(path);
    if (!module || loaded.has(path)) continue;
    loaded.add(path);
    for (const one of module.imports) if (!one.typeOnly && follows(path, one)) queue.push(...importedModules(graph, path, one));
  }
  return loaded;
}

function loadedLater(graph: ModuleGraph, loaded: ReadonlySet<string>, searches: readonly Search[]): ReadonlySet<string> {
  const later = new Set<string>();
  for (const search of searches) for (const path of search.paths()) {
    for (const one of graph.modules.get(path)?.imports ?? []) {
      if (one.typeOnly || one.within === null || !search.has(path, one.within)) continue;
      for (const target of importedModules(graph, path, one)) for (const below of loadedModules(graph, target)) if (!loaded.has(below)) later.add(below);
    }
  }
  return later;
}

interface Registration {
  readonly path: string;
  readonly fact: Pick<HandedOnFact, 'target' | 'usedIn' | 'start' | 'end'>;
  readonly to: string;
}

/** Routes and the like: functions given to a method of an object while the modules load. */
function registered(graph: ModuleGraph, loaded: ReadonlySet<string>, atLoad: Search): readonly Registration[] {
  let imported: ReadonlySet<string> | undefined;
  const importedByOthers = (): ReadonlySet<string> => (imported ??= new Set([...loaded].flatMap((path) => (graph.modules.get(path)?.imports ?? []).flatMap((one) => importedModules(graph, path, one).filter((target) => target !== path)))));
  const mayRoute = [...loaded].some((path) => graph.modules.get(path)?.imports.some(({ specifier, typeOnly }) => !typeOnly && !specifier.startsWith('.') && ROUTERS.test(specifier)));
  return [...loaded].flatMap((path) => (graph.modules.get(path)?.handedOn ?? []).flatMap((fact) => {
    if (fact.within !== null && !atLoad.has(path, fact.within)) return [];
    const to = fact.to.includes('.') ? fact.to : (fact.givenOn ?? '');
    const method = to.split('.').at(-1) ?? '';
    if (!to.includes('.') || NO_REGISTRY.test(to) || CALLED_AT_LOAD.has(method)) return [];
    const isDirect = to === fact.to && (fact.target.kind !== 'import' || fact.target.path.length > 0);
    if (!isDirect && (!(mayRoute || fact.isRoute) || !ROUTING.test(method))) return [];
    // Another module may have the object from this one, and use it.
    const { usedIn, ...rest } = fact;
    return [{ path, fact: usedIn && !importedByOthers().has(path) ? fact : rest, to }];
  }));
}

/** `const placeOnce = makeIdempotent(place, …)`: a call of what a wrapper of a package gave runs what was given to it. */
function wrapped(graph: ModuleGraph, { path, handedOn }: ModuleFacts, callee: Reference): readonly FunctionAt[] {
  if (callee.kind !== 'import' || callee.path.at(-1) !== '#call') return [];
  const wrapper = callee.path.at(-2);
  return handedOn.filter(({ to, within }) => within === null && wrapper !== undefined && to.split('.').at(-1) === wrapper).flatMap(({ target }) => resolveReference(graph, path, target));
}

function stepOf(path: string, { start, end, needs }: Span & Pick<CallStep, 'needs'>, name: string): CallStep {
  return { path, span: { start, end }, name, ...(needs ? { needs } : {}) };
}

interface Reached {
  readonly at: FunctionAt;
  readonly from: Reached | undefined;
  readonly step: CallStep;
  readonly isOnce: boolean;
  /** Settings that every way found so far needs. */
  needs: readonly Sited<Expression>[];
}

/** Of a call that passes through more functions, the last: a finding has as many related places, and each call keeps its own. */
const MAX_STEPS = 100;

/** A breadth-first search over functions; memoised calls are followed when nothing else is left, and then those of what is given. */
class Search {
  private readonly reached = new Map<string, Map<number, Reached>>();
  private queue: Reached[] = [];
  private memoised: Reached[] = [];
  /** Calls of methods of what a function is given: by whom is known once its callers are. */
  private readonly ofGiven: { readonly from: Reached; readonly call: CallFact; readonly callee: ParameterReference }[] = [];

  /** `isOwn` tells the calls that this function of the template may make, `ownPaths` the modules they are in: what others give is none of its own. */
  constructor(private readonly graph: ModuleGraph, private readonly isOwn: (caller: CallAt) => boolean, private readonly ownPaths: () => Iterable<string>) {}

  start(at: FunctionAt): void {
    const fact = this.module(at.path)?.functions[at.id];
    if (fact) this.reach(at, undefined, stepOf(at.path, fact, fact.name));
  }

  reach(at: FunctionAt, from: Reached | undefined, step: CallStep, isMemoised = false): void {
    const isOnce = isMemoised || (from?.isOnce ?? false);
    const fact = this.module(at.path)?.functions[at.id];
    if (!fact) return;
    const named = step.name === '' ? { ...step, name: fact.name } : step;
    (isOnce ? this.memoised : this.queue).push({ at, from, step: named, isOnce, needs: neededWith(from?.needs ?? [], step.path, step.needs) });
  }

  reachNested({ path, id }: FunctionAt, from?: Reached): void {
    const module = this.module(path);
    for (const fact of module ? inFunction(module, id).functions : []) this.reach({ path, id: fact.id }, from, stepOf(path, fact, fact.name));
  }

  run({ nested }: { readonly nested: boolean }): void {
    do {
      while (this.queue.length > 0 || this.memoised.length > 0) {
        const batch = this.queue.length > 0 ? this.queue : this.memoised;
        if (batch === this.queue) this.queue = [];
        else this.memoised = [];
        for (const one of batch) this.visit(one, nested);
      }
      const givenTo = givenOnce(this.graph, (at) => callersWithin(this.graph, at, this.ownPaths()).filter(this.isOwn));
      for (const one of this.ofGiven) this.followGiven(one, givenTo);
    } while (this.queue.length > 0 || this.memoised.length > 0);
  }

  /** Followed where all that is given is the same: of several one cannot tell which. */
  private followGiven({ from, call, callee }: (typeof this.ofGiven)[number], givenTo: ReturnType<typeof givenOnce>): void {
    const { path } = from.at;
    const given = givenTo(path, callee);
    const isOnce = from.isOnce || call.isMemoised;
    for (const target of given.length === 0 ? declaredFunctions(this.graph, path, call) : given.length === 1 ? given : []) {
      const before = this.reached.get(target.path)?.get(target.id);
      const step = stepOf(path, call, '');
      if (!before || (before.isOnce && !isOnce) || neededByBoth(before.needs, neededWith(from.needs, step.path, step.needs)).length < before.needs.length) this.reach(target, from, step, call.isMemoised);
    }
  }

  private visit(one: Reached, nested: boolean): void {
    const { path, id } = one.at;
    const ofModule = this.reached.get(path) ?? new Map<number, Reached>();
    this.reached.set(path, ofModule);
    const before = ofModule.get(id);
    const needs = before ? neededByBoth(before.needs, one.needs) : one.needs;
    if (before && (one.isOnce || !before.isOnce)) {
      if (needs.length === before.needs.length) return;
      before.needs = needs;
      return this.follow(before, nested);
    }
    one.needs = needs;
    ofModule.set(id, one);
    this.follow(one, nested);
  }

  private follow(one: Reached, nested: boolean): void {
    const { path, id } = one.at;
    if (nested) this.reachNested(one.at, one);
    const module = this.module(path);
    if (!module) return;
    const { calls, openCalls, handedOn } = inFunction(module, id);
    for (const call of calls) {
      if (call.callee.kind === 'parameter') this.ofGiven.push({ from: one, call, callee: call.callee });
      else for (const target of this.called(path, call)) this.reach(target, one, stepOf(path, call, ''), call.isMemoised);
      for (const target of wrapped(this.graph, module, call.callee)) this.reach(target, one, stepOf(path, call, ''), call.isMemoised);
    }
    for (const call of openCalls) for (const target of declaredFunctions(this.graph, path, call)) this.reach(target, one, stepOf(path, call, ''), call.isMemoised);
    if (nested) for (const fact of handedOn) for (const target of resolveReference(this.graph, path, fact.target)) this.reach(target, one, stepOf(path, fact, ''));
  }

  private called(path: string, call: CallFact): readonly FunctionAt[] {
    const found = calledFunctions(this.graph, path, call);
    if (found.length > 0 || call.callee.kind === 'function' || call.isNew) return found;
    const made = madeFunctions(this.graph, path, call);
    return made.length > 0 ? made : declaredFunctions(this.graph, path, call);
  }

  has(path: string, id: number): boolean {
    return this.reached.get(path)?.has(id) ?? false;
  }

  needsOf(path: string, id: number): readonly Sited<Expression>[] {
    return this.reached.get(path)?.get(id)?.needs ?? [];
  }

  paths(): readonly string[] {
    return [...this.reached.keys()];
  }

  /** Those reached that fit, by module. */
  functions(fits: (one: Reached) => boolean): ReadonlyMap<string, ReadonlySet<number>> {
    const found = new Map<string, ReadonlySet<number>>();
    for (const [path, ofModule] of this.reached) {
      const ids = new Set<number>();
      for (const one of ofModule.values()) if (fits(one)) ids.add(one.at.id);
      if (ids.size > 0) found.set(path, ids);
    }
    return found;
  }

  answer(): Pick<Reachable, 'invoked' | 'once' | 'callPath'> {
    return {
      invoked: this.functions(() => true),
      once: this.functions(({ isOnce }) => isOnce),
      callPath: (path, id) => this.pathTo(path, id),
    };
  }

  private pathTo(path: string, id: number): readonly CallStep[] | undefined {
    const steps: CallStep[] = [];
    for (let one = this.reached.get(path)?.get(id); one && steps.length < MAX_STEPS; one = one.from) steps.push(one.step);
    return steps.length > 0 ? steps.reverse() : undefined;
  }

  private module(path: string): ModuleFacts | undefined {
    return this.graph.modules.get(path);
  }
}

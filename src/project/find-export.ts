import type { CallFact, ExportFact, ExportTarget, Expression, ImportedMemberFact, ModuleFacts, Reference } from '../facts/model.js';
import { madeBy, methodOfInstance } from './made-functions.js';
import { isImported } from './imported-modules.js';
import { importTarget } from './python-modules.js';
import type { ReceiverTypes } from './receiver-type.js';

/** The module of the project that a specifier means; undefined for packages and for what cannot be found. */
export type ResolveModule = (fromPath: string, specifier: string) => string | undefined;

export interface ModuleGraph {
  readonly modules: ReadonlyMap<string, ModuleFacts>;
  readonly resolve: ResolveModule;
  /** Given where declared types are wanted. */
  readonly receiverTypes?: ReceiverTypes;
  readonly before?: EarlierModules;
}

/** The modules before one of them changed, and those whose imports may mean something else since. */
export interface EarlierModules {
  /** The one that changed. */
  readonly path: string;
  /** Handlers that are looked at because of it. */
  readonly handlers: number;
  readonly modules: ReadonlyMap<string, ModuleFacts>;
  readonly changed: ReadonlySet<string>;
}

/** A function of one module. */
export interface FunctionAt {
  readonly path: string;
  readonly id: number;
}

export interface FoundExport {
  /** `callable-unknown`: something a wrapper or a package made, which may well be a function. `missing`: certainly not exported. */
  readonly kind: 'function' | 'callable-unknown' | 'value' | 'missing' | 'unknown';
  /** The function itself, or those that were given to the wrapper. */
  readonly functions: readonly FunctionAt[];
  /** Arguments that they have been given beforehand. */
  readonly bound?: number;
  /** Functions that ran at load and made the exported one; what is nested in them may run on invocation. */
  readonly makers: readonly FunctionAt[];
  /** The export in the module where it is written, past re-exports. */
  readonly at?: { readonly path: string; readonly start: number; readonly end: number };
}

export interface ExportName {
  readonly path: string;
  /** May be dotted: the members read from the export. */
  readonly exportName: string;
}

const NOTHING = { functions: [], makers: [] } as const;
const UNKNOWN: FoundExport = { kind: 'unknown', ...NOTHING };
const MISSING: FoundExport = { kind: 'missing', ...NOTHING };
const VALUE: FoundExport = { kind: 'value', ...NOTHING };
const CALLABLE: FoundExport = { kind: 'callable-unknown', ...NOTHING };

/** Follows an export through re-exports and interop to the function behind it. */
export function findExport(graph: ModuleGraph, { path, exportName }: ExportName): FoundExport {
  return lookUp(graph, path, exportName, new Map());
}

/** The name of what a module of CommonJS is as a whole: `module.exports = class { … }`. */
const WHOLE = 'module.exports';

/** What was looked up on the way to an answer: barrels lead to each other, and each is asked once. Unknown while it is being looked up. */
type Seen = Map<string, FoundExport>;

function lookUp(graph: ModuleGraph, path: string, name: string, seen: Seen): FoundExport {
  const key = `${path}\0${name}`;
  const known = seen.get(key);
  if (known) return known;
  seen.set(key, UNKNOWN);
  const found = lookUpIn(graph, path, name, seen);
  seen.set(key, found);
  return found;
}

function lookUpIn(graph: ModuleGraph, path: string, name: string, visited: Seen): FoundExport {
  const module = graph.modules.get(path);
  if (!module || module.syntaxProblem) return UNKNOWN;
  const exact = module.exports.findLast((fact) => fact.name === name);
  if (exact) return followTarget(graph, path, exact, '', visited);
  const [first = '', ...rest] = name.split('.');
  const fact = rest.length > 0 ? module.exports.findLast((one) => one.name === first) : undefined;
  if (fact) return followTarget(graph, path, fact, rest.join('.'), visited);
  if (first === 'default') return lookUpDefault(graph, module, rest.join('.'), visited);
  const whole = module.exports.findLast((one) => one.name === WHOLE);
  const viaWhole = whole && followTarget(graph, path, whole, name, visited);
  if (viaWhole && viaWhole.functions.length > 0) return viaWhole;
  const viaAll = lookUpAll(graph, module, name, visited);
  if (viaAll.kind !== 'missing') return viaAll;
  return module.exportsUnknown ? UNKNOWN : MISSING;
}

/** With `import x from './commonjs'`, `x` is `module.exports`. */
function lookUpDefault(graph: ModuleGraph, module: ModuleFacts, rest: string, seen: Seen): FoundExport {
  const whole = module.exports.findLast((fact) => fact.name === WHOLE);
  const isCommonJs = whole !== undefined || !module.imports.some(({ kind }) => kind === 'import' || kind === 'export');
  if (rest !== '' && isCommonJs) return lookUp(graph, module.path, rest, seen);
  if (whole) return followTarget(graph, module.path, whole, '', seen);
  return module.exportsUnknown || module.exportsAll.length > 0 ? UNKNOWN : MISSING;
}

function lookUpAll(graph: ModuleGraph, module: ModuleFacts, name: string, seen: Seen): FoundExport {
  let otherwise = MISSING;
  for (const specifier of module.exportsAll) {
    const target = graph.resolve(module.path, specifier);
    if (target !== undefined && isSurelyMissing(graph.modules.get(target), name)) continue;
    const found = target === undefined ? UNKNOWN : lookUp(graph, target, name, seen);
    if (found.kind !== 'missing' && found.kind !== 'unknown') return found;
    if (found.kind === 'unknown') otherwise = UNKNOWN;
  }
  return otherwise;
}

const closedNames = new WeakMap<ModuleFacts, ReadonlySet<string> | 'open'>();

/** Nothing is exported under the name, nor anything that may have it: so it is with nearly all modules of a barrel of thousands. */
export function isSurelyMissing(module: ModuleFacts | undefined, name: string): boolean {
  const first = name.split('.', 1)[0] ?? name;
  if (!module || first === 'default') return false;
  const names = closedNames.get(module) ?? namesOf(module);
  closedNames.set(module, names);
  return names !== 'open' && !names.has(name) && !names.has(first);
}

function namesOf({ exports, exportsAll, exportsUnknown, syntaxProblem }: ModuleFacts): ReadonlySet<string> | 'open' {
  const names = new Set(exports.map((fact) => fact.name));
  return exportsAll.length > 0 || exportsUnknown || syntaxProblem || names.has(WHOLE) ? 'open' : names;
}

/** `rest` are the members read from the export, dotted; empty for the export itself. */
function followTarget(graph: ModuleGraph, path: string, fact: ExportFact, rest: string, seen: Seen): FoundExport {
  const { target, start, end } = fact;
  const at = { path, start, end };
  switch (target.kind) {
    case 'function':
      return rest === '' ? { kind: 'function', functions: [{ path, id: target.id }], makers: [], at, ...bound(target) } : UNKNOWN;
    case 'import':
      return { ...followImport(graph, path, target, rest, seen, at), ...bound(target) };
    case 'call':
      if (rest === '') return { ...(calledInstance(graph, path, target.callee, seen) ?? givenTo(graph, path, target, seen)), at };
      return target.members ? followMember(graph, path, target, rest, seen) : ofMade(graph, path, target.callee, rest, seen);
    case 'value':
      return rest === '' ? { ...VALUE, at } : followMember(graph, path, target, rest, seen);
    case 'unknown':
      return { ...UNKNOWN, at };
  }
}

function bound(target: { readonly bound?: number }): { readonly bound?: number } {
  return target.bound === undefined ? {} : { bound: target.bound };
}

function followImport(
  graph: ModuleGraph, path: string, from: { readonly specifier: string; readonly name: string }, rest: string, seen: Seen, at: FoundExport['at'],
): FoundExport {
  const written = [...(from.name === '*' ? [] : from.name.split('.')), ...(rest === '' ? [] : rest.split('.'))];
  const { path: target, steps } = importTarget(graph, path, from.specifier, written);
  const place = at ? { at } : {};
  if (target === undefined) return from.specifier.startsWith('.') ? { ...UNKNOWN, ...place } : { ...CALLABLE, ...place };
  if (steps.length === 0) return { ...VALUE, ...place };
  // The members of a namespace or an imported object that is not written out cannot be told to be missing.
  const found = lookUp(graph, target, steps.join('.'), seen);
  return found.at || !at ? found : { ...found, at };
}

function followMember(graph: ModuleGraph, path: string, target: ExportTarget & { readonly kind: 'value' | 'call' }, rest: string, seen: Seen): FoundExport {
  const member = target.members?.find(({ name }) => name === rest);
  if (member) return { kind: 'function', functions: [{ path, id: member.id }], makers: [] };
  const imported = importedMember(target, rest.split('.'));
  if (imported) return followImport(graph, path, { ...imported, name: imported.from }, rest.slice(imported.name.length + 1), seen, undefined);
  if (target.kind === 'value' && target.keys?.every((key) => !leadsTo(key, rest)) && !isImported(graph, path)) return MISSING;
  if (target.kind === 'call' || !target.base) return UNKNOWN;
  return followImport(graph, path, target.base, rest, seen, undefined);
}

/** What is below a key, or above it, is not told. */
function leadsTo(key: string, rest: string): boolean {
  return key === rest || rest.startsWith(`${key}.`) || key.startsWith(`${rest}.`);
}

/** `place` of `{ place }`, where that is imported. */
export function importedMember(target: ExportTarget, steps: readonly string[]): ImportedMemberFact | undefined {
  return target.kind === 'value' ? target.imported?.findLast(({ name }) => name.split('.').every((step, index) => step === steps[index])) : undefined;
}

function givenTo(graph: ModuleGraph, path: string, target: ExportTarget & { readonly kind: 'call' }, seen: Seen): FoundExport {
  const functions = target.functions.map((id): FunctionAt => ({ path, id }));
  for (const { specifier, name } of target.imports) {
    const { path: from, steps } = importTarget(graph, path, specifier, name === '*' ? [] : name.split('.'));
    if (from !== undefined) functions.push(...functionsOf(graph, from, steps.length === 0 ? WHOLE : steps.join('.'), seen));
  }
  return { kind: 'callable-unknown', functions, makers: resolveReference(graph, path, target.callee, seen) };
}

/** An instance stands for all of its methods: whoever is given it may call any. */
function functionsOf(graph: ModuleGraph, path: string, name: string, seen: Seen): readonly FunctionAt[] {
  const found = lookUp(graph, path, name, seen);
  const exported = graph.modules.get(path)?.exports.find((fact) => `${fact.name}.#new` === name || fact.name === name)?.target;
  const isInstance = exported?.kind === 'value' || (exported?.kind === 'call' && exported.members !== undefined);
  if (found.functions.length > 0 && !name.endsWith('#new') && !isInstance) return found.functions;
  return ((isInstance && exported.members) || []).filter((member) => member.name !== '#new').map(({ id }) => ({ path, id }));
}

/** The functions of the project that a reference in a module means: none for packages and globals. */
export function resolveReference(graph: ModuleGraph, path: string, reference: Reference, seen: Seen = new Map()): readonly FunctionAt[] {
  switch (reference.kind) {
    case 'function': return [{ path, id: reference.id }];
    case 'global': {
      const own = ownExport(reference.path);
      return own.length > 0 && !own.includes('#call') ? lookUp(graph, path, own.join('.'), seen).functions : [];
    }
    case 'import': {
      const { path: target, steps } = importTarget(graph, path, reference.specifier, constructed(graph, path, reference.path));
      if (target === undefined || steps.includes('#call')) return [];
      return lookUp(graph, target, steps.length === 0 ? WHOLE : steps.join('.'), seen).functions;
    }
    case 'parameter': case 'unknown': return [];
  }
}

/** `exports.load()` calls what the same file exports, `exports.s3.getObject()` a member of it. */
export function ownExport(path: readonly string[]): readonly string[] {
  if (path[0] === 'exports') return path.slice(1);
  return path[0] === 'module' && path[1] === 'exports' ? path.slice(2) : [];
}

/** In Python classes are called like functions: what a call gives may be an instance. */
function constructed(graph: ModuleGraph, path: string, steps: readonly string[]): readonly string[] {
  return graph.modules.get(path)?.language === 'python' ? steps.map((step) => (step === '#call' ? '#new' : step)) : steps;
}

/** A member of what a call of a class made: `save` of `store = Store()`. */
function ofInstance(graph: ModuleGraph, path: string, callee: Reference, rest: string, seen: Seen): FoundExport {
  if (callee.kind !== 'import' || graph.modules.get(path)?.language !== 'python') return UNKNOWN;
  const functions = resolveReference(graph, path, { ...callee, path: [...callee.path, '#new', ...rest.split('.')] }, seen);
  return functions.length > 0 ? { kind: 'function', functions, makers: [] } : UNKNOWN;
}

/** A member of what a call made: `save` of `store = createStore(client)`, of an instance. */
function ofMade(graph: ModuleGraph, path: string, callee: Reference, rest: string, seen: Seen): FoundExport {
  const made = ofInstance(graph, path, callee, rest, seen);
  if (made.kind !== 'unknown' || rest.includes('.') || rest.startsWith('#')) return made;
  const functions = resolveReference(graph, path, callee, seen).flatMap((maker) => madeBy(graph, maker, rest, (value, name) => ofValue(graph, maker.path, value, name, seen)));
  return functions.length > 0 ? { kind: 'function', functions, makers: [] } : UNKNOWN;
}

/** A member of what a factory returns: of `new Store(client)`, of something imported. */
function ofValue(graph: ModuleGraph, path: string, value: Expression, name: string, seen: Seen): readonly FunctionAt[] {
  if (value.kind === 'import') return resolveReference(graph, path, { ...value, path: [...value.path, name] }, seen);
  if (value.kind !== 'call' || !value.isNew) return [];
  if (value.callee.kind === 'function') return methodOfInstance(graph, { path, id: value.callee.id }, [name]);
  return value.callee.kind === 'import' ? resolveReference(graph, path, { ...value.callee, path: [...value.callee.path, '#new', name] }, seen) : [];
}

/** `handler = OrdersHandler()` of an imported class with a `__call__` of its own. */
function calledInstance(graph: ModuleGraph, path: string, callee: Reference, seen: Seen): FoundExport | undefined {
  const found = ofInstance(graph, path, callee, '__call__', seen);
  return found.kind === 'function' ? found : undefined;
}

type Called = Map<CallFact, readonly FunctionAt[]>;

/** By graph; for modules whose imports mean what they meant before a change, by the modules before it. */
const called = new WeakMap<ModuleGraph | ModuleGraph['modules'], Called>();

/** The functions of the project that a call runs: for `new`, the constructor. */
export function calledFunctions(graph: ModuleGraph, path: string, call: CallFact): readonly FunctionAt[] {
  const place = graph.before?.changed.has(path) === false ? graph.before.modules : graph;
  const known = called.get(place) ?? new Map<CallFact, readonly FunctionAt[]>();
  called.set(place, known);
  const found = known.get(call) ?? findCalled(graph, path, call);
  known.set(call, found);
  return found;
}

/** `place.bind(null, dependencies)` of an imported function; not `store.call('orders')` of an object that has such a method. */
export function isHandedOn(graph: ModuleGraph, path: string, { callee, isNew }: CallFact): boolean {
  const isNamedSo = !isNew && callee.kind === 'import' && callee.path.length > 1 && /^(?:bind|call)$/.test(callee.path.at(-1) ?? '');
  return isNamedSo && graph.modules.get(path)?.language === 'javascript' && resolveReference(graph, path, callee).length === 0;
}

function findCalled(graph: ModuleGraph, path: string, call: CallFact): readonly FunctionAt[] {
  const { callee, isNew } = call;
  const constructor = callee.kind === 'import' ? { ...callee, path: [...callee.path, '#new'] } : undefined;
  const direct = isNew && constructor ? [] : resolveReference(graph, path, callee);
  if (direct.length === 0 && callee.kind === 'import' && isHandedOn(graph, path, call)) return resolveReference(graph, path, { ...callee, path: callee.path.slice(0, -1) });
  const mayBeClass = isNew || (direct.length === 0 && graph.modules.get(path)?.language === 'python');
  return constructor && mayBeClass ? resolveReference(graph, path, constructor) : direct;
}

import { defineAnalysis } from '../analysis.js';
import type { ClientPackage } from '../data/clients.js';
import { findClient } from '../data/find-client.js';
import { findPythonClient, pythonName } from '../data/find-python-client.js';
import type { Location } from '../diagnostic.js';
import { callersOf } from './callers.js';
import type { CallAt } from './callers.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { CallStep, HandlerCall, HandlerCode, HandlerImport } from './handler-code.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { isConstant } from './is-constant.js';
import { mayBeLeftOut } from './left-out-arguments.js';
import type { OwnCallers } from './left-out-arguments.js';
import { moduleGraph } from './module-graph.js';
import { isInUsedDefault } from './parameter-values.js';
import { runsOnDeployment } from './runs-on-deployment.js';
import { pythonKeyOf, staticKeyOf } from './static-key.js';
import type { StaticKey } from './static-key.js';
import { isOffInEnvironment } from './switched-off.js';
import { valueFlow } from './value-flow.js';
import type { ValueFlow } from './value-flow.js';

/** A client of a service or database, at the place where it is built. */
export interface Client {
  /** As in the source: `S3Client`, `AWS.S3`, `createPool`. */
  readonly name: string;
  readonly package: string;
  readonly at: Location;
  readonly isMemoised: boolean;
  readonly dependsOnInvocation: boolean;
  /** Building it takes time or opens a connection. */
  readonly isCostly: boolean;
  /** Built for another client at the same time: the agent in its options. */
  readonly isPartOfOther: boolean;
  /** The way from the handler, where it is built on invocation. */
  readonly steps: () => readonly CallStep[];
  readonly staticKey: StaticKey | undefined;
}

export interface ClientOfFunctions extends Owned<Client> {
  /** The functions that build it on each invocation: others may load the same code and build it once. */
  readonly perInvocation: readonly LambdaFunction[];
}

interface Construction {
  readonly call: HandlerCall;
  readonly kind: Pick<ClientPackage, 'kind' | 'expensive' | 'connectionOriented'>;
  readonly specifier: string;
  readonly name: string;
}

/** Every client that the handlers of the project build. */
export const clients = defineAnalysis({
  name: 'clients',
  requires: { functions, moduleGraph },
  run: ({ functions: all, moduleGraph: graph }): readonly ClientOfFunctions[] => {
    const built = new Map([...new Set(all.flatMap(({ handlerCode }) => handlerCode ?? []))].map((code) => [code, clientsIn(code, graph)]));
    const ofCode = (code: HandlerCode): readonly Built[] => built.get(code) ?? [];
    const onInvocation = new Map(byOwners(all.filter((fn) => !runsOnDeployment(fn)), (code, fn) => ofCode(code).filter(({ isPerInvocation, call }) => isPerInvocation && !isOffInEnvironment(fn, call, valueFlow(graph)))).map((one) => [placeKey(one.at), one]));
    return byOwners(all, ofCode).map((one) => {
      const again = onInvocation.get(placeKey(one.at));
      return { ...(again ?? one), owners: one.owners, perInvocation: again?.owners ?? [] };
    });
  },
});

interface Built extends Client {
  readonly call: HandlerCall;
  readonly isPerInvocation: boolean;
}

function clientsIn(code: HandlerCode, graph: ModuleGraph): readonly Built[] {
  // One of them may stand for all that a function builds: it is none or all.
  if (!code.shown.calls.some((call) => toConstruction(call, code.shown.imports))) return [];
  // Another function may build the same class without what this one gives it.
  const callers = (at: FunctionAt): readonly CallAt[] => {
    const all = callersOf(graph, at);
    const own = all.filter(({ path, call }) => code.runs(path, call?.within ?? null));
    return own.length > 0 ? own : all;
  };
  const built = code.calls.flatMap((call) => toConstruction(call, code.imports) ?? []).filter(({ call }) => isMade(call, graph, callers));
  const parts = partsOf(built);
  return built.map((one) => toClient(one, parts.has(one), valueFlow(graph)));
}

/** Not in the place of a parameter that every caller gives. */
function isMade({ fact: { within, start, end, insteadOf }, at: { path } }: HandlerCall, graph: ModuleGraph, callers: OwnCallers): boolean {
  if (within === null) return true;
  if (insteadOf !== undefined && !mayBeLeftOut(graph, { path, id: within }, insteadOf, callers)) return false;
  if (!graph.modules.get(path)?.functions[within]?.defaults) return true;
  const at = { path, id: within };
  return isInUsedDefault(graph, at, { start, end }, callers(at));
}

function placeKey({ path, start }: Location): string {
  return `${path}:${start}`;
}

function toConstruction(call: HandlerCall, imports: readonly HandlerImport[]): Construction | undefined {
  const { callee, isNew } = call.fact;
  if (callee.kind !== 'import') return undefined;
  const { specifier, path } = callee;
  const python = findPythonClient(specifier, path);
  if (python) return { call, kind: python, specifier: python.package, name: pythonName(specifier, path) };
  const kind = findClient(specifier, path, isNew);
  if (!kind) return undefined;
  const members = path.filter((step) => step !== 'default').join('.');
  return { call, kind, specifier, name: members === '' ? nameOfWhole(specifier, call.at.path, imports) : members };
}

/** What the file calls the package itself, or its default export. */
function nameOfWhole(specifier: string, path: string, imports: readonly HandlerImport[]): string {
  const bindings = imports.filter((one) => one.specifier === specifier && one.at.path === path).flatMap((one) => one.bindings);
  const local = bindings.find(({ imported }) => imported === 'default' || imported === '*')?.local ?? '';
  return local === '' ? specifier : local;
}

function toClient(construction: Construction, isPartOfOther: boolean, flow: ValueFlow): Built {
  const { call, kind, specifier, name } = construction;
  const { fact, at, isPerInvocation, steps } = call;
  return {
    call,
    name,
    package: specifier,
    at,
    isPerInvocation,
    isMemoised: fact.isMemoised,
    dependsOnInvocation: fact.isPersonal === true || (fact.dependsOnInvocation && !fact.arguments.every((value) => isConstant({ path: at.path, value }, flow))),
    isCostly: kind.expensive || kind.connectionOriented,
    isPartOfOther,
    steps,
    staticKey: kind.kind === 'aws-sdk' ? pythonKeyOf(fact, at.path) : kind.kind.startsWith('aws-sdk') ? staticKeyOf(fact.arguments, at.path) : undefined,
  };
}

/** What is built among the arguments of another. In the order of the text: of those that began before, the one that ends last has what stands in any. */
function partsOf(built: readonly Construction[]): ReadonlySet<Construction> {
  const parts = new Set<Construction>();
  const ends = new Map<string, number>();
  const inOrder = [...built].sort((a, b) => a.call.at.start - b.call.at.start);
  const given = inOrder.flatMap((one) => (isDocumentClient(one) ? [] : one.call.fact.arguments.map(({ start, end }) => ({ path: one.call.at.path, start, end })))).sort((a, b) => a.start - b.start);
  let next = 0;
  for (const one of inOrder) {
    const { path, start, end } = one.call.at;
    for (let before = given[next]; before && before.start <= start; before = given[++next]) ends.set(before.path, Math.max(ends.get(before.path) ?? -1, before.end));
    if (end <= (ends.get(path) ?? -1)) parts.add(one);
  }
  return parts;
}

/** It shares the connections of the client that it is made from, which is the one to be told of. */
function isDocumentClient({ specifier }: Construction): boolean {
  return specifier === '@aws-sdk/lib-dynamodb';
}

import type { ModuleFacts, Span } from '../facts/model.js';
import type { ExportName, ModuleGraph } from './find-export.js';
import type { CallStep, Reachable } from './invocation.js';

/** Of fewer handlers, what they reach is found sooner than told to be the same. */
const FEW_HANDLERS = 8;

interface Kept {
  /** The module that changes, as it was when the rest was found. */
  readonly facts: ModuleFacts;
  readonly reach: Reachable;
}

interface KeptOfModule {
  readonly path: string;
  readonly byEntry: Map<string, Kept>;
}

/** By the modules before the change; of the module that changed last. */
const keptOf = new WeakMap<ModuleGraph['modules'], KeptOfModule>();

/** What a handler reaches, as it was found for an earlier text of a module that many load, as long as the functions and calls in that are the same but for their places. */
export function keptReach(graph: ModuleGraph, entry: ExportName, find: () => Reachable): Reachable {
  const { before, modules } = graph;
  const facts = before && before.handlers >= FEW_HANDLERS ? modules.get(before.path) : undefined;
  if (!before || !facts) return find();
  const known = keptOf.get(before.modules);
  const { byEntry } = known?.path === before.path ? known : { byEntry: new Map<string, Kept>() };
  keptOf.set(before.modules, { path: before.path, byEntry });
  const key = `${entry.path}\0${entry.exportName}`;
  const last = byEntry.get(key);
  if (last && shapeOf(last.facts) === shapeOf(facts)) return moved(last, facts);
  const reach = find();
  byEntry.set(key, { facts, reach });
  return reach;
}

const shapes = new WeakMap<ModuleFacts, string>();

function shapeOf(facts: ModuleFacts): string {
  const shape = shapes.get(facts) ?? writeShape(facts);
  shapes.set(facts, shape);
  return shape;
}

/** All that decides what is reached. Places are written by their order, since one may have to be inside another; no text or number decides. */
function writeShape({ language, syntaxProblem, imports, exports, exportsAll, exportsUnknown, functions, calls, openCalls, handedOn, returns }: ModuleFacts): string {
  const parts = [language, syntaxProblem !== undefined, imports, exports, exportsAll, exportsUnknown, functions, calls, openCalls, handedOn, returns];
  const places = new Set<number>();
  collectPlaces(parts, places);
  const order = new Map([...places].sort((a, b) => a - b).map((place, index) => [place, index]));
  return JSON.stringify(parts, (key, value: unknown) => {
    if (key === 'start' || key === 'end') return typeof value === 'number' ? order.get(value) : value;
    return isText(value) ? { ...value, value: undefined } : value;
  });
}

function isText(value: unknown): value is { readonly kind: 'string' | 'number' } {
  return typeof value === 'object' && value !== null && 'kind' in value && (value.kind === 'string' || value.kind === 'number');
}

function collectPlaces(value: unknown, places: Set<number>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (typeof member === 'number') {
      if (key === 'start' || key === 'end') places.add(member);
    } else collectPlaces(member, places);
  }
}

/** The ways to functions of the module, with the places that they have in it since. */
function moved({ facts, reach }: Kept, now: ModuleFacts): Reachable {
  if (facts === now) return reach;
  const { path } = now;
  const toNow = (step: CallStep): CallStep => (step.path === path ? { ...step, span: placesSince(facts, now).get(placeKey(step.span)) ?? step.span } : step);
  return { ...reach, callPath: (to, id) => reach.callPath(to, id)?.map(toNow) };
}

interface Places {
  readonly from: ModuleFacts;
  readonly now: ReadonlyMap<string, Span>;
}

const placesOf = new WeakMap<ModuleFacts, Places>();

/** Steps stand at calls, at functions and at what is handed on: of both texts there are as many, in one order. */
function placesSince(from: ModuleFacts, to: ModuleFacts): Places['now'] {
  const known = placesOf.get(to);
  if (known?.from === from) return known.now;
  const now = new Map<string, Span>();
  const pair = (before: readonly Span[], since: readonly Span[]): void => {
    for (const [index, span] of before.entries()) {
      const { start, end } = since[index] ?? span;
      now.set(placeKey(span), { start, end });
    }
  };
  pair(from.calls, to.calls);
  pair(from.openCalls ?? [], to.openCalls ?? []);
  pair(from.functions, to.functions);
  pair(from.handedOn, to.handedOn);
  placesOf.set(to, { from, now });
  return now;
}

function placeKey({ start, end }: Span): string {
  return `${start}-${end}`;
}

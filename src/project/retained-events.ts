import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { ModuleFacts, ModuleWriteFact } from '../facts/model.js';
import { eventParts } from './event-parts.js';
import { files } from './files.js';
import { functions } from './functions.js';
import type { HandlerCode, HandlerImport } from './handler-code.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';

/** A list that outlives the invocation and grows with what is in the event or is said of it. */
export interface RetainedEvent {
  readonly variable: string;
  readonly at: Location;
}

const APPENDING: ReadonlySet<string> = new Set(['push', 'unshift', 'append', 'appendleft', 'insert', 'extend']);

/** Lists of modules to which handlers add parts of each event and from which nothing is ever taken, at the first place that adds. */
export const retainedEvents = defineAnalysis({
  name: 'retainedEvents',
  requires: { files, functions },
  run: ({ files: { modules }, functions: all }): readonly Owned<RetainedEvent>[] =>
    byOwners(all, (code) => code.shown.modules.flatMap((path) => {
      const module = modules.get(path);
      return module && module.moduleWrites.length > 0 ? retained(module, code) : [];
    })),
});

function retained(module: ModuleFacts, code: HandlerCode): readonly RetainedEvent[] {
  const { path, moduleWrites: writes, exports } = module;
  const isOfEvent = eventParts(code.entries);
  // Where other modules get at it, one of them may empty it.
  const isShared = (name: string): boolean =>
    module.language === 'javascript' ? module.exportsUnknown || exports.some((one) => one.name === name) : code.imports.some((one) => isImported(one, name, path));
  // A text says something of the event where that is at hand; elsewhere lists are filled once.
  const hasEvent = (within: number): boolean => code.entries.some(({ holders }) => holders.some((holder) => holder.path === path && holder.id === within));
  const isTelling = ({ isGuarded, within, value: { kind } }: ModuleWriteFact): boolean => (kind === 'string' || kind === 'text') && !isGuarded && hasEvent(within);
  const isGrowing = (write: ModuleWriteFact): boolean =>
    write.isList && write.method !== undefined && APPENDING.has(write.method) && code.isInvoked(path, write.within) && !isShared(write.variable) && (isOfEvent(path, write.value) || isTelling(write)) && !isEmptied(write.variable, writes);
  const first = new Map<string, ModuleWriteFact>();
  for (const write of writes) if (!first.has(write.variable) && isGrowing(write)) first.set(write.variable, write);
  return [...first].map(([variable, { start, end }]) => ({ variable, at: { path, start, end } }));
}

/** `from checks import errors`, `import checks`. */
function isImported({ specifier, bindings }: HandlerImport, name: string, path: string): boolean {
  return bindings.some(({ imported }) => imported === name || path.replace(/(?:\/__init__)?\.py$/, '').endsWith(imported === '*' ? specifier.replaceAll('.', '/') : imported));
}

function isEmptied(variable: string, writes: readonly ModuleWriteFact[]): boolean {
  return writes.some((write) => write.variable === variable && write.how !== 'added');
}

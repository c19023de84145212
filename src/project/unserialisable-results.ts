import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { CallExpression, CallFact, Expression, ModuleFacts, Reference } from '../facts/model.js';
import { returnsAnswer } from './entry-functions.js';
import { functions } from './functions.js';
import type { HandlerCode } from './handler-code.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import type { Trigger } from './trigger.js';

/** Something of which JSON knows nothing, in the answer of a handler or in a text that its code makes. */
export interface UnserialisableResult {
  /** As people call it: `set`, `Map`. */
  readonly type: string;
  /** In Python the invocation fails with the answer, or at `json.dumps`; in JavaScript the answer is an empty object. */
  readonly effect: 'fails' | 'dumped' | 'empty';
  readonly at: Location;
}

/** Values that certainly reach Lambda's own serialisation and do not survive it, each once. */
export const unserialisableResults = defineAnalysis({
  name: 'unserialisableResults',
  requires: { functions },
  run: ({ functions: all }): readonly Owned<UnserialisableResult>[] =>
    byOwners(all, (code, { triggers }) => {
      const isPython = code.entries.some(({ module }) => module.language === 'python');
      return [...(isPython ? dumped(code) : []), ...answered(code, isPython, triggers)];
    }),
});

function answered({ entries: [entry, other] }: HandlerCode, isPython: boolean, triggers: readonly Trigger[]): readonly UnserialisableResult[] {
  if (!entry || other || !entry.isDirect || entry.fact.isDecorated) return [];
  // Whoever invokes the function without waiting never sees its answer; in Python it fails all the same.
  const isRead = isPython || triggers.length === 0 || triggers.some(({ invocation }) => invocation === 'sync');
  if (!isRead || !returnsAnswer(entry)) return [];
  return entry.results.flatMap(({ value, at }) => (value ? unserialisable(value, at.path, isPython ? pythonType : scriptType, isPython ? 'fails' : 'empty') : []));
}

/** What `json.dumps` is given, unless it is told what to do with other types. */
function dumped(code: HandlerCode): readonly UnserialisableResult[] {
  const shown = new Set(code.shown.modules);
  return code.callsOf(dumpsIn).flatMap(({ fact: { arguments: [value] }, at: { path } }) => (value && shown.has(path) ? unserialisable(value, path, pythonType, 'dumped') : []));
}

const dumps = new WeakMap<ModuleFacts, readonly CallFact[]>();

function dumpsIn(module: ModuleFacts): readonly CallFact[] {
  const found = dumps.get(module) ?? plainDumps(module.calls).filter((call) => !isTried(call, module));
  dumps.set(module, found);
  return found;
}

/** `partial(json.dumps, default=str)` is called under another name, and looks like `json.dumps` itself. */
function plainDumps(calls: readonly CallFact[]): readonly CallFact[] {
  const all = calls.filter(({ callee, arguments: [, second] }) => isDumps(callee) && (!second || leavesTypes(second)));
  return all.length > 0 && calls.some(({ callee, arguments: [first] }) => callee.kind === 'import' && callee.specifier === 'functools' && first && isDumps(first)) ? [] : all;
}

/** `except TypeError:` knows that it may fail; one around all of the work does not. */
function isTried({ start, end }: CallFact, { catches }: ModuleFacts): boolean {
  return catches.some(({ types, tried }) => types?.includes('TypeError') && tried.start <= start && end <= tried.end);
}

function isDumps(one: Reference | Expression): boolean {
  return one.kind === 'import' && one.specifier === 'json' && one.path.join('.') === 'dumps';
}

function leavesTypes(keywords: Expression): boolean {
  return keywords.kind === 'object' && keywords.complete && !keywords.properties.some(({ name }) => name === 'default' || name === 'cls');
}

function unserialisable(value: Expression, path: string, typeOf: (call: CallExpression) => string | undefined, effect: UnserialisableResult['effect']): readonly UnserialisableResult[] {
  switch (value.kind) {
    // A dict that is open may get other values before it is used.
    case 'object': return effect === 'empty' || value.complete ? value.properties.flatMap((property) => unserialisable(property.value, path, typeOf, effect)) : [];
    case 'list': return value.items.flatMap((item) => unserialisable(item, path, typeOf, effect));
    case 'call': {
      const type = typeOf(value);
      return type === undefined ? [] : [{ type, effect, at: { path, start: value.start, end: value.end } }];
    }
    default: return [];
  }
}

function scriptType({ callee, isNew }: CallExpression): string | undefined {
  const name = isNew && callee.kind === 'global' ? callee.path.join('.') : '';
  return name === 'Map' || name === 'Set' ? name : undefined;
}

const PYTHON_TYPES: ReadonlyMap<string, string> = new Map([
  ['datetime.datetime.now', 'datetime'], ['datetime.datetime.utcnow', 'datetime'], ['datetime.datetime.today', 'datetime'], ['datetime.date.today', 'date'],
  ['uuid.uuid1', 'UUID'], ['uuid.uuid4', 'UUID'],
]);

function pythonType({ callee }: CallExpression): string | undefined {
  // Of built-in types only those are read as calls that JSON does not know: sets, generators, views of dicts; and coroutines are found as results.
  if (callee.kind === 'global') return callee.path.join('.');
  return callee.kind === 'import' ? PYTHON_TYPES.get([callee.specifier, ...callee.path].join('.')) : undefined;
}

import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { CallExpression, Expression } from '../facts/model.js';
import { returnsAnswer } from './entry-functions.js';
import { functions } from './functions.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';

/** Something in the answer of a handler of which JSON knows nothing. */
export interface UnserialisableResult {
  /** As people call it: `set`, `Map`. */
  readonly type: string;
  /** In Python the invocation fails; in JavaScript the answer is an empty object. */
  readonly fails: boolean;
  readonly at: Location;
}

/** Values that certainly reach Lambda's own serialisation and do not survive it, each once. */
export const unserialisableResults = defineAnalysis({
  name: 'unserialisableResults',
  requires: { functions },
  run: ({ functions: all }): readonly Owned<UnserialisableResult>[] =>
    byOwners(all, ({ entries }, { triggers }) => {
      const [entry, other] = entries;
      if (!entry || other || !entry.isDirect || entry.fact.isDecorated) return [];
      // Whoever invokes the function without waiting never sees its answer; in Python it fails all the same.
      const isRead = entry.module.language === 'python' || triggers.length === 0 || triggers.some(({ invocation }) => invocation === 'sync');
      const typeIn = entry.module.language === 'python' ? pythonType : scriptType;
      return isRead && returnsAnswer(entry) ? entry.results.flatMap(({ value, at }) => (value ? unserialisable(value, at.path, typeIn) : [])) : [];
    }),
});

function unserialisable(value: Expression, path: string, typeOf: (call: CallExpression) => UnserialisableResult['type'] | undefined): readonly UnserialisableResult[] {
  switch (value.kind) {
    case 'object': return value.properties.flatMap((property) => unserialisable(property.value, path, typeOf));
    case 'list': return value.items.flatMap((item) => unserialisable(item, path, typeOf));
    case 'call': {
      const type = typeOf(value);
      return type === undefined ? [] : [{ type, fails: typeOf === pythonType, at: { path, start: value.start, end: value.end } }];
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

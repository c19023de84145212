import type { Expression, ModuleFacts } from '../facts/model.js';
import { inFunction, writtenFunction } from './by-function.js';
import type { FunctionAt, ModuleGraph } from './find-export.js';

/** The functions of a member of a value that is no object written out: of an instance, of something imported. */
export type MembersOf = (value: Expression, name: string) => readonly FunctionAt[];

/** What a factory returns, or the methods of that name of it. */
export function madeBy({ modules }: ModuleGraph, maker: FunctionAt, name: string | undefined, membersOf: MembersOf): readonly FunctionAt[] {
  const module = modules.get(maker.path);
  if (!module) return [];
  const found = inFunction(module, maker.id).returns.flatMap(({ value }) => (value ? [value] : []));
  return found.flatMap((value) => (name === undefined ? ownFunctions(module, maker, value) : methodsOf(module, maker, value, name, membersOf)));
}

/** The methods of that name of what a factory returns: of `return { save, async find(id) { … } }`, `return new Store()`. */
function methodsOf(module: ModuleFacts, maker: FunctionAt, value: Expression, name: string, membersOf: MembersOf): readonly FunctionAt[] {
  if (value.kind !== 'object') return membersOf(value, name);
  const member = value.properties.findLast((property) => property.name === name)?.value;
  return member ? ownFunctions(module, maker, member, name) : [];
}

/**
 * The functions of a factory that a value of it may be: those written where the value is; for a name, the one that is called so,
 * or else the only one that the factory does not call itself.
 */
function ownFunctions(module: ModuleFacts, { path, id }: FunctionAt, value: Expression, name?: string): readonly FunctionAt[] {
  if (value.kind !== 'unknown') return [];
  const only = name === undefined ? undefined : writtenFunction(module, value);
  if (only?.parent === id && only.role === 'function') return [{ path, id: only.id }];
  const nested = inFunction(module, id).functions.filter(({ role }) => role === 'function');
  const written = nested.filter(({ start, end }) => value.start <= start && end <= value.end);
  if (written.length > 0) return written.map((one) => ({ path, id: one.id }));
  const named = name === undefined ? nested.filter((one) => !module.calls.some(({ callee }) => callee.kind === 'function' && callee.id === one.id)) : nested.filter((one) => one.name === name);
  const [first, other] = named;
  return first && !other ? [{ path, id: first.id }] : [];
}

/** Of an exported class of the same file, whose constructor is known: the method of that name. */
export function methodOfInstance({ modules }: ModuleGraph, { path, id }: FunctionAt, steps: readonly string[]): readonly FunctionAt[] {
  const name = ['#new', ...steps].join('.');
  return (modules.get(path)?.exports ?? []).flatMap(({ target }) => {
    const members = target.kind === 'value' ? (target.members ?? []) : [];
    const method = members.some((member) => member.name === '#new' && member.id === id) ? members.find((member) => member.name === name) : undefined;
    return method ? [{ path, id: method.id }] : [];
  });
}

import { defineAnalysis } from '../analysis.js';
import type { CallFact, CatchFact, ModuleFacts, Within } from '../facts/model.js';
import { callAt } from './by-function.js';
import { fileWrite } from './file-writes.js';
import type { FileWrite } from './file-writes.js';
import { files } from './files.js';
import { functions } from './functions.js';
import type { HandlerCall, HandlerCode } from './handler-code.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { isPackagedFolder } from './packaged-folder.js';

/** Writes to places of the package or of layers, which cannot be written, each once. */
export const lostFileWrites = defineAnalysis({
  name: 'lostFileWrites',
  requires: { files, functions },
  run: ({ files: { modules, packageOf }, functions: all }): readonly Owned<FileWrite>[] =>
    byOwners(all, (code, { key }) => (changesFolder(code) ? [] : lostBy(code, modules).filter((write) => !isPackagedFolder(write, () => packageOf(key))))),
});

function lostBy(code: HandlerCode, modules: ReadonlyMap<string, ModuleFacts>): readonly FileWrite[] {
  /** All calls in one function have the same way from the handler. */
  const ways = new Map<string, boolean>();
  const isLeft = (call: HandlerCall): boolean => {
    const key = `${call.at.path}#${call.fact.within}`;
    const known = ways.get(key) ?? leadingCalls(call, modules).some(([fact, module]) => maySkip(fact, module) || isTriedAlone(fact, module));
    ways.set(key, known);
    return known;
  };
  return code.shown.calls.flatMap((call) => {
    const { fact, at, needs } = call;
    const write = fileWrite(call);
    const module = modules.get(at.path);
    if (!write || !module || fact.isBranched || needs.length > 0 || !isReadOnly(write.prefix)) return [];
    return maySkip(fact, module) || isCaught(fact, module) || isLeft(call) ? [] : [write];
  });
}

/** The calls that lead from the handler to the function of one. */
function leadingCalls({ steps }: HandlerCall, modules: ReadonlyMap<string, ModuleFacts>): readonly (readonly [CallFact, ModuleFacts])[] {
  return steps().flatMap(({ at }) => {
    const module = modules.get(at.path);
    const call = module && callAt(module, at);
    return module && call ? [[call, module] as const] : [];
  });
}

/** `if (!process.env.IS_OFFLINE) return;` before it, or another setting that a condition may be about. */
function maySkip({ isConditional, within, start }: CallFact, { environmentReads }: ModuleFacts): boolean {
  return isConditional && environmentReads.some((read) => (read.within === null || (read.within === within && read.start < start)) && (OF_MACHINE.test(read.variable) || (read.within !== null && OF_STAGE.test(read.variable))));
}

/** Variables that tell Lambda from the machine of the author. */
const OF_MACHINE = /^(?:AWS_(?:LAMBDA|EXECUTION|SAM)_|LAMBDA_TASK_ROOT$|NODE_ENV$)|LOCAL|OFFLINE/;
const OF_STAGE = /STAGE|DEBUG|(?:^|_)(?:ENV|DEV|TEST|CI)(?:_|$)/;

function isReadOnly(prefix: string): boolean {
  if (!prefix.startsWith('/')) return !/^(?:~|[A-Za-z]:|[a-z]+:\/\/)/.test(prefix);
  return /^\/(?:var\/task|var\/runtime|opt)(?:\/|$)/.test(prefix);
}

/** After `chdir('/tmp')` relative paths lead elsewhere. */
function changesFolder({ calls }: HandlerCode): boolean {
  return calls.some(({ fact: { callee } }) => 'path' in callee && callee.path.at(-1) === 'chdir');
}

/** Whoever catches the error may do without the file; `catch` behind it in its function may be that of its promise. */
function isCaught(fact: CallFact, module: ModuleFacts): boolean {
  return fact.isCaught === true || clauseAround(fact, module) !== undefined || hasCatchBehind(fact, module);
}

/** The caller tries this and nothing else: a clause around all of its work has not the file in mind. */
function isTriedAlone(fact: CallFact, module: ModuleFacts): boolean {
  const tried = clauseAround(fact, module)?.tried;
  return hasCatchBehind(fact, module) || (tried !== undefined && !module.calls.some((one) => one !== fact && tried.start <= one.start && one.end <= tried.end && !isShown(one)));
}

/** What is printed or made a text for the call. */
function isShown({ callee }: CallFact): boolean {
  return callee.kind === 'global' && /^(?:console|JSON|print)\b/.test(callee.path.join('.'));
}

function clauseAround({ start, end }: CallFact, { catches }: ModuleFacts): CatchFact | undefined {
  return catches.find(({ tried, rethrows }) => rethrows !== 'always' && tried.start <= start && end <= tried.end);
}

function hasCatchBehind({ within, end }: CallFact, module: ModuleFacts): boolean {
  return (lastCatches(module).get(within) ?? -1) >= end;
}

const catching = new WeakMap<ModuleFacts, ReadonlyMap<Within, number>>();

/** Where the last `.catch(…)` of each function begins: thousands of writes may ask. */
function lastCatches(module: ModuleFacts): ReadonlyMap<Within, number> {
  const known = catching.get(module) ?? new Map(module.handedOn.flatMap(({ to, within, start }) => (to.endsWith('.catch') ? [[within, start] as const] : [])));
  catching.set(module, known);
  return known;
}

import { defineAnalysis } from '../analysis.js';
import type { CallFact, Expression } from '../facts/model.js';
import { eventParts } from './event-parts.js';
import { fileWrite } from './file-writes.js';
import type { FileWrite } from './file-writes.js';
import { functions } from './functions.js';
import type { HandlerCall, HandlerCode } from './handler-code.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { memberOf } from './sdk-meaning.js';

/** Calls that take files away, or may: those of a shell do anything. */
const REMOVING = /^(?:unlink|unlinkSync|rm|rmSync|rmdir|rmdirSync|remove|removeSync|removedirs|rmtree|emptyDir|emptyDirSync|rimraf|del|rename|renameSync|move|moveSync|replace|exec\w*|spawn\w*|fork|system|popen|Popen|run|check_call|check_output|call|cleanup|removeCallback)$/;

/** Files below `/tmp` that are named after something in the event or by chance, in code that removes no file, each once. */
export const leftFiles = defineAnalysis({
  name: 'leftFiles',
  requires: { functions },
  run: ({ functions: all }): readonly Owned<FileWrite>[] => {
    const known = new Map<HandlerCode, readonly FileWrite[]>();
    return byOwners(all, (code) => {
      const found = known.get(code) ?? leftBy(code);
      known.set(code, found);
      return found;
    });
  },
});

function leftBy(code: HandlerCode): readonly FileWrite[] {
  const written = code.calls.filter(({ isPerInvocation }) => isPerInvocation).flatMap((call) => fileWrite(call) ?? keptTemporary(call) ?? []).filter(({ prefix }) => prefix.startsWith('/tmp/'));
  if (written.length === 0 || !code.isWhole || code.calls.some(({ fact: { callee, arguments: given } }) => [callee, ...given].some(mayRemove))) return [];
  const isOfEvent = eventParts(code.entries);
  return written.filter(({ path, at }) => isOfEvent(at.path, path) || hasUniquePart(path));
}

/** Also where it is only handed on: `stack.callback(shutil.rmtree, folder)`. */
function mayRemove(called: Expression | CallFact['callee']): boolean {
  return 'path' in called && REMOVING.test(called.path.filter((step) => !step.startsWith('#')).at(-1) ?? '');
}

const TEMPORARY = /^tempfile\.(?:mkdtemp|mkstemp|NamedTemporaryFile)$/;

/** `tempfile.mkdtemp()` and its likes, which nothing removes; of a named file only where it is to be kept. */
function keptTemporary(call: HandlerCall): FileWrite | undefined {
  const { callee, arguments: given, start, end } = call.fact;
  const name = callee.kind === 'import' ? [callee.specifier, ...callee.path].join('.') : '';
  const options = given.at(-1);
  const stays = memberOf(options, 'delete');
  if (!TEMPORARY.test(name) || (options && (options.kind !== 'object' || !options.complete || memberOf(options, 'dir')))) return undefined;
  if (name.endsWith('File') && !(stays?.kind === 'boolean' && !stays.value)) return undefined;
  return { call, prefix: '/tmp/', path: { kind: 'call', callee, isNew: false, arguments: [], start, end }, at: call.at };
}

/** `uuid.uuid4()`, `randomUUID()`, `v4()` of uuid; the id of the request, which the context has. */
function hasUniquePart(path: Expression): boolean {
  if (path.kind === 'text') return path.parts.some(hasUniquePart);
  if (path.kind === 'parameter') return /^aws_?[rR]equest_?[iI]d$/.test(path.path.at(-1) ?? '');
  if (path.kind !== 'call') return false;
  return path.arguments.some(hasUniquePart) || (path.callee.kind === 'import' && UNIQUE.test([path.callee.specifier, ...path.callee.path].join('.')));
}

const UNIQUE = /^(?:uuid\.(?:uuid[14]|v[1-7])|tempfile\.\w+|(?:node:)?crypto\.(?:default\.)?randomUUID)$/;

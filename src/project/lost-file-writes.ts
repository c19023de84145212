import { defineAnalysis } from '../analysis.js';
import type { ModuleFacts } from '../facts/model.js';
import { fileWrite } from './file-writes.js';
import type { FileWrite } from './file-writes.js';
import { files } from './files.js';
import { functions } from './functions.js';
import type { HandlerCall, HandlerCode } from './handler-code.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';

/** Writes to places of the package or of layers, which cannot be written, each once. */
export const lostFileWrites = defineAnalysis({
  name: 'lostFileWrites',
  requires: { files, functions },
  run: ({ files: { modules }, functions: all }): readonly Owned<FileWrite>[] =>
    byOwners(all, (code) => (changesFolder(code) ? [] : code.shown.calls.flatMap((call) => {
      const write = fileWrite(call);
      const module = modules.get(call.at.path);
      return write && module && !call.fact.isBranched && isReadOnly(write.prefix) && !isCaught(call, module) ? [write] : [];
    }))),
});

function isReadOnly(prefix: string): boolean {
  if (!prefix.startsWith('/')) return !/^(?:~|[A-Za-z]:|[a-z]+:\/\/)/.test(prefix);
  return /^\/(?:var\/task|var\/runtime|opt)(?:\/|$)/.test(prefix);
}

/** After `chdir('/tmp')` relative paths lead elsewhere. */
function changesFolder({ calls }: HandlerCode): boolean {
  return calls.some(({ fact: { callee } }) => 'path' in callee && callee.path.at(-1) === 'chdir');
}

/** Whoever catches the error may do without the file. */
function isCaught({ fact }: HandlerCall, { catches }: ModuleFacts): boolean {
  return catches.some(({ tried, rethrows }) => rethrows !== 'always' && tried.start <= fact.start && fact.end <= tried.end);
}

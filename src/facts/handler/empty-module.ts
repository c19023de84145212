import type { ModuleFacts } from '../model.js';

/** A module of which nothing is known: what files in other languages start from, and files that cannot be read. */
export function emptyModule(path: string): ModuleFacts {
  return {
    path,
    language: 'data',
    imports: [],
    exports: [],
    exportsAll: [],
    exportsUnknown: false,
    functions: [],
    calls: [],
    handedOn: [],
    returns: [],
    catches: [],
    finalised: [],
    parameterReads: [],
    moduleWrites: [],
    batchKeys: [],
    environmentReads: [],
    environmentEscapes: false,
    environmentHandled: [],
    optionalNames: [],
    literals: [],
    suppressions: [],
  };
}

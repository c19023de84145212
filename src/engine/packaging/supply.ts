import type { Problem } from '../../diagnostic.js';
import { archiveName } from '../../project/code-location.js';
import type { LocatedHandler } from '../../project/files.js';
import type { FileRequest, HandlerRequest } from '../../project/handler-request.js';
import type { FunctionDefinition } from '../../project/function-definition.js';
import { baseName } from '../../project/paths.js';
import { isInlineHelper, suppliedByNode, suppliedByPython } from '../../project/runtime-supply.js';
import { OPEN, SUPPLIED } from '../../project/supply.js';
import type { Supply } from '../../project/supply.js';
import { known } from '../../resolved.js';
import type { FileSource } from '../../source/file-source.js';
import { isBuiltin } from 'node:module';
import { javaScriptSupply } from './supply-javascript.js';
import { hasSearchPath, pythonSupply } from './supply-python.js';
import type { SharedReading } from './shared-reading.js';

/** Everything that tells what is uploaded beside the code of a function. */
export interface SupplyContext {
  readonly source: FileSource;
  readonly definition: FunctionDefinition;
  readonly request: FileRequest;
  readonly located: Extract<LocatedHandler, { state: 'found' }>;
  readonly shared: SharedReading;
  readonly report: (problem: Problem) => void;
}

/** Answers for one function: the specifier as written, and the module that imports it. */
export type SupplyOf = (specifier: string, importer: string) => Supply;

/** Who puts packages beside the code of a function. */
export function createSupply(source: FileSource, definition: FunctionDefinition, request: HandlerRequest, located: LocatedHandler, shared: SharedReading, report: (problem: Problem) => void): SupplyOf {
  const isPython = known(definition.runtime)?.startsWith('python') === true;
  const byRuntime = isPython ? suppliedByPython : (specifier: string): Supply | undefined => (isOwn(specifier) ? SUPPLIED : suppliedByNode(specifier, known(definition.runtime) ?? ''));
  const beside = besideCode(source, definition, request, located, shared, report);
  return (specifier, importer) => byRuntime(specifier) ?? beside(specifier, importer);
}

function besideCode(source: FileSource, definition: FunctionDefinition, request: HandlerRequest, located: LocatedHandler, shared: SharedReading, report: (problem: Problem) => void): SupplyOf {
  if (isOpen(definition)) return () => OPEN;
  if (request.kind === 'inline' && request.language === 'python' && hasSearchPath(request.text)) return () => OPEN;
  if (request.kind === 'inline') return (specifier) => (isInlineHelper(specifier) ? SUPPLIED : { state: 'missing', reason: { kind: 'inline' } });
  if (definition.buildMethod === 'esbuild') return besideBundle(definition);
  // What a build puts beside the file that it makes of this one is not told.
  if (request.kind !== 'files' || located.state !== 'found' || located.isSought || source.kind(request.folder) !== 'folder') return () => OPEN;
  const context: SupplyContext = { source, definition, request, located, shared, report };
  return request.language === 'python' ? pythonSupply(context) : javaScriptSupply(context);
}

/** What is left out of a bundle is not installed beside it either. Source: aws-lambda-builders workflows/nodejs_npm_esbuild/workflow.py. */
function besideBundle({ externals, buildProperties }: FunctionDefinition): SupplyOf {
  // An alias may give a name to anything.
  const leavesAll = buildProperties.get('Packages') === 'external' && !buildProperties.has('Alias');
  const missing = (property: 'External' | 'Packages: external'): Supply => ({ state: 'missing', reason: { kind: 'external', property } });
  return (specifier) => (isExternal(externals, specifier) ? missing('External') : leavesAll && !specifier.startsWith('#') ? missing('Packages: external') : OPEN);
}

/** esbuild compares whole specifiers, and takes the paths below a package with it. */
function isExternal(externals: readonly string[], specifier: string): boolean {
  return externals.some((external) => {
    const [before = '', after] = external.split('*');
    if (after === undefined) return specifier === external || specifier.startsWith(`${external}/`);
    return specifier.length >= external.length - 1 && specifier.startsWith(before) && specifier.endsWith(after);
  });
}

/** Layers, file systems and search paths may bring anything, and an archive may hold it. Python 2 has a library of its own, which is not known here. */
function isOpen({ layers, environment, packageType, code, runtime }: FunctionDefinition): boolean {
  if (known(runtime)?.startsWith('python2') === true) return true;
  if (known(packageType) !== 'Zip' || layers.state !== 'absent' || environment.state === 'unknown') return true;
  if (code.kind === 'local' ? archiveName(baseName(code.path)) !== undefined : code.kind !== 'inline') return true;
  return [...(known(environment)?.keys() ?? [])].some((name) => /^(?:NODE_PATH|NODE_OPTIONS|PYTHONPATH|AWS_LAMBDA_EXEC_WRAPPER)$/.test(name));
}

/** A file of the repository, or of Node itself. */
function isOwn(specifier: string): boolean {
  return specifier.startsWith('.') || specifier.startsWith('/') || isBuiltin(specifier);
}

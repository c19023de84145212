import { parsePython, PythonSyntaxError, type ParsedPython, type PythonNode } from '../../source/python.js';
import { bindPython } from '../../source/python-scopes.js';
import { emptyModule } from '../handler/empty-module.js';
import type { ModuleFacts, Span } from '../model.js';
import { speaksOfCors } from '../speaks-of-cors.js';
import { SUPPRESSION_MARK } from '../suppression-comment.js';
import { collectBatchKeys } from './batch-keys.js';
import { collectCalls } from './calls.js';
import { collectCatches, collectReturns } from './control.js';
import { createEnvironmentGuards } from './environment-guards.js';
import { createConditionalCalls } from './conditional-calls.js';
import { collectEnvironment } from './environment.js';
import { collectExports } from './exports.js';
import { createExpressions } from './expressions.js';
import { createFunctionTable } from './functions.js';
import { collectGivenState } from './given-state.js';
import { collectHandedOn } from './handed-on.js';
import { collectImports } from './imports.js';
import { createInvocationDependence } from './invocation-dependence.js';
import { collectLiterals } from './literals.js';
import { createMemoisation } from './memoisation.js';
import { collectChangedImports } from './changed-imports.js';
import { collectModuleWrites } from './module-writes.js';
import { collectNewerSyntax } from './newer-syntax.js';
import { collectOptionalNames } from './optional-names.js';
import { collectParameterDefaults } from './parameter-defaults.js';
import { collectParameterReads } from './parameter-reads.js';
import { createPlaces } from './places.js';
import { createReferences } from './references.js';
import { readSuppressions } from './suppressions.js';
import { collectTestedNames } from './tested-names.js';
import { walk, type Visitors } from './walk.js';

export { extractPythonNames } from './names.js';

/** What one Python file says. */
export function extractPythonModule(path: string, text: string): ModuleFacts {
  try {
    return extract(path, text, parsePython(text));
  } catch (error) {
    if (!(error instanceof PythonSyntaxError)) throw error;
    const syntaxProblem = { line: error.line, message: `It cannot be read as Python 3: ${error.message}` };
    return { ...emptyModule(path), language: 'python', syntaxProblem };
  }
}

function extract(path: string, text: string, { module, spanOf }: ParsedPython): ModuleFacts {
  const scopes = bindPython(module);
  const functions = createFunctionTable(spanOf);
  const references = createReferences(scopes, functions, `.${path.slice(path.lastIndexOf('/') + 1).replace(/\.py$/, '')}`);
  const expressions = createExpressions(scopes, references, spanOf);
  const isMemoised = createMemoisation(createPlaces(scopes, references), references);
  const guards = createEnvironmentGuards(references);
  const imports = collectImports(text, guards, spanOf);
  const exports = collectExports({ scopes, references, expressions, spanOf });
  const varies = createInvocationDependence(scopes, references);
  const state = collectGivenState(references, varies);
  const conditional = createConditionalCalls();
  const calls = collectCalls({ scopes, references, expressions, conditional, isMemoised, varies, isPersonal: state.isPersonal, spanOf });
  const handedOn = collectHandedOn(references, spanOf);
  const environment = collectEnvironment(scopes, references, guards, conditional, spanOf);
  const optionalNames = collectOptionalNames();
  const literals = collectLiterals(spanOf);
  const returns = collectReturns(scopes, functions, expressions.read, spanOf);
  const catches = collectCatches(spanOf);
  const parameterReads = collectParameterReads(references, spanOf);
  const moduleWrites = collectModuleWrites(scopes, expressions.read, spanOf);
  const changedImports = collectChangedImports(scopes, references);
  const parameterDefaults = collectParameterDefaults(functions, expressions.read, spanOf);
  const batchKeys = collectBatchKeys(scopes, expressions.read, spanOf);
  const newerSyntax = collectNewerSyntax(text, spanOf);
  const testedNames = collectTestedNames(text, references);
  const texts = collectTexts(text, spanOf);
  const collectors = [guards, conditional, state, imports, exports, calls, handedOn, environment, optionalNames, literals, returns, catches, parameterReads, parameterDefaults, moduleWrites, changedImports, batchKeys, newerSyntax, testedNames, texts];
  walk(module, functions, collectors.map(({ visitors }) => visitors));
  const tested = testedNames.finish();
  const changed = changedImports.finish();
  return {
    ...emptyModule(path),
    language: 'python',
    imports: imports.facts,
    exportsAll: imports.stars,
    ...exports.finish(),
    functions: parameterDefaults.finish(),
    calls: calls.finish(),
    handedOn: handedOn.finish(),
    returns: returns.finish(),
    catches: catches.facts,
    ...(catches.throws.length > 0 ? { throws: catches.throws } : {}),
    finalised: catches.finalised,
    parameterReads: parameterReads.finish(),
    moduleWrites: moduleWrites.finish(),
    ...(changed.length > 0 ? { changedImports: changed } : {}),
    batchKeys: batchKeys.finish(),
    ...(newerSyntax.facts.length > 0 ? { newerSyntax: newerSyntax.facts } : {}),
    ...(tested.length > 0 ? { testedGlobals: tested } : {}),
    ...environment.finish(),
    ...optionalNames.finish(),
    literals: literals.facts,
    ...speaksOfCors(text),
    suppressions: texts.spans ? readSuppressions(text, texts.spans) : [],
  };
}

/** Where string literals stand, in the few files that hold a suppression: no comment begins in one. */
function collectTexts(text: string, spanOf: (node: PythonNode) => Span): { readonly spans?: readonly Span[]; readonly visitors: Visitors } {
  if (!text.includes(SUPPRESSION_MARK)) return { visitors: {} };
  const spans: Span[] = [];
  const add = (node: PythonNode): void => { spans.push(spanOf(node)); };
  return { spans, visitors: { Constant: add, JoinedStr: add, TemplateStr: add } };
}

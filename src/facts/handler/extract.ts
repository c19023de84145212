import type { FatalSyntaxError } from '../../source/javascript.js';
import { LineIndex } from '../../source/line-index.js';
import { readScript } from '../../source/read-script.js';
import type { ModuleFacts } from '../model.js';
import { speaksOfCors } from '../speaks-of-cors.js';
import { collectBatchKeys } from './batch-keys.js';
import { collectCalls } from './calls.js';
import { collectCatches } from './catches.js';
import { createChangedVariables } from './changed-variables.js';
import { createConditionalCalls } from './conditional-calls.js';
import { collectEnvironment } from './environment.js';
import { collectExports } from './exports.js';
import { emptyModule } from './empty-module.js';
import { createExpressions } from './expressions.js';
import { createFunctionTable } from './functions.js';
import { collectHandedOn } from './handed-on.js';
import { collectImports } from './imports.js';
import { collectLiterals } from './literals.js';
import { createReferences } from './references.js';
import { collectModuleSyntax } from './module-syntax.js';
import { collectModuleWrites } from './module-writes.js';
import { collectNewerSyntax } from './newer-syntax.js';
import { collectOptionalNames } from './optional-names.js';
import { collectSettingReads } from './settings.js';
import { collectParameterReads } from './parameter-reads.js';
import { collectParameterDefaults } from './parameter-defaults.js';
import { createParameters } from './parameters.js';
import { collectReturns } from './returns.js';
import { readSuppressions } from './suppressions.js';
import { collectTestedGlobals } from './tested-globals.js';
import { createThisClasses } from './this-classes.js';
import { walk } from './walk.js';

const TYPESCRIPT = /\.[cm]?tsx?$/;

/** The same with the calls that only types can tell about. */
export function extractOpenModule(path: string, text: string): ModuleFacts {
  return extractModule(path, text, { keepsOpenCalls: true });
}

/** What one JavaScript or TypeScript file says. */
export function extractModule(path: string, text: string, { keepsOpenCalls = false } = {}): ModuleFacts {
  const syntax = readScript(path, text);
  if (syntax.error) return unreadable(path, syntax.error, new LineIndex(text));
  const { program, scopes, comments } = syntax;
  const functions = createFunctionTable();
  const classes = createThisClasses();
  const parameters = createParameters(scopes, functions);
  const references = createReferences(scopes, functions, classes, parameters);
  const changes = createChangedVariables(scopes);
  const expressions = createExpressions(scopes, references, changes);
  const { read } = expressions;
  const imports = collectImports(TYPESCRIPT.test(path), scopes);
  const exports = collectExports(scopes, references, functions, expressions);
  const conditional = createConditionalCalls();
  const calls = collectCalls(scopes, expressions, conditional);
  const handedOn = collectHandedOn(references, scopes);
  const environment = collectEnvironment(text, scopes, conditional);
  const optionalNames = collectOptionalNames();
  const settingReads = collectSettingReads(scopes);
  const literals = collectLiterals();
  const returns = collectReturns(functions, parameters, read);
  const catches = collectCatches();
  const parameterReads = collectParameterReads(parameters, functions);
  const parameterDefaults = collectParameterDefaults(functions, read);
  const batchKeys = collectBatchKeys(scopes, read);
  const moduleSyntax = TYPESCRIPT.test(path) ? undefined : collectModuleSyntax(program, scopes);
  const newerSyntax = TYPESCRIPT.test(path) ? undefined : collectNewerSyntax(text);
  const moduleWrites = collectModuleWrites(scopes, read);
  const testedGlobals = collectTestedGlobals(text, scopes);
  walk(program, functions, [
    conditional.visitors, classes.visitors, changes.visitors, parameters.visitors, imports.visitors, exports.visitors, calls.visitors, handedOn.visitors, environment.visitors, optionalNames.visitors, settingReads.visitors, literals.visitors,
    returns.visitors, catches.visitors, parameterReads.visitors, parameterDefaults.visitors, moduleWrites.visitors, batchKeys.visitors, testedGlobals.visitors,
    ...(moduleSyntax ? [moduleSyntax.visitors] : []), ...(newerSyntax ? [newerSyntax.visitors] : []),
  ]);
  const tested = testedGlobals.finish();
  const settings = settingReads.finish();
  return {
    ...emptyModule(path),
    language: 'javascript',
    imports: imports.facts,
    ...exports.finish(),
    functions: parameterDefaults.finish(),
    calls: calls.finish(),
    ...(keepsOpenCalls ? { openCalls: calls.open() } : {}),
    handedOn: handedOn.finish(),
    returns: returns.finish(),
    catches: catches.facts,
    ...(catches.throws.length > 0 ? { throws: catches.throws } : {}),
    finalised: catches.finalised,
    parameterReads: parameterReads.finish(),
    moduleWrites: moduleWrites.finish(),
    batchKeys: batchKeys.finish(),
    ...(moduleSyntax ? { moduleSyntax: moduleSyntax.finish() } : {}),
    ...(newerSyntax && newerSyntax.facts.length > 0 ? { newerSyntax: newerSyntax.facts } : {}),
    ...(tested.length > 0 ? { testedGlobals: tested } : {}),
    ...environment.finish(),
    ...optionalNames.finish(),
    ...(settings.length > 0 ? { settingReads: settings } : {}),
    literals: literals.facts,
    ...speaksOfCors(text),
    suppressions: readSuppressions(text, comments),
  };
}

function unreadable(path: string, error: FatalSyntaxError, lines: LineIndex): ModuleFacts {
  return { ...emptyModule(path), language: 'javascript', syntaxProblem: { line: lines.lineAt(error.offset), message: error.message } };
}

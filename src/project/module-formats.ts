import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { ModuleFacts } from '../facts/model.js';
import { known } from '../resolved.js';
import { codeFiles, files } from './files.js';
import type { ScriptKind } from './files.js';
import { functions, runsRuntime } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { byPlace } from './shared-values.js';
import type { SharedValue } from './shared-values.js';
import { literal } from './text.js';

/** A script that is written for one module system and is loaded as the other. */
export interface MisreadScript {
  readonly at: Location;
  /** What does not work: `import`, `require`. */
  readonly word: string;
  readonly loadedAs: ScriptKind;
}

/** Scripts that do not load, each once. */
export const misreadScripts = defineAnalysis({
  name: 'misreadScripts',
  requires: { files, functions },
  run: ({ files: { modules, scriptKindOf }, functions: all }): readonly Owned<MisreadScript>[] =>
    byOwners(all, (code, fn) => (detectsModules(fn) ? [] : code.shown.modules.flatMap((path) => {
      const module = modules.get(path);
      return module ? misread(module, scriptKindOf(fn.key, path)) : [];
    }))),
});

/** esbuild writes ES modules (`Format: esm`) into files called `.js`, and no `package.json` beside them. It stands in templates. */
export const misnamedBundles = defineAnalysis({
  name: 'misnamedBundles',
  requires: { functions, codeFiles },
  run: ({ functions: all, codeFiles: { shownIn } }): readonly SharedValue<string>[] =>
    shownIn !== undefined ? [] : byPlace(all.filter((fn) => fn.buildMethod === 'esbuild' && !detectsModules(fn) && fn.outExtensions.every((written) => !/^\.js=\.mjs$/.test(written.trim()))), ({ bundleFormat }) => bundleFormat)
      .filter(({ value }) => value === 'esm'),
});

/** Options that have Node look into files, or load something that does. */
const LOADING_OPTION = /module|--import|--require|-r\b|loader/;

/** Whether something but name and `type` may decide how a file is loaded; a runtime other than Node's loads nothing of this. */
export function detectsModules(fn: LambdaFunction): boolean {
  const runtime = known(fn.runtime);
  if (!runtime?.startsWith('nodejs') || !runsRuntime(fn) || fn.environment.state === 'unknown') return true;
  const options = known(fn.environment)?.get('NODE_OPTIONS')?.value;
  const text = options?.state === 'known' ? literal(options.value) : undefined;
  return options !== undefined && (text === undefined || LOADING_OPTION.test(text));
}

function misread({ path, moduleSyntax }: ModuleFacts, kind: ScriptKind | undefined): readonly MisreadScript[] {
  const { esm, commonJs } = moduleSyntax ?? {};
  if (kind === 'commonjs' && esm) return [{ at: { path, start: esm.start, end: esm.end }, word: esm.keyword, loadedAs: kind }];
  if (kind === 'esm' && commonJs) return [{ at: { path, start: commonJs.start, end: commonJs.end }, word: commonJs.name, loadedAs: kind }];
  return [];
}

import { defineAnalysis } from '../analysis.js';
import { NODE_GLOBALS_BY_VERSION, PYTHON_NAMES_BY_VERSION } from '../data/language-versions.js';
import type { VersionRange } from '../data/language-versions.js';
import type { Location } from '../diagnostic.js';
import type { ModuleFacts, Span } from '../facts/model.js';
import { known } from '../resolved.js';
import { files } from './files.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { HandlerCall, HandlerCode } from './handler-code.js';
import { isOutside, languageVersion } from './language-version.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';

/** A use of something that the standard library has in other versions than that of the runtime. */
export interface ApiGap {
  /** `Object.groupBy`, `asyncio.TaskGroup`. */
  readonly name: string;
  readonly language: 'Python' | 'Node.js';
  readonly range: VersionRange;
  readonly at: Location;
}

/** Packages that may bring what the runtime does not have. */
const POLYFILLS = /polyfill|ponyfill|core-js|isomorphic|cross-fetch|whatwg|node-fetch|undici|es-shims|^(?:array|object|promise|iterator|map|url|abort)[.-]|temporal/i;

/** Calls of globals and library functions that fail on the runtime of the functions that make them: the first in each file. */
export const apiGaps = defineAnalysis({
  name: 'apiGaps',
  requires: { files, functions },
  run: ({ files: { modules, buildOf }, functions: all }): readonly Owned<ApiGap>[] =>
    byOwners(all, (code, fn) => {
      const version = languageVersion(fn);
      if (!version) return [];
      const isPython = version.language === 'python';
      if (!isPython && (buildOf(fn.key) === 'unknown' || addsGlobals(fn, code))) return [];
      const tested = testedIn(code, modules);
      // Packages for Python that lie beside the code ask for the version often, and for themselves.
      if (!isPython && tested.has('*')) return [];
      const found = new Map<string, ApiGap>();
      for (const call of code.shown.calls) {
        const module = modules.get(call.at.path);
        if (!module) continue;
        const gap = isPython ? pythonGap(call, module, tested, version.number) : nodeGap(call, tested, version.number);
        const key = gap && `${gap.at.path} ${gap.name}`;
        if (gap && key !== undefined && !found.has(key) && !isTried(gap.at, module)) found.set(key, gap);
      }
      return [...found.values()];
    }),
});

/** A package, an option of Node.js, or what esbuild puts in front of the bundle or in place of globals may bring them. */
function addsGlobals({ buildProperties, environment }: LambdaFunction, { imports }: HandlerCode): boolean {
  if (environment.state === 'unknown' || known(environment)?.has('NODE_OPTIONS')) return true;
  return ['Inject', 'Define', 'Banner'].some((name) => buildProperties.has(name)) || imports.some(({ specifier }) => POLYFILLS.test(specifier));
}

function testedIn({ modules: paths }: HandlerCode, modules: ReadonlyMap<string, ModuleFacts>): ReadonlySet<string> {
  return new Set(paths.flatMap((path) => modules.get(path)?.testedGlobals ?? []));
}

function nodeGap({ fact: { callee }, at }: HandlerCall, tested: ReadonlySet<string>, version: string): ApiGap | undefined {
  if (callee.kind !== 'global') return undefined;
  const [first = '', second] = callee.path;
  for (const name of [first, `${first}.${second ?? ''}`]) {
    const since = NODE_GLOBALS_BY_VERSION.get(name);
    if (since === undefined || tested.has(first) || tested.has(name) || !isOutside({ since }, version)) continue;
    return { name, language: 'Node.js', range: { since }, at };
  }
  return undefined;
}

/** Names that are imported by themselves are another rule's; what stands under a test may never run. */
function pythonGap({ fact: { callee, arguments: given, isBranched }, at }: HandlerCall, module: ModuleFacts, tested: ReadonlySet<string>, version: string): ApiGap | undefined {
  if (isBranched || module.testedGlobals?.includes('*')) return undefined;
  const options = given.flatMap((one) => (one.kind === 'object' ? one.properties.map(({ value }) => value) : [one]));
  const used = [{ ...callee, at }, ...options.map((one) => ({ ...one, at: { path: at.path, start: one.start, end: one.end } }))];
  for (const one of used) {
    if (one.kind !== 'import') continue;
    const [member = ''] = one.path;
    const name = `${one.specifier}.${member}`;
    const range = PYTHON_NAMES_BY_VERSION.get(name);
    if (!range || !isOutside(range, version) || tested.has(name) || isImportedByName(module, one.specifier, member)) continue;
    return { name, language: 'Python', range, at: one.at };
  }
  return undefined;
}

function isImportedByName({ imports }: ModuleFacts, specifier: string, member: string): boolean {
  return imports.some((one) => one.specifier === specifier && one.bindings.some(({ imported }) => imported === member));
}

/** In scripts the network fails more often than a global is missing: a `try` around more than the call is about something else. */
function isTried(at: Location, { calls, catches, language }: ModuleFacts): boolean {
  const around = catches.filter(({ tried, rethrows }) => isWithin(at, tried) && (language === 'python' || rethrows === 'never'));
  return language === 'python' ? around.length > 0 : around.some(({ tried }) => calls.every((call) => !isWithin(call, tried) || isWithin(call, at)));
}

function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

import { BESIDE_SDK, BROUGHT_ELSEWHERE, INLINE_HELPERS, PYTHON_DISTRIBUTIONS, PYTHON_RUNTIME_MODULES, PYTHON_STANDARD_LIBRARY, RUNTIME_SDKS } from '../data/runtime-packages.js';
import { OPEN, packageName, SUPPLIED } from './supply.js';
import type { Supply } from './supply.js';

/** A package name as npm allows it: what else an import names is an alias of a build. */
const NPM_NAME = /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/i;

/** What a Node.js runtime itself says to a specifier of a package; undefined where the package has to come with the code. */
export function suppliedByNode(specifier: string, runtime: string): Supply | undefined {
  const name = packageName(specifier);
  if (!NPM_NAME.test(name) || name.startsWith('@types/') || BROUGHT_ELSEWHERE.has(name) || BESIDE_SDK.has(name)) return OPEN;
  const node = Number(/^nodejs(\d+)/.exec(runtime)?.[1]);
  if (Number.isNaN(node)) return OPEN;
  return RUNTIME_SDKS.some(({ pattern, sinceNode = 0, untilNode = Infinity }) => pattern.test(name) && node >= sinceNode && node <= untilNode) ? SUPPLIED : undefined;
}

/** The same for a module of Python. */
export function suppliedByPython(specifier: string): Supply | undefined {
  const [top = ''] = specifier.split('.', 1);
  if (BROUGHT_ELSEWHERE.has(top)) return OPEN;
  return top === '' || top.startsWith('_') || PYTHON_STANDARD_LIBRARY.has(top) || PYTHON_RUNTIME_MODULES.has(top) ? SUPPLIED : undefined;
}

/** Whether CloudFormation puts a module beside inline code. */
export function isInlineHelper(specifier: string): boolean {
  return INLINE_HELPERS.has(specifier);
}

/** Top-level modules of all that pip installs with some packages; undefined unless all of them are known. */
export function modulesOfDistributions(distributions: Iterable<string>): ReadonlySet<string> | undefined {
  const names = new Set(distributions);
  const modules = new Set<string>();
  // A set may grow while it is walked.
  for (const name of names) {
    const distribution = PYTHON_DISTRIBUTIONS.get(name);
    if (!distribution) return undefined;
    for (const module of distribution.modules) modules.add(module);
    for (const one of distribution.requires) names.add(one);
  }
  return modules;
}

/** Packages that are known to bring a module. */
export function distributionsWith(module: string): readonly string[] {
  return [...PYTHON_DISTRIBUTIONS].filter(([, { modules }]) => modules.includes(module)).map(([name]) => name);
}

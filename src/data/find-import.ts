import { KNOWN_IMPORTS } from './known-imports.js';

/** What an import does to AWS by itself: nothing; it starts what is not seen; or nobody knows. */
export type ImportEffect = 'none' | 'starts' | 'unknown';

interface Sets {
  readonly starts: ReadonlySet<string>;
  readonly none: ReadonlySet<string>;
}

let sets: { readonly javascript: Sets; readonly python: Sets } | undefined;

function known(): { readonly javascript: Sets; readonly python: Sets } {
  const { starts, node, javascript, python, pythonPackages } = KNOWN_IMPORTS;
  const words = (...texts: readonly string[]): ReadonlySet<string> => new Set(texts.flatMap((text) => text.split(' ')));
  return (sets ??= { javascript: { starts: words(starts.node), none: words(node, javascript) }, python: { starts: words(starts.python), none: words(python, pythonPackages) } });
}

/** The effect of loading a package or a module of Node.js. */
export function scriptImport(specifier: string): ImportEffect {
  const name = specifier.replace(/^node:/, '');
  const root = name.split('/', name.startsWith('@') ? 2 : 1).join('/');
  return effectOf([root], known().javascript);
}

/** Whether a module is Node's own. */
export function isOfNode(specifier: string): boolean {
  const { starts, node } = KNOWN_IMPORTS;
  return specifier.startsWith('node:') || ` ${node} ${starts.node} `.includes(` ${specifier.split('/', 1)[0] ?? ''} `);
}

/** The effect of loading a module of Python, by its whole name. */
export function pythonImport(module: string): ImportEffect {
  const steps = module.split('.');
  return effectOf(steps.map((_, index) => steps.slice(0, index + 1).join('.')), known().python);
}

/** A module counts as the package that it belongs to. */
function effectOf(names: readonly string[], { starts, none }: Sets): ImportEffect {
  if (names.some((name) => starts.has(name))) return 'starts';
  return names.some((name) => none.has(name)) ? 'none' : 'unknown';
}

let alone: readonly string[] | undefined;

/** An operation that touches nothing of other services with the rights of its caller, keys left aside. */
export function worksAlone(service: string, operation: string): boolean {
  alone ??= KNOWN_IMPORTS.alone.split(' ');
  return alone.some((one) => one === service || (one.includes('.') && `${service}.${operation}`.startsWith(one)));
}

/** Services whose boto3 resources call more than their methods are named after. */
export function hasBoto3Resource(service: string): boolean {
  return ` ${KNOWN_IMPORTS.boto3Resources} `.includes(` ${service} `);
}

import { isRecord } from '../packaging/records.js';

/**
 * Where `exports` or `imports` of a package lead: to a file below its folder, to another package, to nothing. `isExact`: no extension is
 * tried. Source: nodejs.org/api/esm.html#resolution-algorithm-specification, evanw/esbuild internal/resolver/package_json.go.
 */
export type MappedTarget =
  | { readonly kind: 'file'; readonly path: string; readonly isExact: boolean }
  | { readonly kind: 'package'; readonly specifier: string };

/** Nothing under the active conditions, so that the next one is tried; null rules it out. */
type Target = MappedTarget | 'invalid' | null | undefined;

/** Conditions in conditions, lists in lists: nobody writes more. */
const MAX_DEPTH = 50;
/** Characters that a path may have. */
const MAX_PATH = 4096;

/** What a subpath (`.`, `./lib`) of a package leads to; undefined where it is not exported. */
export function exportedTarget(exports: unknown, subpath: string, conditions: ReadonlySet<string>): MappedTarget | undefined {
  const hasPaths = isRecord(exports) && namesPaths(exports);
  if (subpath === '.') {
    const main = hasPaths ? exports['.'] : exports;
    return usable(targetOf(main, '', { isPattern: false, isInternal: false, conditions }, MAX_DEPTH));
  }
  return hasPaths ? usable(matched(exports, subpath, false, conditions)) : undefined;
}

const namingPaths = new WeakMap<object, boolean>();

/** Paths, not conditions. */
function namesPaths(exports: Readonly<Record<string, unknown>>): boolean {
  const answer = namingPaths.get(exports) ?? Object.keys(exports).some((key) => key.startsWith('.'));
  namingPaths.set(exports, answer);
  return answer;
}

/** What a `#` import of a package leads to. */
export function importedTarget(imports: unknown, specifier: string, conditions: ReadonlySet<string>): MappedTarget | undefined {
  return isRecord(imports) ? usable(matched(imports, specifier, true, conditions)) : undefined;
}

function usable(target: Target): MappedTarget | undefined {
  return target === null || target === undefined || target === 'invalid' ? undefined : target;
}

interface Reading {
  /** The subpath stands where the star is. */
  readonly isPattern: boolean;
  readonly isInternal: boolean;
  readonly conditions: ReadonlySet<string>;
}

function matched(map: Readonly<Record<string, unknown>>, key: string, isInternal: boolean, conditions: ReadonlySet<string>): Target {
  if (!key.endsWith('/') && !key.includes('*') && Object.hasOwn(map, key)) return targetOf(map[key], '', { isPattern: false, isInternal, conditions }, MAX_DEPTH);
  for (const { pattern, star, before, after } of patternsOf(map)) {
    if (!key.startsWith(before) || !key.endsWith(after) || (after !== '' && key.length < pattern.length)) continue;
    const target = targetOf(map[pattern], key.slice(before.length, key.length - after.length), { isPattern: star !== -1, isInternal, conditions }, MAX_DEPTH);
    return star === -1 && target !== 'invalid' && target?.kind === 'file' ? { ...target, isExact: false } : target;
  }
  return null;
}

/** A key with a star, or the older form that ends with a slash. */
interface Pattern {
  readonly pattern: string;
  /** Where its star is; -1 where it has none. */
  readonly star: number;
  readonly before: string;
  readonly after: string;
}

const patternsIn = new WeakMap<object, readonly Pattern[]>();

/** In the order in which they are tried; each import of the package asks for them. */
function patternsOf(map: Readonly<Record<string, unknown>>): readonly Pattern[] {
  const patterns = patternsIn.get(map) ?? Object.keys(map).filter((one) => one.includes('*') || one.endsWith('/')).sort(byPrecedence).map(toPattern);
  patternsIn.set(map, patterns);
  return patterns;
}

function toPattern(pattern: string): Pattern {
  const star = pattern.indexOf('*');
  return { pattern, star, before: star === -1 ? pattern : pattern.slice(0, star), after: star === -1 ? '' : pattern.slice(star + 1) };
}

/** The longest beginning first, then the longest whole. */
function byPrecedence(a: string, b: string): number {
  const base = (key: string): number => (key.includes('*') ? key.indexOf('*') : key.length);
  return base(b) - base(a) || (a.includes('*') ? 0 : 1) - (b.includes('*') ? 0 : 1) || b.length - a.length;
}

function targetOf(target: unknown, subpath: string, reading: Reading, depth: number): Target {
  if (depth === 0) return 'invalid';
  if (typeof target === 'string') return textTarget(target, subpath, reading);
  if (target === null) return null;
  if (Array.isArray(target)) return firstOf(target, subpath, reading, depth);
  if (!isRecord(target)) return 'invalid';
  for (const [condition, inner] of Object.entries(target)) {
    const found = condition === 'default' || reading.conditions.has(condition) ? targetOf(inner, subpath, reading, depth - 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function firstOf(targets: readonly unknown[], subpath: string, reading: Reading, depth: number): Target {
  let last: Target = targets.length === 0 ? null : undefined;
  for (const one of targets) {
    const found = targetOf(one, subpath, reading, depth - 1);
    if (found === 'invalid' || found === null) last = found;
    else if (found !== undefined) return found;
  }
  return last;
}

function textTarget(target: string, subpath: string, { isPattern, isInternal }: Reading): Target {
  if (!isPattern && subpath !== '' && !target.endsWith('/')) return 'invalid';
  if (target.length * Math.max(subpath.length, 1) > MAX_PATH * MAX_PATH) return 'invalid';
  const whole = isPattern ? target.replaceAll('*', () => subpath) : target + subpath;
  if (!target.startsWith('./')) {
    return isInternal && !target.startsWith('../') && !target.startsWith('/') ? { kind: 'package', specifier: whole } : 'invalid';
  }
  // No way out of the package, and none into what is installed with it.
  if (/[/\\](?:\.|\.\.|node_modules)(?=[/\\]|$)/.test(whole) || whole.endsWith('/') || /%2f|%5c/i.test(whole)) return 'invalid';
  return { kind: 'file', path: decoded(whole.slice(2)), isExact: true };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // No escapes after all: a file of that name will hardly be there.
    return path;
  }
}

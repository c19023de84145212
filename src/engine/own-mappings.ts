import { joinPath } from '../project/paths.js';

/** Texts of JSON, and what a tsconfig may hold beside JSON: comments and a comma behind the last item. */
const TEXT_OR_EXTRA = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|,(?=\s*[}\]])/g;

/** The paths without extension that a specifier may mean. */
export type Mappings = (specifier: string) => readonly string[];

/** Where `paths` and `baseUrl` that a tsconfig writes itself lead. */
export function ownMappings(text: string, folder: string): Mappings {
  const { baseUrl, paths } = readOptions(text);
  const base = joinPath(folder, typeof baseUrl === 'string' ? baseUrl : '.');
  // The longest text before the star counts.
  const patterns = Object.entries(isObject(paths) ? paths : {}).sort(([a], [b]) => b.indexOf('*') - a.indexOf('*'));
  return (specifier) => {
    const [targets = []] = patterns.flatMap(([pattern, to]) => {
      const rest = restOf(pattern, specifier);
      return rest === undefined || !Array.isArray(to) ? [] : [to.flatMap((one: unknown) => (typeof one === 'string' ? one.replace('*', () => rest) : []))];
    });
    const written = [...targets, ...(typeof baseUrl === 'string' ? [specifier] : [])];
    return base === undefined ? [] : written.flatMap((one) => joinPath(base, one) ?? []);
  };
}

function readOptions(text: string): { readonly baseUrl?: unknown; readonly paths?: unknown } {
  try {
    const config: unknown = JSON.parse(text.replace(TEXT_OR_EXTRA, (found) => (found.startsWith('"') ? found : '')));
    const options = isObject(config) ? config['compilerOptions'] : undefined;
    return isObject(options) ? options : {};
  } catch {
    // The library could not read it either: nothing is led anywhere.
    return {};
  }
}

/** What `*` stands for; empty where the pattern is the specifier itself. */
function restOf(pattern: string, specifier: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === specifier ? '' : undefined;
  const end = pattern.slice(star + 1);
  const fits = specifier.length >= pattern.length - 1 && specifier.startsWith(pattern.slice(0, star)) && specifier.endsWith(end);
  return fits ? specifier.slice(star, specifier.length - end.length) : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

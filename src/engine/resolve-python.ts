import { joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';

/** Finds the module of the repository that a Python import leads to; undefined for installed packages and for nothing. */
export interface PythonResolver {
  /** `roots` are the folders that Lambda would look in, the code folder first. */
  resolve(fromPath: string, specifier: string, roots: readonly string[]): string | undefined;
}

/** Folders with packages of others. */
const INSTALLED = /(?:^|\/)(?:site-packages|dist-packages|node_modules|\.venv|venv|\.aws-sam|_?vendor(?:ed)?|third_party)(?:\/|$)/;
/** Copied into code folders without a note of where they come from. */
const KNOWN_PACKAGES: ReadonlySet<string> = new Set(['boto3', 'botocore', 's3transfer', 'requests', 'urllib3', 'certifi', 'chardet', 'idna', 'yaml', 'dateutil', 'jmespath', 'six', 'simplejson', 'pymysql', 'psycopg2', 'numpy', 'pandas']);
const PACKAGE_NOTE = /^(.+?)-[^-]+(?:-py[\d.]+)?\.(?:dist|egg)-info$/;

export function createPythonResolver(source: FileSource): PythonResolver {
  const installed = new Map<string, ReadonlySet<string>>();

  function moduleAt(base: string): string | undefined {
    return [`${base}.py`, `${base}/__init__.py`].find((path) => source.kind(path) === 'file');
  }

  /** Packages that pip put into a folder beside the code. */
  function installedIn(folder: string): ReadonlySet<string> {
    const done = installed.get(folder);
    if (done) return done;
    const names = new Set((source.list(folder) ?? []).flatMap(({ name }) => namesOfPackage(folder, name)));
    installed.set(folder, names);
    return names;
  }

  function namesOfPackage(folder: string, name: string): readonly string[] {
    const [, distribution] = PACKAGE_NOTE.exec(name) ?? [];
    if (distribution === undefined) return [];
    const note = folder === '' ? name : `${folder}/${name}`;
    const listed = source.kind(`${note}/top_level.txt`) === 'file' ? source.read(`${note}/top_level.txt`) : undefined;
    return listed === undefined ? [distribution.replaceAll('-', '_').toLowerCase()] : listed.split(/\s+/).filter((one) => one !== '');
  }

  /** Above a root is no package. */
  function resolveRelative(fromPath: string, specifier: string, roots: readonly string[]): string | undefined {
    const [dots = ''] = /^\.+/.exec(specifier) ?? [];
    const above = '../'.repeat(dots.length - 1);
    const base = joinPath(parentFolder(fromPath), above + specifier.slice(dots.length).replaceAll('.', '/'));
    return base === undefined || !roots.some((root) => root === '' || base.startsWith(`${root}/`)) ? undefined : moduleAt(base);
  }

  function resolveIn(root: string, specifier: string): string | undefined {
    const [top = ''] = specifier.split('.', 1);
    if (KNOWN_PACKAGES.has(top) || installedIn(root).has(top)) return undefined;
    const below = specifier.replaceAll('.', '/');
    return moduleAt(root === '' ? below : `${root}/${below}`);
  }

  return {
    resolve(fromPath, specifier, roots) {
      if (specifier === '') return undefined;
      const found = specifier.startsWith('.') ? resolveRelative(fromPath, specifier, roots) : roots.map((root) => resolveIn(root, specifier)).find((path) => path !== undefined);
      return found === undefined || INSTALLED.test(found) ? undefined : found;
    },
  };
}

/** Folders that nobody edits in: a build writes them, and the sources lie elsewhere. */
const OUTPUT = /^\.?(?:aws-sam|dist|build|built|out|output|target|release|compiled|bundles?)$/i;
/** Some say in the name what is built there: `lambda-build`, `dist_api`. */
const OUTPUT_FOR = /[-_](?:dist|build)$|^(?:dist|build)[-_]/i;
/** Folders that a build may write to, and people, too. */
const MAY_BE_OUTPUT = /^\.?(?:lib|bin|obj|publish|artifacts?|packages?|deploy|webpack|esbuild|layer|tmp|zip|code|functions?\.zip)$/i;

export function isOutput(name: string): boolean {
  return OUTPUT.test(name);
}

/** Whether a path leads through a folder that may hold more after a build than before. */
export function mayBeOutput(path: string): boolean {
  return path.split('/').some((name) => OUTPUT.test(name) || MAY_BE_OUTPUT.test(name));
}

/** A path without the folder of a build that it begins with. */
export function withoutOutput(path: string): string {
  const [first = '', ...rest] = path.split('/');
  return rest.length > 0 && (OUTPUT.test(first) || /^(?:lib|bin)$/i.test(first)) ? rest.join('/') : path;
}

/** A path cut at a folder of a build: the folder around it, and the path below it. */
export interface BuiltPath {
  readonly around: string;
  readonly below: string;
}

/** Each way to cut a path, the last folder first: only where none is called as builds are, one that says what for. */
export function builtPaths(path: string): readonly BuiltPath[] {
  const names = path.split('/');
  const cutAt = (expression: RegExp): readonly BuiltPath[] => names.slice(0, -1).flatMap((name, at) => (expression.test(name) ? [{ around: names.slice(0, at).join('/'), below: names.slice(at + 1).join('/') }] : [])).reverse();
  const cut = cutAt(OUTPUT);
  return cut.length > 0 ? cut : cutAt(OUTPUT_FOR).slice(0, 1);
}

/** What many modules are called. */
const COMMON = /^(?:index|app|main|handlers?|lambda|lambda[_-]?(?:function|handler|code)|functions?|server|src|code|run|bootstrap|default)$/i;

/** A path that says nothing of what it holds. */
export function isCommon(path: string): boolean {
  return path.split('/').every((name) => COMMON.test(name));
}

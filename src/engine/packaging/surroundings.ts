import { joinPath, parentFolder } from '../../project/paths.js';
import type { FileSource } from '../../source/file-source.js';

/** Files in which people and pipelines say what else is installed. */
const TELLING = /\.(?:sh|bash|ps1|bat|cmd|md|mk|rst)$|^(?:Makefile|Dockerfile.*|buildspec.*\.ya?ml|Taskfile.*|Jenkinsfile|justfile|\.gitlab-ci\.ya?ml|bitbucket-pipelines\.yml|azure-pipelines\.yml|tox\.ini|setup\.cfg|serverless\.(?:ya?ml|ts|js|json)|samconfig\.(?:toml|ya?ml))$/i;
/** Files of tools that put together what is uploaded. */
const BUNDLERS = /^(?:(?:webpack|rollup|vite|esbuild|tsup|rspack|tsdown)\..*|serverless\.(?:ya?ml|ts|js|json)|sst\.config\..*|nx\.json|turbo\.json|Gruntfile.*|gulpfile.*|up\.json|claudia\.json)$/i;
const MAX_LENGTH = 500_000;

/** A folder and those around it, up to the root of the repository. */
export function foldersUpFrom(folder: string): readonly string[] {
  const folders = [folder];
  for (let current = folder; current !== ''; folders.push(current)) current = parentFolder(current);
  return folders;
}

/** Whether a build of another kind may put together what is uploaded from a folder. */
export function hasOtherBuild(source: FileSource, folder: string): boolean {
  return foldersUpFrom(folder).some((one) => namesOfFiles(source, one).some((name) => BUNDLERS.test(name)));
}

/** Whether a text in the folder or around it mentions a package: an instruction or a script may install it. */
export function isMentioned(source: FileSource, folder: string, name: string): boolean {
  const word = new RegExp(`(?:^|[^\\w./-])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?:$|[^\\w/-])`, 'im');
  return foldersUpFrom(folder).some((one) => [one, joinPath(one, '.github/workflows') ?? one].some((place) =>
    namesOfFiles(source, place).some((file) => (place !== one || TELLING.test(file)) && word.test(textOf(source, joinPath(place, file) ?? file)))));
}

function textOf(source: FileSource, path: string): string {
  return (source.stat(path)?.size ?? 0) > MAX_LENGTH ? '' : (source.read(path) ?? '');
}

function namesOfFiles(source: FileSource, folder: string): readonly string[] {
  return (source.list(folder) ?? []).flatMap(({ name, kind }) => (kind === 'file' ? [name] : []));
}

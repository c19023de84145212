import { joinPath, parentFolder } from '../../project/paths.js';
import { OPEN, packageName, SUPPLIED } from '../../project/supply.js';
import type { Supply } from '../../project/supply.js';
import { compiles, isBundled } from '../script-kind.js';
import type { SharedReading } from './shared-reading.js';
import type { SupplyContext, SupplyOf } from './supply.js';
import { foldersUpFrom, hasOtherBuild, plugAndPlayFile } from './surroundings.js';

/**
 * Packages beside the scripts of a code folder. `sam build` installs what the `package.json` of the code folder lists, for production;
 * without that file the folder is uploaded as it is. Source: aws-lambda-builders workflows/nodejs_npm.
 */
export function javaScriptSupply(context: SupplyContext): SupplyOf {
  const { source, definition, request: { folder, module }, located, shared } = context;
  if (definition.buildMethod !== undefined && !definition.buildMethod.startsWith('nodejs')) return () => OPEN;
  const { manifestOf } = shared;
  const manifest = manifestOf(folder);
  const isAsWritten = located.file.replace(/\.[cm]?js$/, '') === module;
  const isCompiled = located.file.replace(/\.[cm]?ts$/, '') === module && manifest?.scripts.some(compiles) === true;
  if ((!isAsWritten && !isCompiled) || isBundled(source, folder) || hasOtherBuild(source, folder) || plugAndPlayFile(source, folder) !== undefined) return () => OPEN;
  const answers = new Map<string, Supply>();
  return (specifier, importer) => {
    const name = packageName(specifier);
    const key = `${name} ${parentFolder(importer)}`;
    const answer = answers.get(key) ?? judge(context, name, importer);
    answers.set(key, answer);
    return answer;
  };
}

function judge({ source, definition, shared: { manifestOf, installedWith, isMentioned }, request: { folder, written } }: SupplyContext, name: string, importer: string): Supply {
  if (importer !== folder && folder !== '' && !importer.startsWith(`${folder}/`)) return OPEN;
  const manifest = manifestOf(folder);
  if (name === manifest?.name || manifest?.dependencies.has(name)) return SUPPLIED;
  const isInstalled = foldersUpFrom(parentFolder(importer)).some((one) => source.kind(joinPath(one, `node_modules/${name}`) ?? '') !== undefined);
  const development = manifest?.devDependencies.has(name) === true;
  // What stands in `node_modules` for development is there on this machine only.
  if (isInstalled && !development) return OPEN;
  if (isListedElsewhere(manifestOf, folder, importer, name)) return OPEN;
  const list = joinPath(folder, 'package.json') ?? 'package.json';
  // Only SAM builds: who uploads a folder as it is uploads what development needs, too.
  if (development && definition.type !== 'AWS::Serverless::Function') return OPEN;
  if (manifest) {
    const installed = installedWith(folder);
    if (!installed || installed.has(name)) return OPEN;
  } else if (source.kind(list) !== undefined) return OPEN;
  if (isMentioned(folder, name)) return OPEN;
  if (!manifest) return { state: 'missing', reason: { kind: 'no-list', folder: written } };
  return { state: 'missing', reason: { kind: development ? 'development' : 'unlisted', list } };
}

/** Another `package.json`, between the code folder and the script or above the code folder, that names the package: a workspace, a step of a build. */
function isListedElsewhere(manifestOf: SharedReading['manifestOf'], folder: string, importer: string, name: string): boolean {
  return foldersUpFrom(parentFolder(importer)).some((one) => {
    const manifest = one === folder ? undefined : manifestOf(one);
    return manifest !== undefined && (manifest.dependencies.has(name) || manifest.devDependencies.has(name) || manifest.workspaces.length > 0);
  });
}

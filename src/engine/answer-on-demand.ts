import type { Problem } from '../diagnostic.js';
import { functionKey } from '../project/files.js';
import type { LocatedHandler, PackageContent, ProjectFiles } from '../project/files.js';
import type { HandlerRequest } from '../project/handler-request.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import { parentFolder } from '../project/paths.js';
import { OPEN } from '../project/supply.js';
import { known } from '../resolved.js';
import { codeBuild } from './code-build.js';
import { compileTarget, toolVersions } from './later-toolchain.js';
import { measureLayer, measurePackage } from './measure-package.js';
import { memoised } from './once.js';
import { isDeployedOtherwise } from './other-deployment.js';
import { lockedPlatforms } from './packaging/locked-platforms.js';
import { misplacedInLayers } from './packaging/misplaced-in-layer.js';
import { nativeTarget } from './packaging/native-binary.js';
import { createPackageFormats } from './packaging/package-format.js';
import { createSharedReading } from './packaging/shared-reading.js';
import { createSupply } from './packaging/supply.js';
import { createLayerReader } from './plain-layers.js';
import type { CodeTools } from './project-code.js';
import { scriptKind } from './script-kind.js';

/** A function with the place of its code. */
export interface FunctionCode {
  readonly definition: FunctionDefinition;
  readonly request: HandlerRequest;
  readonly located: LocatedHandler;
}

/** What rules may ask about the files around the code. */
type Answers = Pick<ProjectFiles, 'scriptKindOf' | 'buildOf' | 'toolVersionsOf' | 'compileTargetOf' | 'packageFormatOf' | 'packageOf' | 'layerFilesOf' | 'nativeTargetOf' | 'lockedPlatformsOf' | 'supplyOf' | 'misplacedInLayer' | 'isDeployedOtherwise' | 'isPlainLayer'>;

/** Nothing is looked for before a rule or `inspect` asks: walking every package would cost more than all else. */
export function answerOnDemand({ source, weigher }: CodeTools, functions: readonly FunctionCode[], report: (problem: Problem) => void): Answers {
  const byKey = new Map(functions.map((one) => [functionKey(one.definition), one]));
  const ofFunction = <T>(answer: (one: FunctionCode) => T): ((key: string) => T | undefined) => memoised((key) => {
    const one = byKey.get(key);
    return one && answer(one);
  });
  const shared = createSharedReading(source, report);
  const supplies = ofFunction(({ definition, request, located }) => createSupply(source, definition, request, located, shared, report));
  const layouts = ofFunction(({ definition, request, located }) => misplacedInLayers(source, definition, request, located, shared, report));
  const builds = ofFunction(({ definition, request, located }) => codeBuild(source, definition, request, located));
  const tools = ofFunction(({ located }) => toolVersions(source, located));
  const targets = ofFunction(({ located }) => compileTarget(source, located, report));
  const packages = new Map<string, PackageContent | undefined>();
  return {
    scriptKindOf(key, path) {
      const one = byKey.get(key);
      return one && scriptKind(source, one.definition, one.request, one.located, path);
    },
    buildOf: (key) => builds(key) ?? 'unknown',
    toolVersionsOf: (key) => tools(key) ?? [],
    compileTargetOf: (key) => (builds(key) === 'tsc' ? targets(key) : undefined),
    packageFormatOf: createPackageFormats(source),
    packageOf(key) {
      const definition = byKey.get(key)?.definition;
      if (!definition) return undefined;
      const place = placeOf(definition);
      if (!packages.has(place)) packages.set(place, measurePackage(source, definition, weigher, report));
      return packages.get(place);
    },
    layerFilesOf: memoised((path) => measureLayer(source, path, report)),
    nativeTargetOf: (path) => nativeTarget(source, path),
    lockedPlatformsOf: (folder, name) => lockedPlatforms(source, folder, name),
    supplyOf: (key, specifier, importer) => supplies(key)?.(specifier, importer) ?? OPEN,
    misplacedInLayer: (key, ...asked) => layouts(key)?.(...asked),
    isDeployedOtherwise: memoised((folder) => isDeployedOtherwise(source, folder, codeOf(functions, folder))),
    isPlainLayer: createLayerReader(source, functions.map(({ definition }) => definition)),
  };
}

/** Where the code of the functions is that the templates in a folder define. */
function codeOf(functions: readonly FunctionCode[], folder: string): readonly string[] {
  return functions.flatMap(({ definition: { scope, code } }) => (code.kind === 'local' && parentFolder(scope.template.path) === folder ? [code.path] : []));
}

/** Functions whose packages are made in one way from one folder share one. */
function placeOf(definition: FunctionDefinition): string {
  const { code, buildMethod, type, runtime } = definition;
  return code.kind === 'local' ? `${code.path}|${buildMethod ?? ''}|${type}|${known(runtime) ?? ''}` : functionKey(definition);
}

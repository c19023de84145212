import { bind, defineInput } from '../analysis.js';
import type { Binding } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { CodeNames, ModuleFacts, TemplateFacts } from '../facts/model.js';
import type { Known, Resolved } from '../resolved.js';
import type { EarlierModules } from './find-export.js';
import type { FunctionDefinition } from './function-definition.js';
import type { Stack } from './nested-stacks.js';
import type { ReceiverTypes } from './receiver-type.js';
import type { Supply } from './supply.js';

/** Where the code of a function turned out to be. */
export type LocatedHandler =
  /** Inferred: a build has yet to write what Lambda will load, and the file is taken for its source by its name alone; sought: that lies where no layout of folders says so. */
  | { readonly state: 'found'; readonly file: string; readonly exportName: string; readonly isInferred?: true; readonly isSought?: true }
  /** `at` where something else than the handler is wrong. */
  | { readonly state: 'missing'; readonly reason: string; readonly at?: Location }
  | { readonly state: 'unknown'; readonly reason: string };

/** What would be uploaded for one function, as far as the working tree tells. Sizes are bytes. */
export interface PackageContent {
  readonly kind: 'folder' | 'archive' | 'file' | 'bundle';
  readonly path: string;
  /** Unpacked; of an archive that cannot be read, its own size. */
  readonly bytes: number;
  /** Of an archive, its own size. */
  readonly zipped?: number;
  /** Packs the files to see what they have when zipped, which takes its time; undefined where they are far too large. */
  readonly zip?: () => number | undefined;
  readonly files: number;
  /** Files that lie in the folder itself; of a package that nothing is installed into, all. */
  readonly own: readonly PackagedFile[];
  /** Names of what a build installs beside them. */
  readonly installed: readonly string[];
  /** What that weighs, measured on demand. */
  readonly weights: InstalledWeights;
  /** All files, listed on demand: those of what is installed are many. */
  readonly entries: readonly PackagedFile[];
  /** Dependencies that the build installs and that are not in the tree. */
  readonly missing: readonly string[];
  /** A build puts it together from what is listed; otherwise the folder or file is uploaded as it is. */
  readonly isBuilt: boolean;
  /** False when part of the upload is not in the tree (dependencies that the build installs): the size is then a lower bound. */
  readonly isComplete: boolean;
  /** Why dependencies are not in the tree, where more is known than that. */
  readonly missingReason?: string | undefined;
  /** Of a bundle that was not made: what is told of it without. Its bytes are then the most that there can be, of what is known of it. */
  readonly estimate?: BundleEstimate;
}

/** What the imports tell of a bundle. */
export interface BundleEstimate {
  readonly modules: number;
  /** What stays an import, with who brings it when the code runs. */
  readonly externals: readonly (ImportPlace & { readonly supply: Supply['state'] })[];
  /** Why the whole is not known, in words; none where it is. */
  readonly unknown: readonly string[];
  /** Imports of what is known at run time only: the bundle has them as they are. */
  readonly open: readonly ImportPlace[];
}

/** Where something is imported. */
export interface ImportPlace {
  readonly specifier: string;
  readonly importer: string;
  readonly line: number;
}

/** What the packages that a build installs add to an upload. */
export interface InstalledWeights {
  readonly packages: readonly InstalledWeight[];
  /** False where there is more than was looked at. */
  readonly isWhole: boolean;
}

export interface InstalledWeight {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  /** About what they have in a zip. */
  readonly zipped: number;
  readonly isWhole: boolean;
}

export const NOTHING_INSTALLED: InstalledWeights = { packages: [], isWhole: true };

/** A file that is uploaded. */
export interface PackagedFile {
  /** In the repository. */
  readonly path: string;
  /** In the package. */
  readonly inside: string;
  readonly bytes: number;
  /** The dependency that it belongs to. */
  readonly owner?: string;
}

/** What a compiled file is made for. */
export interface NativeTarget {
  readonly system: 'Linux' | 'macOS' | 'Windows';
  /** `other`: several, or one that is not told apart here. */
  readonly machine: 'x86_64' | 'arm64' | 'other';
}

/** Packages for single platforms, all of them needed at most by one other: what a lock file holds of them, and what it does not. */
export interface LockedPlatforms {
  readonly lock: string;
  /** With the systems and processors that each is for; none for any. */
  readonly held: readonly { readonly name: string; readonly systems: readonly string[]; readonly machines: readonly string[] }[];
  readonly absent: readonly string[];
}

/** What the Dockerfile of a function tells. */
export interface ImageFile {
  readonly dockerfile: string;
  /** The image that it starts from. */
  readonly base: string;
  readonly runtime: Resolved<string>;
  readonly handler: Resolved<string>;
  /** Variables that the template does not know of. */
  readonly setsEnvironment: boolean;
}

export type ScriptKind = 'esm' | 'commonjs';

/** `none`: the code runs as it is written; `tsc`: types are taken away, imports stay; `unknown`: a bundler or something else may rewrite it. */
export type CodeBuild = 'none' | 'tsc' | 'esbuild' | 'unknown';

/** What a file says about the version that the tools around some code run with. */
export interface ToolVersion {
  readonly language: 'nodejs' | 'python';
  /** A version or a range as written: `>=20 <23`, `v18.17`, `lts/iron`. */
  readonly wanted: string;
  /** The folder of the file, and the version in it. */
  readonly folder: string;
  readonly at: Location;
}

/** A module that a layer holds where the runtime does not look for it. */
export interface MisplacedModule {
  readonly name: string;
  /** In the repository. */
  readonly path: string;
  /** It is `sam build` that puts it elsewhere. */
  readonly isBuilt: boolean;
  /** The layer, and its content as written. */
  readonly layer: string;
  readonly layerAt: Location;
}

/** What `require` of a package finds; `unexported`: its `exports` hold nothing for `require`. */
export type PackageFormat = ScriptKind | 'unexported';

/** Everything that was read for one project: its templates, and the code that their functions lead to. */
export interface ProjectFiles {
  /** Folder of the templates, relative to the repository root; '' is the root itself. */
  readonly root: string;
  readonly templates: readonly TemplateFacts[];
  /** What is deployed by itself, with the nested stacks below: one template may be in several. */
  readonly stacks: readonly Stack[];
  readonly modules: ReadonlyMap<string, ModuleFacts>;
  /** Path of the module that a specifier leads to, by importing module and specifier; packages are not in it. */
  readonly resolutions: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** By `functionKey`. */
  readonly handlers: ReadonlyMap<string, LocatedHandler>;
  /** By `functionKey`: of functions whose image is built from a Dockerfile here that is plain enough. */
  readonly images: ReadonlyMap<string, ImageFile>;
  /** How Node takes a script in the package of a function, by `functionKey`; undefined where that cannot be told. */
  readonly scriptKindOf: (key: string, path: string) => ScriptKind | undefined;
  /** What is done to the code of a function before it is uploaded, by `functionKey`; looked for on demand. */
  readonly buildOf: (key: string) => CodeBuild;
  /** Versions that files around the code of a function name for the tools, by `functionKey`; looked for on demand. */
  readonly toolVersionsOf: (key: string) => readonly ToolVersion[];
  /** The edition of ECMAScript that `tsc` writes for a function, by `functionKey`; undefined where something else writes its code, or that cannot be told. */
  readonly compileTargetOf: (key: string) => Known<string> | undefined;
  /** What `require` of a package in a script finds; undefined where it is not installed here, or that cannot be told. */
  readonly packageFormatOf: (importer: string, specifier: string) => PackageFormat | undefined;
  /** By `functionKey`; measured on demand. */
  readonly packageOf: (key: string) => PackageContent | undefined;
  /** What a folder or archive holds that a layer is made from; looked at on demand. */
  readonly layerFilesOf: (path: string) => readonly PackagedFile[];
  /** What a file is compiled for, by its first bytes; undefined for anything else. */
  readonly nativeTargetOf: (path: string) => NativeTarget | undefined;
  /** What the lock file of a folder says of a package that brings a part for each platform; undefined for any other. */
  readonly lockedPlatformsOf: (folder: string, name: string) => LockedPlatforms | undefined;
  /** Whether what a module of a function imports will be there, by `functionKey`; looked for on demand. */
  readonly supplyOf: (key: string, specifier: string, importer: string) => Supply;
  /** Where a layer holds what a module of a function imports, if nothing else brings it, the runtime does not look there and none of its code makes it; looked for on demand. */
  readonly misplacedInLayer: (key: string, specifier: string, importer: string, code: readonly string[]) => MisplacedModule | undefined;
  /** The names in the code of a module, read on demand; undefined where they cannot be. */
  readonly namesIn: (path: string, how?: NameReading) => CodeNames | undefined;
  /** Whether another tool deploys the code of the templates in a folder: files of it lie there, in a folder around it, or in one beside these and name the code; looked for on demand. */
  readonly isDeployedOtherwise: (folder: string) => boolean;
  /** A layer that the template of a function defines brings modules of the repository, and nothing that runs by itself. */
  readonly isPlainLayer: (key: string, logicalId: string) => boolean;
  /** Given where declared types are wanted. */
  readonly receiverTypes?: ReceiverTypes;
  /** Given where the project differs from one that was looked at before in a module. */
  readonly before?: EarlierModules;
  /** Given where findings are wanted that stand in one module, and no others. */
  readonly shownIn?: string;
}

/** `words` are all words of the text, comments included: more than the names, without parsing it. */
export type NameReading = 'exact' | 'words';

export const files = defineInput<ProjectFiles>('files');

/** The templates of the project alone: what follows from them holds whatever happens to the code. */
export const stacks = defineInput<ProjectFiles['stacks']>('stacks');

/** The code of the project alone: what follows from it holds whatever is changed in a template, as long as the handlers stay where they are. */
export type CodeFiles = Pick<ProjectFiles, 'modules' | 'resolutions' | 'handlers' | 'namesIn' | 'receiverTypes' | 'before' | 'shownIn'>;

export const codeFiles = defineInput<CodeFiles>('codeFiles');

export function bindProject(project: ProjectFiles): readonly Binding[] {
  return [bind(files, project), bind(stacks, project.stacks), bind(codeFiles, project)];
}

/** Names a function within the repository: two templates may use one logical id, and two stacks one template. */
export function functionKey({ scope, logicalId }: Pick<FunctionDefinition, 'scope' | 'logicalId'>): string {
  return `${scope.key}#${logicalId}`;
}

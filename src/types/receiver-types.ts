import { createRequire } from 'node:module';
import type { ClassDeclaration, Project, SourceFile } from 'ts-morph';

import type { Problem } from '../diagnostic.js';
import type { ModuleFacts } from '../facts/model.js';
import { parentFolder } from '../project/paths.js';
import type { MethodAt, ReceiverType, ReceiverTypes } from '../project/receiver-type.js';
import type { FileSource } from '../source/file-source.js';
import { declaredClass, declaringClass } from './declared-class.js';
import { fileHost, isSpent, toHost } from './file-host.js';
import type { ReadingBudget } from './file-host.js';
import { ownMethods } from './own-methods.js';

/** What one run reads for types. All of SDK v2 is 442 files with 51 million characters; a client of v3 takes some 300 small files. */
const MAX_READ: ReadingBudget = { files: 20_000, characters: 200_000_000 };
const SCRIPT = /\.[cm]?[jt]sx?$/;
/** Methods of values of the language are most calls of a file: for them alone no program is built. `search` is also an operation. */
const OF_LANGUAGE: ReadonlySet<string> = new Set(
  [Array, String, Number, Promise, RegExp, Date, Function].flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype)).filter((name) => name !== 'search'),
);

/** Modules that one configuration applies to: the path of a `tsconfig.json`, or '' for none. */
type Groups = ReadonlyMap<string, readonly string[]>;
type Answers = ReadonlyMap<number, Answer>;

interface Answer {
  readonly type: ReceiverType | undefined;
  readonly methods: readonly MethodAt[];
}

/**
 * The declared types of the receivers in the modules of a run, by ts-morph, which brings its own compiler. Nothing is loaded or
 * read before the first question; then all questions of one configuration are answered and its program is forgotten.
 */
export function openReceiverTypes(source: FileSource, modules: ReadonlyMap<string, ModuleFacts>, report: (problem: Problem) => void, most = MAX_READ): ReceiverTypes {
  const budget = { ...most };
  const answers = new Map<string, Answers>();
  let groups: Groups | undefined;
  let isReported = false;
  let current = { path: '', text: '' };

  /** Whether the method is one that a client could have; questions about one module come one after the other. */
  function mayAsk(path: string, end: number): boolean {
    if (current.path !== path) current = { path, text: source.read(path) ?? '' };
    const method = /[\w$]+$/.exec(current.text.slice(Math.max(0, end - 60), end))?.[0];
    return method !== undefined && !OF_LANGUAGE.has(method);
  }

  function answer(path: string): Answers | undefined {
    if (answers.has(path)) return answers.get(path);
    groups ??= groupModules(source, modules);
    const [config, members] = [...groups].find(([, paths]) => paths.includes(path)) ?? ['', []];
    for (const member of [path, ...members]) answers.set(member, new Map());
    if (!isSpent(budget)) tryGroup(config, members);
    return answers.get(path);
  }

  function tryGroup(config: string, members: readonly string[]): void {
    try {
      readGroup(config, members);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      report({ kind: 'internal', path: config === '' ? '.' : config, message: `Types could not be read here: ${reason}. Receivers are told without them.` });
    }
  }

  function openProject(config: string): Project {
    try {
      return createProject(source, config, budget);
    } catch (error) {
      // The library refuses a configuration that is no JSON.
      report({ kind: 'parse', path: config, message: `It cannot be read for types (${error instanceof Error ? error.message : String(error)}); they are read as without it.` });
      return createProject(source, '', budget);
    }
  }

  function readGroup(config: string, members: readonly string[]): void {
    const project = openProject(config);
    const files = members.flatMap((member) => {
      const file = project.addSourceFileAtPathIfExists(toHost(member));
      return file ? [[member, file] as const] : [];
    });
    if (isSpent(budget)) reportLimit(config);
    let found: readonly ClassDeclaration[] | undefined;
    const classes = (): readonly ClassDeclaration[] => (found ??= files.flatMap(([, file]) => file.getClasses()));
    for (const [member, file] of files) {
      const ends = placesOf(modules.get(member)).filter((end) => mayAsk(member, end));
      answers.set(member, new Map(ends.flatMap((end) => {
        const told = receiverAt(file, end, classes);
        return told ? [[end, told] as const] : [];
      })));
    }
    if (isSpent(budget)) reportLimit(config);
  }

  function reportLimit(config: string): void {
    if (isReported) return;
    isReported = true;
    report({ kind: 'limit', path: config === '' ? '.' : config, message: `More than ${most.files} files or ${most.characters} characters would be read for types; receivers from here on are told without them.` });
  }

  const ask = (path: string, end: number): Answer | undefined => (mayAsk(path, end) ? answer(path)?.get(end) : undefined);
  return { receiverOf: (path, end) => ask(path, end)?.type, methodsOf: (path, end) => ask(path, end)?.methods ?? [] };
}

/** Calls that values may not tell about. */
function placesOf(facts: ModuleFacts | undefined): readonly number[] {
  const followed = (facts?.calls ?? []).filter(({ callee, isNew }) => !isNew && (callee.kind === 'parameter' || callee.kind === 'import'));
  return [...(facts?.openCalls ?? []), ...followed].map(({ end }) => end);
}

function receiverAt(file: SourceFile, end: number, classes: () => readonly ClassDeclaration[]): Answer | undefined {
  const name = file.getDescendantAtPos(end - 1);
  const access = name?.getParent();
  const { Node } = tsMorph();
  if (!name || !Node.isPropertyAccessExpression(access) || access.getNameNode() !== name) return undefined;
  const receiver = access.getExpression().getType();
  const symbol = name.getSymbol();
  const found = declaredClass(receiver) ?? declaringClass(symbol);
  const type = found && { ...found, method: name.getText() };
  const methods = found ? [] : ownMethods(symbol, receiver.getNonNullableType(), classes, Node);
  return type || methods.length > 0 ? { type, methods } : undefined;
}

function createProject(source: FileSource, config: string, budget: ReadingBudget): Project {
  const { Project: TypeProject, ts } = tsMorph();
  const plain = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, lib: ['lib.es2023.d.ts'] };
  return new TypeProject({
    ...(config === '' ? {} : { tsConfigFilePath: toHost(config) }),
    compilerOptions: { ...(config === '' ? plain : {}), allowJs: true, noEmit: true, skipLibCheck: true, types: [], plugins: [], maxNodeModuleJsDepth: 0 },
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    fileSystem: fileHost(source, budget),
  });
}

function groupModules(source: FileSource, modules: ReadonlyMap<string, ModuleFacts>): Groups {
  const groups = new Map<string, string[]>();
  for (const [path] of modules) {
    if (!SCRIPT.test(path) || path.includes('#')) continue;
    const config = nearest(parentFolder(path), (folder) => source.kind(inFolder(folder, 'tsconfig.json')) === 'file');
    const key = config === undefined ? '' : inFolder(config, 'tsconfig.json');
    const group = groups.get(key);
    if (group) group.push(path);
    else groups.set(key, [path]);
  }
  return groups;
}

function nearest(folder: string, isIt: (folder: string) => boolean): string | undefined {
  if (isIt(folder)) return folder;
  return folder === '' ? undefined : nearest(parentFolder(folder), isIt);
}

function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Whether `ts-morph` can be loaded. */
export function hasTsMorph(): boolean {
  try {
    requirer().resolve('ts-morph');
    return true;
  } catch {
    return false;
  }
}

function tsMorph(): typeof import('ts-morph') {
  return requirer()('ts-morph') as typeof import('ts-morph');
}

function requirer(): NodeJS.Require {
  // `__filename` in a bundle in CommonJS form, where `import.meta` is empty.
  return createRequire(typeof __filename === 'string' ? __filename : import.meta.url);
}

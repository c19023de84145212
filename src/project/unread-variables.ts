import { defineAnalysis } from '../analysis.js';
import { LIBRARY_PREFIXES, PROVIDED_PREFIXES, PROVIDED_VARIABLES } from '../data/environment.js';
import { known } from '../resolved.js';
import { isOfNode, pythonImport, scriptImport } from '../data/find-import.js';
import { distributionsWith, suppliedByPython } from './runtime-supply.js';
import { isFunctionOfAmplify } from './amplify.js';
import { definitions } from './definitions.js';
import { files } from './files.js';
import type { ProjectFiles } from './files.js';
import { declaredVariables } from './environment.js';
import type { DeclaredVariable } from './environment.js';
import type { LambdaFunction } from './functions.js';
import type { EnvironmentRead, HandlerCode, HandlerImport } from './handler-code.js';
import { readNoOwnVariables } from './known-layers.js';
import { sdkCalls } from './sdk-calls.js';
import type { SdkCalls } from './sdk-calls.js';

export interface UnreadVariable extends Pick<DeclaredVariable, 'name' | 'at' | 'owners'> {
  /** A read of an undeclared variable with nearly the same name: one of them is misspelt. */
  readonly similar: EnvironmentRead | undefined;
}

/** Environment variables that no function that gets them reads, as far as all of their code can be read. */
export const unreadVariables = defineAnalysis({
  name: 'unreadVariables',
  requires: { declaredVariables, definitions, files, sdkCalls },
  run: ({ declaredVariables: all, definitions: templates, files: project, sdkCalls: calls }): readonly UnreadVariable[] => {
    const ofAmplify = new Set(templates.flatMap(({ scope: { template } }) => (isFunctionOfAmplify(template) ? [template.path] : [])));
    const lists = new Map<readonly LambdaFunction[], Owners>();
    return all.flatMap(({ name, at, owners }): readonly UnreadVariable[] => {
      if (isForLibraries(name) || owners.some(({ template }) => ofAmplify.has(template))) return [];
      const own = lists.get(owners) ?? ownersOf(owners, project, calls);
      lists.set(owners, own);
      if (!own.unlike.every((fn) => isUnread(fn, name)) || own.mayReadUnseen() || own.unlike.some((fn) => isForPackage(fn, name, project))) return [];
      return [{ name, at, owners, similar: first(own.unlike, (fn) => similarRead(fn, name)) }];
    });
  },
});

/** What is asked once for all variables that the same functions have. */
interface Owners {
  /** One of all that have the same code and the same variables. */
  readonly unlike: readonly LambdaFunction[];
  /** By code that is not seen, or from what Lambda says of functions. */
  readonly mayReadUnseen: () => boolean;
}

function ownersOf(all: readonly LambdaFunction[], project: ProjectFiles, calls: SdkCalls): Owners {
  const seen = new Map<HandlerCode | undefined, Set<unknown>>();
  const unlike = all.filter(({ handlerCode, environment, layers }) => {
    const alike = seen.get(handlerCode) ?? new Set();
    seen.set(handlerCode, alike);
    const variables = known(environment);
    if (!readNoOwnVariables(layers)) return true;
    if (alike.has(variables)) return false;
    alike.add(variables);
    return true;
  });
  let mayRead: boolean | undefined;
  return { unlike, mayReadUnseen: () => (mayRead ??= all.some((fn) => loadsUnseenCode(fn, project) || asksForVariables(fn, calls))) };
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isForLibraries(name: string): boolean {
  return PROVIDED_VARIABLES.has(name) || [...LIBRARY_PREFIXES, ...PROVIDED_PREFIXES].some((prefix) => name.startsWith(prefix));
}

function isUnread({ handlerCode: code, layers }: LambdaFunction, name: string): boolean {
  return code !== undefined && code.isWhole && !code.environmentEscapes && readNoOwnVariables(layers) && !code.environmentNames().has(name) && !isForPrisma(name, code) && !code.imports.some((one) => readsSettings(one) || startsPrograms(one));
}

/** Classes of pydantic take each of their members from the variable that is called like it, in any case and behind a prefix. */
function readsSettings({ specifier, bindings }: HandlerImport): boolean {
  return /^pydantic_settings(?:\.|$)/.test(specifier) || (/^pydantic(?:\.|$)/.test(specifier) && bindings.some(({ imported }) => imported === 'BaseSettings'));
}

/** Another program gets the environment, too. Source: nodejs.org/api/child_process.html and worker_threads.html, docs.python.org/3/library/subprocess.html, option env. */
function startsPrograms({ specifier, at: { path } }: HandlerImport): boolean {
  return (path.endsWith('.py') ? pythonImport : scriptImport)(specifier) === 'starts';
}

/** The answers have the environment of a function, that of the caller as well. */
const TELLS_VARIABLES = /^(?:GetFunction|GetFunctionConfiguration|ListFunctions|ListVersionsByFunction)$/;

function asksForVariables({ key }: LambdaFunction, calls: SdkCalls): boolean {
  return calls.get(key)?.some(({ service, operation }) => service === 'lambda' && TELLS_VARIABLES.test(operation)) === true;
}

/** The package, or a client that its generator wrote into the project. */
const PRISMA = /^@prisma\/client(?:\/|$)|\bgenerated\/(?:[^/]+\/)*prisma\b|\bprisma\/(?:generated|client)\b/;
const OF_DATABASE = /(?:^|_)(?:DB|DATABASE|POSTGRES|POSTGRESQL|PG|MYSQL|MONGO|MONGODB|COCKROACH|SQLSERVER|DIRECT|SHADOW)_/;

/** `schema.prisma` names the variables with the addresses of the database, and the client reads them: `env("POSTGRES_URL")`. */
function isForPrisma(name: string, { imports }: HandlerCode): boolean {
  return (name.startsWith('PRISMA_') || (/_UR[IL]$/.test(name) && OF_DATABASE.test(name))) && imports.some(({ specifier }) => PRISMA.test(specifier));
}

/** `acme_common` and `@acme/common` may read `ACME_BRANCH`. */
function isForPackage({ handlerCode: code }: LambdaFunction, name: string, { modules, resolutions }: ProjectFiles): boolean {
  const word = firstWord(name);
  const mayRead = ({ specifier, at: { path } }: HandlerImport): boolean =>
    firstWord(specifier) === word && !specifier.startsWith('.') && !resolutions.get(path)?.has(specifier) && !isOfRuntime(specifier, modules.get(path)?.language === 'python');
  return word.length >= 3 && code?.imports.some(mayRead) === true;
}

/** It reads what is documented, and nothing that is called like it: `QUEUE_URL` is not for `queue`. */
function isOfRuntime(specifier: string, isPython: boolean): boolean {
  return isPython ? suppliedByPython(specifier) !== undefined : isOfNode(specifier);
}

/** Shorter names are alike by chance. */
const LONG_NAME = 8;

function firstWord(name: string): string {
  return /[a-z0-9]+/.exec(name.toLowerCase())?.[0] ?? '';
}

/** Python code may get a module of the project from a script, or from a path in its list; nobody publishes it under that name. */
function loadsUnseenCode({ key, handlerCode: code }: LambdaFunction, { modules, resolutions, supplyOf }: ProjectFiles): boolean {
  return code?.imports.some(({ specifier, at: { path } }) => {
    if (modules.get(path)?.language !== 'python' || specifier.startsWith('.') || resolutions.get(path)?.has(specifier)) return false;
    const supply = supplyOf(key, specifier, path);
    return supply.state === 'unknown' && !supply.isListed && distributionsWith(specifier.split('.', 1)[0] ?? specifier).length === 0;
  }) === true;
}

function similarRead({ handlerCode, environment }: LambdaFunction, name: string): EnvironmentRead | undefined {
  const declared = known(environment);
  return handlerCode?.environmentReads.find(({ variable }) => declared?.has(variable) === false && isAlike(bareName(variable), bareName(name)));
}

/** One letter may be missing: `MAIL_TOPIC_ARN` for `EMAIL_TOPIC_ARN`. */
function isAlike(one: string, other: string): boolean {
  if (one === other) return true;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  if (long.length !== short.length + 1 || short.length < LONG_NAME) return false;
  let same = 0;
  while (same < short.length && short[same] === long[same]) same++;
  return short.slice(same) === long.slice(same + 1);
}

/** Case, separators and a plural make no difference. */
function bareName(name: string): string {
  return name.toLowerCase().replaceAll('_', '').replace(/s$/, '');
}

import { defineAnalysis } from '../analysis.js';
import type { IamTables } from '../data/iam-tables.js';
import { hasBoto3Resource, worksAlone } from '../data/find-import.js';
import { boto3ResourceMembers, boto3Service } from '../data/find-sdk.js';
import { codeImports } from './code-imports.js';
import type { CodeImports } from './code-imports.js';
import { codeFiles, files } from './files.js';
import type { NameReading, ProjectFiles } from './files.js';
import type { ModuleGraph } from './find-export.js';
import type { LambdaFunction } from './functions.js';
import type { HandlerCode } from './handler-code.js';
import { iamTables } from './iam-tables.js';
import { layerText, POWERTOOLS_LAYER } from './known-layers.js';
import { moduleGraph } from './module-graph.js';
import { possibleOperations } from './possible-operations.js';
import type { Text } from './text.js';

/** What the code of a function may do in AWS at most, or why that cannot be told. */
export type CodeReading =
  | {
      readonly state: 'whole';
      /** `dynamodb:putitem`, those that a call may need by its options included. */
      readonly actions: ReadonlySet<string>;
      /** Those that its calls need whatever they are given, as the tables write them. */
      readonly called: ReadonlySet<string>;
      /** Prefixes of services of which an operation is named whose actions nobody knows. */
      readonly openServices: ReadonlySet<string>;
      /** A service is called that may use others with the rights of the function. */
      readonly isForwarded: boolean;
    }
  | { readonly state: 'open'; readonly reason: string };

/** Reads code wholly, by the names in it; once for each handler. */
const handlerReadings = defineAnalysis({
  name: 'handlerReadings',
  requires: { codeFiles, moduleGraph, iamTables },
  run: ({ codeFiles: { namesIn }, moduleGraph: graph, iamTables: tables }): ((code: HandlerCode, how: NameReading) => CodeReading) => {
    const known = { exact: new Map<HandlerCode, CodeReading>(), words: new Map<HandlerCode, CodeReading>() };
    return (code, how) => {
      const reading = known[how].get(code) ?? readCode(code, graph, tables, (path) => namesIn(path, how));
      known[how].set(code, reading);
      return reading;
    };
  },
});

/** Reads the code of a function wholly; asked for few functions. */
export const codeReadings = defineAnalysis({
  name: 'codeReadings',
  requires: { files, handlerReadings },
  run: ({ files: { isPlainLayer }, handlerReadings: readingOf }): ((fn: LambdaFunction, how?: NameReading) => CodeReading) =>
    (fn, how = 'exact') => {
      const { handlerCode: code } = fn;
      const hidden = hiddenCode(fn, isPlainLayer);
      if (hidden !== undefined) return { state: 'open', reason: hidden };
      return code ? readingOf(code, how) : { state: 'open', reason: 'its code is not read' };
    },
});

/** Layers bring code that may run by itself; those of Powertools, and those of the template that hold modules only, do not. */
function hiddenCode({ key, layers, environment }: LambdaFunction, isPlainLayer: ProjectFiles['isPlainLayer']): string | undefined {
  const isQuiet = (layer: Text): boolean => POWERTOOLS_LAYER.test(layerText(layer)) || layer.every((part) => typeof part !== 'string' && part.kind === 'resource' && isPlainLayer(key, part.logicalId));
  if (layers.state === 'unknown') return 'its layers are unknown';
  if (layers.state === 'known' && !layers.value.every(isQuiet)) return 'it has layers';
  // Other code may run before the handler or instead of it.
  const variables = environment.state === 'known' ? environment.value : undefined;
  return variables?.has('AWS_LAMBDA_EXEC_WRAPPER') || variables?.has('NODE_OPTIONS') ? 'other code starts it' : undefined;
}

function readCode({ modules }: HandlerCode, graph: ModuleGraph, tables: IamTables, namesIn: ProjectFiles['namesIn']): CodeReading {
  if (modules.every((path) => path.includes('#') && graph.modules.get(path)?.imports.length === 0)) return { state: 'open', reason: 'its inline code may stand for code that comes later' };
  const imports = codeImports(graph, modules);
  if (imports.open !== undefined) return { state: 'open', reason: imports.open };
  const names = new Set<string>();
  let computesNames = false;
  for (const path of imports.modules) {
    const found = namesIn(path);
    if (!found) return { state: 'open', reason: `'${path}' cannot be read` };
    if (found.loadsUnnamed) return { state: 'open', reason: 'it loads code by a computed name' };
    computesNames ||= found.computesNames;
    for (const name of found.names) names.add(name);
  }
  const unclear = unclearUse(imports, names, computesNames, tables) ?? unknownClient(graph, imports, tables);
  return unclear === undefined ? neededBy(tables, imports, names) : { state: 'open', reason: unclear };
}

/** Names with which code signs requests by itself, or starts programs. */
const OWN_WAYS = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CONTAINER_CREDENTIALS_FULL_URI', 'Signers', 'SignatureV4', 'sqs_batch_processor', 'PartialSQSProcessor'];
const STARTS_PROGRAMS = ['system', 'popen', 'execv', 'execve', 'execvp', 'spawnv', 'spawnl', 'posix_spawn', 'create_subprocess_exec', 'create_subprocess_shell'];

function unclearUse({ clients, wholeClients, version2, hasBoto3 }: CodeImports, names: ReadonlySet<string>, computesNames: boolean, tables: IamTables): string | undefined {
  const own = OWN_WAYS.find((name) => names.has(name)) ?? (hasBoto3 ? STARTS_PROGRAMS.find((name) => names.has(name)) : undefined);
  if (own !== undefined) return `it names '${own}'`;
  const lower = new Set([...names].map((name) => name.toLowerCase()));
  const callsMethods = version2.size > 0 || hasBoto3 || wholeClients.size > 0 || names.has('DynamoDBDocument') || [...clients].some((service) => lower.has(service.replaceAll('-', '')));
  if (computesNames && callsMethods) return 'it calls methods by computed names';
  const unlisted = [...clients].find((service) => !tables.client(service));
  return unlisted === undefined ? undefined : `no table of '${unlisted}'`;
}

/** These make, change or tag resources of any service, with the rights of the function: nothing is known to be unused beside them. */
const DEPLOYERS: ReadonlySet<string> = new Set(['application-auto-scaling', 'cloudformation', 'resource-groups-tagging-api']);
const isDeployment = (service: string, operation: string): boolean =>
  (DEPLOYERS.has(service) && !/^(?:Describe|Get|List)/.test(operation)) || (service === 'ssm' && /^Start(?:AutomationExecution|ChangeRequestExecution)$/.test(operation));

/** A client of boto3 whose service is no text, or one that nobody knows. */
function unknownClient(graph: ModuleGraph, { modules, hasBoto3 }: CodeImports, tables: IamTables): string | undefined {
  if (!hasBoto3) return undefined;
  for (const path of modules) {
    for (const { callee, arguments: given } of graph.modules.get(path)?.calls ?? []) {
      if (callee.kind !== 'import' || !/^(?:aio)?boto/.test(callee.specifier) || !/^(?:client|resource|create_client)$/.test(callee.path.at(-1) ?? '')) continue;
      const [first] = given;
      const named = first?.kind === 'object' ? first.properties.find(({ name }) => name === 'service_name')?.value : first;
      if (named?.kind !== 'string') return 'it makes clients by computed names';
      if (!tables.client(boto3Service(named.value))) return `no table of '${named.value}'`;
    }
  }
  return undefined;
}

function neededBy(tables: IamTables, imports: CodeImports, names: ReadonlySet<string>): CodeReading {
  const actions = new Set<string>();
  const openServices = new Set<string>();
  const called = new Set<string>();
  let isForwarded = false;
  const add = (action: string): void => void actions.add(action.toLowerCase());
  for (const service of unlistedResources(imports, names)) {
    if (DEPLOYERS.has(service)) return { state: 'open', reason: `resources of '${service}' may use any service` };
    openServices.add(service);
    isForwarded = true;
  }
  for (const { service, operation } of possibleOperations(tables, imports, names)) {
    const client = tables.client(service);
    const needs = client && tables.service(client.prefix)?.operation(service, operation);
    if (!client || !needs) continue;
    if (isDeployment(service, operation)) return { state: 'open', reason: `'${operation}' may use any service` };
    isForwarded ||= !worksAlone(service, operation);
    if (needs.state === 'none') continue;
    for (const { action } of needs.conditional) add(action);
    if (needs.state === 'unknown') openServices.add(client.prefix);
    else for (const action of [...needs.required, ...needs.oneOf.flatMap((one) => one.actions)]) {
      add(action);
      called.add(action);
    }
  }
  return { state: 'whole', actions, called, openServices, isForwarded };
}

/** Resources of boto3 without a table: `Stack(name).delete()`. */
function unlistedResources({ hasBoto3 }: CodeImports, names: ReadonlySet<string>): readonly string[] {
  if (!hasBoto3 || !names.has('resource')) return [];
  return [...names].filter((name) => hasBoto3Resource(name) && boto3ResourceMembers(name).length === 0);
}

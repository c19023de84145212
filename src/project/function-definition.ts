import { LIMITS } from '../data/limits.js';
import type { Location } from '../diagnostic.js';
import type { MapEntry, MapValue, ResourceFact, ScalarValue, TemplateValue } from '../facts/model.js';
import { mapResolved } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import { codeOf } from './code-location.js';
import type { CodeLocation } from './code-location.js';
import { member } from './evaluate.js';
import { effectiveProperties } from './globals.js';
import { keySpan } from './key-span.js';
import type { Scenario } from './paired-possibilities.js';
import { listOf, mapOf, numberOf, stringOf, textOf } from './read-value.js';
import { scopeWithin } from './template-scope.js';
import type { TemplateScope } from './template-scope.js';
import type { Text } from './text.js';

/** What a builder is told. */
export type BuildProperty = string | boolean | readonly string[];

export interface EnvironmentVariable {
  readonly name: string;
  readonly nameAt: Location;
  readonly value: Resolved<Text>;
}

/** One function as its template defines it, SAM and plain CloudFormation alike, after Globals and with Lambda's defaults. */
export interface FunctionDefinition {
  readonly logicalId: string;
  readonly type: 'AWS::Serverless::Function' | 'AWS::Lambda::Function';
  /** The logical id: where a missing property is reported. */
  readonly at: Location;
  readonly scope: TemplateScope;
  /** When the function is there. */
  readonly scenario: Scenario;
  readonly properties: TemplateValue | undefined;
  readonly functionName: Resolved<string>;
  readonly runtime: Resolved<string>;
  readonly handler: Resolved<string>;
  readonly timeout: Resolved<number>;
  readonly memorySize: Resolved<number>;
  readonly ephemeralStorage: Resolved<number>;
  readonly packageType: Resolved<string>;
  readonly architectures: Resolved<readonly string[]>;
  readonly tracing: Resolved<string>;
  readonly layers: Resolved<readonly Text[]>;
  readonly environment: Resolved<ReadonlyMap<string, EnvironmentVariable>>;
  /** It runs with a role that somebody wrote or named. */
  readonly hasRole: boolean;
  readonly hasVpc: boolean;
  /** `SnapStart.ApplyOn`. */
  readonly snapStart: Resolved<string>;
  readonly recursiveLoop: Resolved<string>;
  /** Runs on Lambda Managed Instances, which have limits of their own. */
  readonly isManagedInstance: boolean;
  /** A durable function: what bounds its work is the timeout of the execution, which many invocations make up. */
  readonly isDurable: boolean;
  readonly code: CodeLocation;
  /** `Metadata.BuildMethod`. */
  readonly buildMethod: string | undefined;
  /** `Metadata.BuildProperties` as written; undefined for a value that is no text, truth value or list of texts. */
  readonly buildProperties: ReadonlyMap<string, BuildProperty | undefined>;
  readonly entryPoints: readonly string[];
  /** `Metadata.BuildProperties.Format` of esbuild. */
  readonly bundleFormat: Resolved<string>;
  /** `Target` of esbuild. */
  readonly bundleTarget: Resolved<string>;
  /** `OutExtension` of esbuild: `.js=.mjs`. */
  readonly outExtensions: readonly string[];
  /** `External` of esbuild: packages, or patterns with `*`, that stay out of the bundle. */
  readonly externals: readonly string[];
  readonly deadLetter: Resolved<Text>;
}

export function isFunction(resource: ResourceFact): boolean {
  return resource.type === 'AWS::Serverless::Function' || resource.type === 'AWS::Lambda::Function';
}

export function defineFunction(around: TemplateScope, resource: ResourceFact): FunctionDefinition {
  const scope = scopeWithin(around, resource);
  const type = resource.type === 'AWS::Serverless::Function' ? resource.type : 'AWS::Lambda::Function';
  const isServerless = type === 'AWS::Serverless::Function';
  const at = scope.at(resource.key);
  const properties = effectiveProperties(scope, resource);
  const get = (...keys: readonly string[]): TemplateValue | undefined => member(scope, properties, ...keys);
  const fallback = <T>(resolved: Resolved<T>, value: T): Resolved<T> => (resolved.state === 'absent' ? { state: 'known', value, at, implicit: true } : resolved);
  const buildMethod = scalar(member(scope, resource.metadata, 'BuildMethod'))?.text;
  return {
    logicalId: resource.logicalId,
    type,
    at,
    scope,
    scenario: scope,
    properties,
    functionName: stringOf(scope, get('FunctionName'), at),
    runtime: stringOf(scope, get('Runtime'), at),
    handler: stringOf(scope, get('Handler'), at),
    timeout: fallback(numberOf(scope, get('Timeout'), at), LIMITS.timeoutSeconds.default),
    memorySize: fallback(numberOf(scope, get('MemorySize'), at), LIMITS.memoryMB.default),
    ephemeralStorage: fallback(numberOf(scope, get('EphemeralStorage', 'Size'), at), LIMITS.ephemeralStorageMB.default),
    packageType: fallback(stringOf(scope, get('PackageType'), at), 'Zip'),
    architectures: fallback(strings(scope, get('Architectures'), at), ['x86_64']),
    tracing: fallback(stringOf(scope, isServerless ? get('Tracing') : get('TracingConfig', 'Mode'), at), 'PassThrough'),
    layers: texts(scope, get('Layers'), at),
    environment: environmentOf(scope, properties, at),
    snapStart: stringOf(scope, get('SnapStart', 'ApplyOn'), at),
    recursiveLoop: stringOf(scope, get('RecursiveLoop'), at),
    hasRole: get('Role') !== undefined,
    hasVpc: get('VpcConfig') !== undefined,
    isManagedInstance: get('CapacityProviderConfig') !== undefined,
    isDurable: get('DurableConfig') !== undefined,
    code: codeOf(scope, properties, resource.metadata, isServerless),
    buildMethod,
    buildProperties: propertiesOf(member(scope, resource.metadata, 'BuildProperties')),
    entryPoints: scalars(member(scope, resource.metadata, 'BuildProperties', 'EntryPoints')),
    bundleFormat: stringOf(scope, member(scope, resource.metadata, 'BuildProperties', 'Format'), at),
    bundleTarget: stringOf(scope, member(scope, resource.metadata, 'BuildProperties', 'Target'), at),
    outExtensions: scalars(member(scope, resource.metadata, 'BuildProperties', 'OutExtension')),
    externals: scalars(member(scope, resource.metadata, 'BuildProperties', 'External')),
    deadLetter: textOf(scope, isServerless ? get('DeadLetterQueue', 'TargetArn') : get('DeadLetterConfig', 'TargetArn'), at),
  };
}

function environmentOf(scope: TemplateScope, properties: TemplateValue | undefined, at: Location): Resolved<ReadonlyMap<string, EnvironmentVariable>> {
  const variables = mapOf(scope, member(scope, properties, 'Environment', 'Variables'), at);
  return mapResolved(variables, (map) => variablesOf(scope, map), 'a transform adds variables at deployment');
}

type Variables = ReadonlyMap<string, EnvironmentVariable>;

/** What Globals say is read once for all functions that get it. */
const read = new WeakMap<TemplateScope, { readonly maps: WeakMap<MapValue, Variables>; readonly entries: WeakMap<MapEntry, EnvironmentVariable> }>();

function variablesOf(scope: TemplateScope, map: MapValue): Variables | undefined {
  if (map.entries.some(({ key }) => key.startsWith('Fn::'))) return undefined;
  const known = read.get(scope) ?? { maps: new WeakMap(), entries: new WeakMap() };
  read.set(scope, known);
  const found = known.maps.get(map) ?? new Map(map.entries.map((entry) => {
    const variable = known.entries.get(entry) ?? environmentVariable(scope, entry);
    known.entries.set(entry, variable);
    return [entry.key, variable];
  }));
  known.maps.set(map, found);
  return found;
}

function environmentVariable(scope: TemplateScope, { key, value, ...place }: MapEntry): EnvironmentVariable {
  const nameAt = scope.at(keySpan(place));
  return { name: key, nameAt, value: textOf(scope, value, nameAt) };
}

function strings(scope: TemplateScope, value: TemplateValue | undefined, at: Location): Resolved<readonly string[]> {
  const list = listOf(scope, value, at);
  if (list.state !== 'known') return list.state === 'absent' ? list : { state: 'unknown', reason: list.reason, at: list.at };
  const items = list.value.items.map((item) => stringOf(scope, item, list.at));
  const unknown = items.find((item) => item.state !== 'known');
  if (unknown) return { state: 'unknown', reason: 'part of it is known at deployment only', at: list.at };
  return { ...list, value: items.flatMap((item) => (item.state === 'known' ? [item.value] : [])) };
}

function texts(scope: TemplateScope, value: TemplateValue | undefined, at: Location): Resolved<readonly Text[]> {
  const list = listOf(scope, value, at);
  if (list.state !== 'known') return list.state === 'absent' ? list : { state: 'unknown', reason: list.reason, at: list.at };
  const items = list.value.items.map((item) => textOf(scope, item, list.at));
  if (items.some(({ state }) => state === 'unknown')) return { state: 'unknown', reason: 'part of it is known at deployment only', at: list.at };
  return { ...list, value: items.flatMap((item) => (item.state === 'known' ? [item.value] : [])) };
}

function propertiesOf(value: TemplateValue | undefined): ReadonlyMap<string, BuildProperty | undefined> {
  return new Map(value?.kind === 'map' ? value.entries.map((entry) => [entry.key, propertyOf(entry.value)]) : []);
}

function propertyOf(value: TemplateValue): BuildProperty | undefined {
  if (value.kind === 'list') return value.items.every((item) => item.kind === 'scalar') ? scalars(value) : undefined;
  if (value.kind !== 'scalar') return undefined;
  return !value.quoted && /^(?:true|false)$/i.test(value.text) ? value.text.toLowerCase() === 'true' : value.text;
}

function scalar(value: TemplateValue | undefined): ScalarValue | undefined {
  return value?.kind === 'scalar' ? value : undefined;
}

function scalars(value: TemplateValue | undefined): readonly string[] {
  return value?.kind === 'list' ? value.items.flatMap((item) => scalar(item)?.text ?? []) : [];
}

import { credentialName } from '../data/credential-name.js';
import { findSecret } from '../data/find-secret.js';
import type { Location, Problem } from '../diagnostic.js';
import type { Places } from '../engine/places.js';
import type { InspectedFunction, InspectedTrigger } from '../project/inspection.js';
import type { PackageContent } from '../project/files.js';
import type { Resolved } from '../resolved.js';
import { displayText } from '../project/text.js';
import type { Text } from '../project/text.js';

/** A value with its certainty, as `inspect --json` writes it. */
export type Value<T> =
  | { readonly state: 'known'; readonly value: T }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly reason: string };

export type FunctionEntry = ReturnType<typeof functionEntry>;

export interface ProjectEntry {
  readonly root: string;
  readonly templates: readonly string[];
  readonly functions: readonly FunctionEntry[];
  /** Functions that are defined but not vetted. */
  readonly leftOut: readonly LeftOutEntry[];
}

export interface LeftOutEntry {
  readonly id: string;
  readonly template: string;
  readonly line: number;
  readonly reason: string;
}

/** What `inspect --json` prints, a contract since the first release. */
export interface InspectDocument {
  readonly schemaVersion: 1;
  readonly projects: readonly ProjectEntry[];
  /** Templates that are no project of their own. */
  readonly leftOutTemplates: readonly { readonly template: string; readonly reason: string }[];
  /** Files that could not be read or were left out. */
  readonly problems: readonly Problem[];
}

/** One function in the order of keys that the contract has. */
export function functionEntry({ fn, triggers, onSuccess, permissions, role, sdkCalls, content }: InspectedFunction, places: Places) {
  const line = (at: Location): number => places.toPlace(at).startLine;
  // What makes a trigger or a statement may stand in another file: a parent stack, an include.
  const place = (at: Location): { readonly line: number; readonly file: string } => ({ line: line(at), file: hostFile(at.path) });
  const { environment } = fn;
  return {
    id: fn.logicalId,
    type: fn.type,
    template: fn.template,
    line: line(fn.at),
    runtime: value(fn.runtime),
    handler: value(fn.handler),
    timeout: value(fn.timeout),
    memorySize: value(fn.memorySize),
    packageType: value(fn.packageType),
    architectures: value(fn.architectures),
    tracing: value(fn.tracing),
    vpc: fn.hasVpc,
    environment: Object.fromEntries(environment.state === 'known' ? [...environment.value].map(([name, variable]) => [name, variableValue(name, variable.value)]) : []),
    environmentComplete: environment.state !== 'unknown',
    layers: value(fn.layers, (layers) => layers.map(displayText)),
    entry: entryOf(fn),
    files: filesOf(fn),
    triggers: triggers.map((one) => triggerEntry(one, place)),
    deadLetter: value(asUnknown(fn.deadLetter), destination),
    onFailure: value(asUnknown(fn.onFailure), destination),
    onSuccess: value(asUnknown(onSuccess), destination),
    permissions: permissions.map(({ principal, at }) => ({ principal, ...place(at) })),
    role: {
      complete: role.isComplete,
      managedPolicies: role.managedPolicies,
      statements: role.statements.map(({ effect, actions, resources, origin, at }) => ({ effect, actions, resources, origin, ...place(at) })),
    },
    sdkCalls: sdkCalls.map(({ service, operation, at, resource }) => ({ service, operation, file: hostFile(at.path), line: line(at), resource: value(resource, (text) => masked('', text)) })),
    package: packageEntry(fn, content),
  };
}

function value<T>(resolved: Resolved<T>): Value<T>;
function value<T, U>(resolved: Resolved<T>, show: (value: T) => U): Value<U>;
function value<T, U>(resolved: Resolved<T>, show?: (value: T) => U): Value<T | U> {
  if (resolved.state === 'absent') return { state: 'absent' };
  if (resolved.state === 'unknown') return { state: 'unknown', reason: resolved.reason };
  return { state: 'known', value: show ? show(resolved.value) : resolved.value };
}

/** A text of which nothing is known is not known. */
function asUnknown(resolved: Resolved<Text>): Resolved<Text> {
  const [only, ...others] = resolved.state === 'known' ? resolved.value : [];
  return typeof only === 'object' && only.kind === 'unknown' && others.length === 0 ? { state: 'unknown', reason: only.reason, at: resolved.at } : resolved;
}

function variableValue(name: string, resolved: Resolved<Text>): Value<string> {
  return value(asUnknown(resolved), (text) => masked(name, text));
}

/** What may be a credential is shown by its first characters at most. */
function masked(name: string, text: Text): string {
  const shown = displayText(text);
  if (text.every((part) => typeof part !== 'string') || shown.startsWith('{{resolve:')) return shown;
  const secret = findSecret(shown, name);
  if (secret) return secret.preview;
  if (!credentialName(name) || /^(?:true|false|\d{0,3})$/.test(shown)) return shown;
  return `${shown.length < 12 ? '' : shown.slice(0, 4)}… (${shown.length} characters)`;
}

/** An empty text: SAM makes the queue or topic itself. */
function destination(text: Text): string {
  return text.length === 0 ? 'made by SAM' : displayText(text);
}

interface EntryPoint {
  readonly state: 'found' | 'missing' | 'unknown';
  readonly file: string | null;
  readonly export: string | null;
  readonly reason: string | null;
}

function entryOf({ entry, handlerCode }: InspectedFunction['fn']): EntryPoint {
  if (entry.state !== 'found') return { state: entry.state, file: null, export: null, reason: entry.reason };
  const place = { file: hostFile(entry.file), export: entry.exportName };
  if (handlerCode?.entryExport === 'missing') return { state: 'missing', ...place, reason: `the file exports no '${entry.exportName}'` };
  return { state: 'found', ...place, reason: handlerCode ? null : 'what the code does is not read' };
}

function filesOf({ entry, handlerCode }: InspectedFunction['fn']): readonly string[] {
  const paths = handlerCode?.modules ?? (entry.state === 'found' ? [entry.file] : []);
  return [...new Set(paths.map(hostFile))];
}

/** Code inside a template has a path of its own, `template.yaml#Orders`: the file is the template. */
function hostFile(path: string): string {
  const hash = path.lastIndexOf('#');
  return hash === -1 ? path : path.slice(0, hash);
}

function triggerEntry({ trigger, batchSize }: InspectedTrigger, place: (at: Location) => { readonly line: number; readonly file: string }) {
  const { kind, invocation, source, at } = trigger;
  return { kind, invocation, source: source ?? null, batchSize: value(batchSize), ...place(at) };
}

interface PackageEntry {
  readonly kind: 'zip' | 'image' | 'inline' | 'unknown';
  /** Null where a build or an upload decides. */
  readonly bytes: number | null;
  readonly files: number | null;
  /** False when the build adds to it, as dependencies: the numbers are then the least there will be. */
  readonly complete: boolean;
  /** Why it is not. */
  readonly reason: string | null;
}

function packageEntry({ code, image }: InspectedFunction['fn'], content: InspectedFunction['content']): PackageEntry {
  if (code.kind === 'inline') return { kind: 'inline', bytes: Buffer.byteLength(code.text), files: 1, complete: true, reason: null };
  if (code.kind === 'image') return { kind: 'image', bytes: null, files: null, complete: false, reason: imageReason(image) };
  if (code.kind !== 'local') return { kind: 'unknown', bytes: null, files: null, complete: false, reason: code.kind === 'unknown' ? code.reason : `its code '${code.written}' is outside the repository` };
  if (!content) return { kind: 'zip', bytes: null, files: null, complete: false, reason: 'it is made by a build or not there yet' };
  return { kind: 'zip', bytes: content.bytes, files: content.files, complete: content.isComplete, reason: incompleteReason(content) };
}

function imageReason(image: InspectedFunction['fn']['image']): string {
  return image ? `it runs the container image of '${image.dockerfile}', made from '${image.base}'` : 'it runs a container image';
}

function incompleteReason({ isComplete, missing, missingReason }: PackageContent): string | null {
  if (isComplete) return null;
  if (missing.length === 0) return 'not all of it could be looked at';
  const names = missing.length > 3 ? `${missing.slice(0, 3).join(', ')} and ${missing.length - 3} more` : missing.join(', ');
  return `the build installs ${names}${missingReason === undefined ? '' : `; ${missingReason}`}`;
}

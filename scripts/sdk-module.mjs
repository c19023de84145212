// The module that scripts/data.mjs writes from data/sdk.json.
import { literal, property, rows } from './typescript-literal.mjs';

/** A record of records, one line per outer key. */
function table(name, about, data) {
  const lines = Object.entries(data).map(([key, inner]) => `  ${property(key)}: ${literal(inner)},\n`).join('');
  return `/** ${about} A function, so that a run that never asks does not build it. */
export const ${name} = (): Readonly<Record<string, Readonly<Record<string, string>>>> => ({
${lines}});
`;
}

export function renderSdk(data) {
  const classes = Object.entries(data.boto3Resources).flatMap(([service, ofService]) => Object.entries(ofService).map(([name, methods]) => [`${service}.${name}`, methods]));
  return `/** A service that boto3 or SDK v2 call otherwise. The id is the suffix of its package of SDK v3. */
export interface SdkService {
  readonly id: string;
  readonly boto3?: string;
  /** Its class in SDK v2, where that is not the id without hyphens in another case. */
  readonly v2?: string;
}

/** What a package calls under a name of its own. */
export interface SdkHelper {
  readonly package: string;
  /** As in \`Reference\`, without a leading \`default\`. */
  readonly path: readonly string[];
  /** \`service.Operation\`. */
  readonly operations: readonly string[];
  /** Constructed, constructed and given to \`send\`, or else called. */
  readonly form?: 'new' | 'command';
  /** Positions of the input, the name of the resource, the client. */
  readonly input?: number;
  readonly name?: number;
  readonly client?: number;
  /** Members of the first argument that hold the input, the client, the name of the resource. */
  readonly inputMember?: string;
  readonly clientMember?: string;
  readonly resourceMember?: string;
  /** Member of what the object that it is called on was made with, for the name of the resource. */
  readonly receiverMember?: string;
}

/** Services with other names elsewhere. */
export const SDK_SERVICES: readonly SdkService[] = [
${rows(data.services)}];

/** Utilities that call AWS. */
export const sdkHelpers = (): readonly SdkHelper[] => [
${rows(data.helpers)}];

/** Where an input names what the operation works on, by service: \`[]\` elements, \`{}\` keys, \`*\` any member. The first that is there counts. */
export const SDK_RESOURCES: Readonly<Record<string, readonly string[]>> = {
${Object.entries(data.resources).map(([key, members]) => `  ${property(key)}: ${literal(members)},\n`).join('')}};

/** Words of boto3 methods that operations do not write with one capital: \`describe_db_instances\` is \`DescribeDBInstances\`. */
export const BOTO3_WORDS: Readonly<Record<string, string>> = ${literal(data.words)};

${table('boto3Methods', 'By service: methods of boto3 whose operation does not follow from their words.', data.methods)}
${table('sdkWaiters', 'By service: the operation that a waiter calls.', data.waiters)}
${table('boto3Resources', 'By service and resource class: the operations of methods and collections.', Object.fromEntries(classes))}
/** Methods of the boto3 S3 client that are no operations, with the position of the bucket. */
export const BOTO3_TRANSFERS: Readonly<Record<string, { readonly operations: readonly string[]; readonly bucket: number }>> = {
${Object.entries(data.boto3Injected).map(([key, entry]) => `  ${property(key)}: ${literal(entry)},\n`).join('')}};
`;
}

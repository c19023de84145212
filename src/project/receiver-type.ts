import { v2Service } from '../data/find-sdk.js';
import type { Origin } from './value-flow.js';

/** What the receiver of a method call is by its declared type: a class or an interface of an installed package. */
export interface ReceiverType {
  /** `@aws-sdk/client-s3`. */
  readonly package: string;
  /** The file in the package, without extension: `clients/s3`. */
  readonly file: string;
  /** `S3Client`. */
  readonly name: string;
  /** The method that is called on it. */
  readonly method: string;
}

/** Answers by declared types what values do not tell: clients that are injected, given by unknown callers, kept in typed fields. */
export interface ReceiverTypes {
  /** For the call in a module whose callee ends at this offset. */
  receiverOf(path: string, end: number): ReceiverType | undefined;
  /** The methods of the repository that the same call runs: where an interface is declared, those of the one class that has it. */
  methodsOf(path: string, end: number): readonly MethodAt[];
}

/** Where a function of the repository is written. */
export interface MethodAt {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** The origin that a value of the type has, where a client of AWS is declared; a type does not tell the construction. */
export function typedOrigin(type: ReceiverType | undefined): readonly Origin[] {
  const found = type && originOf(type);
  return found ? [{ ...found, receiver: undefined }] : [];
}

function originOf({ package: specifier, file, name, method }: ReceiverType): Pick<Origin, 'specifier' | 'path'> | undefined {
  if (specifier.startsWith('@aws-sdk/client-')) {
    const service = specifier.slice('@aws-sdk/client-'.length).replaceAll('-', '');
    const isClient = [service, `${service}client`].includes(name.toLowerCase());
    return isClient ? { specifier, path: [name, '#new', method] } : undefined;
  }
  if (specifier === '@aws-sdk/lib-dynamodb') {
    return name.startsWith('DynamoDBDocument') ? { specifier, path: [name, 'from', '#call', method] } : undefined;
  }
  if (specifier !== 'aws-sdk') return undefined;
  if (file === 'lib/dynamodb/document_client') return { specifier, path: ['DynamoDB', 'DocumentClient', '#new', method] };
  // Beside the clients, such files declare what is sent and received.
  return file.startsWith('clients/') && v2Service(name) === v2Service(file.slice('clients/'.length)) ? { specifier, path: [name, '#new', method] } : undefined;
}

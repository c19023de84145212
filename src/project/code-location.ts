import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { assetOf, codeHash } from './cdk.js';
import { evaluate, member } from './evaluate.js';
import { baseName, joinPath, parentFolder } from './paths.js';
import type { TemplateScope } from './template-scope.js';
import { literal } from './text.js';
import type { Text } from './text.js';

/** Where the code of a function is. Paths are relative to the repository root. */
export type CodeLocation =
  /** `isImplicit`: nobody wrote it, and `at` is nowhere. */
  | { readonly kind: 'local'; readonly path: string; readonly written: string; readonly isImplicit: boolean; readonly at: Location }
  /** A path that leaves the repository: reported, not followed. */
  | { readonly kind: 'outside'; readonly written: string; readonly at: Location }
  /** The code stands in the template; `isPattern` when it is the text of an `Fn::Sub`. */
  | { readonly kind: 'inline'; readonly text: string; readonly at: Location; readonly isPattern: boolean }
  | { readonly kind: 'image' }
  /** Not to be told, or in a bucket: then `stored` is the name of its archive without `.zip`, '' where deployment tells it. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly stored?: string };

/**
 * `CodeUri`, `InlineCode`, `ImageUri` of SAM, or `Code` of plain CloudFormation. A local path counts from the template's
 * folder, and SAM CLI takes that folder when `CodeUri` is left out. What CDK uploads stands in its assembly.
 */
export function codeOf(scope: TemplateScope, properties: TemplateValue | undefined, metadata: TemplateValue | undefined, isServerless: boolean): CodeLocation {
  const code = member(scope, properties, 'Code');
  const inline = isServerless ? member(scope, properties, 'InlineCode') : member(scope, code, 'ZipFile');
  if (inline) return inlineCode(scope, inline);
  if (member(scope, properties, 'ImageUri') ?? member(scope, code, 'ImageUri')) return { kind: 'image' };
  if (isImage(member(scope, properties, 'PackageType'))) return { kind: 'image' };
  const uri = isServerless ? member(scope, properties, 'CodeUri') : code;
  const asset = isServerless ? undefined : assetCode(scope, properties, metadata);
  if (asset) return asset;
  if (!uri) {
    if (!isServerless) return { kind: 'unknown', reason: 'it has no code' };
    return { kind: 'local', path: parentFolder(scope.template.path), written: '.', isImplicit: true, at: scope.at({ start: 0, end: 0 }) };
  }
  const value = evaluate(scope, uri, scope.at(uri));
  const written = value.state === 'known' && value.value.kind === 'text' ? literal(value.value.text) : undefined;
  if (written === undefined || value.state !== 'known') {
    if (value.state === 'unknown') return { kind: 'unknown', reason: value.reason };
    const key = member(scope, uri, isServerless ? 'Key' : 'S3Key');
    const object = key && evaluate(scope, key, scope.at(key));
    return inBucket(object?.state === 'known' && object.value.kind === 'text' ? object.value.text : []);
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(written)) return inBucket([written]);
  const path = written.startsWith('/') ? undefined : joinPath(parentFolder(scope.template.path), written);
  return path === undefined ? { kind: 'outside', written, at: value.at } : { kind: 'local', path, written, isImplicit: false, at: value.at };
}

/** A key, or the address of an object. */
function inBucket(key: Text): CodeLocation {
  const end = key.at(-1);
  const name = typeof end === 'string' && (key.length === 1 || end.includes('/')) ? baseName(end) : '';
  return { kind: 'unknown', reason: 'its code is in a bucket', stored: archiveName(name) ?? '' };
}

/** `orders` for `orders.zip`; undefined for what is no archive. */
export function archiveName(file: string): string | undefined {
  return /\.zip$/i.test(file) ? file.slice(0, -'.zip'.length) : undefined;
}

/** By `aws:asset:path`, or by the hash in the key of the object where CDK was told to write no metadata. */
function assetCode(scope: TemplateScope, properties: TemplateValue | undefined, metadata: TemplateValue | undefined): CodeLocation | undefined {
  const noted = assetOf(metadata, 'Code');
  const key = member(scope, properties, 'Code', 'S3Key');
  const written = noted ?? (key?.kind === 'scalar' ? key : undefined);
  const folder = noted?.text ?? scope.assets.get(codeHash(properties) ?? '');
  if (written === undefined || folder === undefined) return undefined;
  // Without staging, CDK notes the absolute path of the source.
  const path = folder.startsWith('/') ? undefined : joinPath(parentFolder(scope.template.path), folder);
  if (path === undefined) return { kind: 'unknown', reason: 'its asset is outside the CDK assembly' };
  return { kind: 'local', path, written: folder, isImplicit: false, at: scope.at(written) };
}

function isImage(value: TemplateValue | undefined): boolean {
  return value?.kind === 'scalar' && value.text === 'Image';
}

function inlineCode(scope: TemplateScope, value: TemplateValue): CodeLocation {
  if (value.kind === 'scalar') return { kind: 'inline', text: value.text, at: scope.at(value), isPattern: false };
  const pattern = value.kind === 'call' && value.name === 'Fn::Sub' ? value.argument : undefined;
  const text = pattern?.kind === 'list' ? pattern.items[0] : pattern;
  if (text?.kind === 'scalar') return { kind: 'inline', text: text.text, at: scope.at(text), isPattern: true };
  const joined = value.kind === 'call' ? evaluate(scope, value, scope.at(value)) : undefined;
  if (joined?.state === 'known' && joined.value.kind === 'text') {
    // A name stands in for what only deployment fills in.
    const whole = joined.value.text.map((part) => (typeof part === 'string' ? part : '_')).join('');
    return { kind: 'inline', text: whole, at: scope.at(value), isPattern: false };
  }
  return { kind: 'unknown', reason: 'its inline code is put together at deployment' };
}

import { known } from '../resolved.js';
import { member } from './evaluate.js';
import { effectiveProperties } from './globals.js';
import { stringOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';
import { displayText } from './text.js';
import type { Hole, Text } from './text.js';

/** Which part of a function a reference names: itself, an alias or version, or one that only deployment tells. */
export type FunctionQualifier = { readonly kind: 'none' } | { readonly kind: 'named'; readonly name: string } | { readonly kind: 'unknown' };

const NONE: FunctionQualifier = { kind: 'none' };
const UNKNOWN: FunctionQualifier = { kind: 'unknown' };

/** The alias or version in a text that names a function. */
export function functionQualifier(scope: TemplateScope, text: Text): FunctionQualifier {
  const holes = text.filter((part) => typeof part !== 'string');
  if (holes.some(({ kind }) => kind === 'unknown')) return UNKNOWN;
  for (const hole of holes) {
    if (hole.kind !== 'resource') continue;
    const made = madeBySam(scope, hole);
    if (made) return made;
    const resource = scope.resources.get(hole.logicalId);
    if (resource?.type === 'AWS::Lambda::Version') return { kind: 'named', name: hole.logicalId };
    if (resource?.type === 'AWS::Lambda::Alias') {
      const name = known(stringOf(scope, member(scope, resource.properties, 'Name'), scope.at(resource.key)));
      return name === undefined ? UNKNOWN : { kind: 'named', name };
    }
    if (!resource) return UNKNOWN;
  }
  return writtenQualifier(displayText(text).replaceAll('AWS::', 'AWS.'));
}

/** The alias and the version that SAM makes for `AutoPublishAlias`: `!Ref Orders.Alias`, `${Orders.Alias}`, `!Ref OrdersAliaslive`. */
function madeBySam(scope: TemplateScope, { logicalId, attribute }: Extract<Hole, { kind: 'resource' }>): FunctionQualifier | undefined {
  const [owner = logicalId, part = attribute] = logicalId.split('.');
  const [, prefix = owner] = scope.resources.has(owner) ? [] : (/^(?=[A-Za-z0-9]+$)([A-Za-z0-9]+?)Alias./.exec(owner) ?? []);
  const resource = scope.resources.get(prefix);
  if (resource?.type !== 'AWS::Serverless::Function') return undefined;
  if (part === 'Version') return UNKNOWN;
  if (part !== 'Alias' && prefix === owner) return undefined;
  const alias = known(stringOf(scope, member(scope, effectiveProperties(scope, resource), 'AutoPublishAlias'), scope.at(resource.key)));
  return alias === undefined ? UNKNOWN : { kind: 'named', name: alias };
}

/** What may stand before a qualifier: the name in an ARN, the ARN of a function in the path of an integration, a reference, a name. */
const NAMES = [/:function:[^:/]+(.*)/s, /functions\/\$\{[^{}]+\}(.*)/s, /^\$\{[^{}]+\}(.*)/s, /^(?!arn:)[\w-]+(.*)/s];

/** What follows the name: `${Orders.Arn}:live`, `…:function:orders:live/invocations`, `orders:live`. */
function writtenQualifier(shown: string): FunctionQualifier {
  const tail = NAMES.map((pattern) => pattern.exec(shown)?.[1]).find((rest) => rest !== undefined);
  if (tail === undefined) return UNKNOWN;
  const name = /^:([^/]*)/.exec(tail)?.[1];
  if (name === undefined) return NONE;
  // A number may be the version that a resource stands for.
  return /^(?!\d*$)[\w-]+$/.test(name) ? { kind: 'named', name } : UNKNOWN;
}

/** Whether the two certainly name different things. */
export function differs(a: FunctionQualifier, b: FunctionQualifier): boolean {
  if (a.kind === 'unknown' || b.kind === 'unknown') return false;
  return a.kind !== b.kind || (a.kind === 'named' && b.kind === 'named' && a.name !== b.name);
}

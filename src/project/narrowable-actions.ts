import { findActions } from '../data/find-actions.js';
import type { FoundAction } from '../data/find-actions.js';
import type { IamTables } from '../data/iam-tables.js';
import type { GappedText } from '../iam/gapped-text.js';
import { matchText } from '../iam/match.js';
import { isEffectivelyAnyResource, wildcardService } from '../iam/wildcards.js';
import { canBothHold } from './condition-words.js';
import type { PolicyEntry, PolicyStatement } from './policy-document.js';

/** A resource entry that is everything there is of what the actions work on, though they could be limited. */
export interface OpenResource {
  readonly resource: PolicyEntry;
  readonly actions: readonly PolicyEntry[];
}

/** Writing logs is what every function does; its statements are often written with a star. */
const HARMLESS_SERVICES: ReadonlySet<string> = new Set(['logs']);
/** Actions that Lambda itself needs on what nobody can name, or that AWS tells everyone to allow on a star. */
const UNNAMED_FEATURES: ReadonlySet<string> = new Set(['vpc', 'msk-mapping', 'kafka-mapping', 'mq-mapping', 'documentdb-mapping', 'durable']);
/** Where a bucket is tells nothing of what is in it. */
const HARMLESS_ACTIONS: ReadonlySet<string> = new Set(['s3:GetBucketLocation']);
/** What the function makes under an id that the service chooses has no ARN yet; for these services the author chooses it. */
const MAKER = /^[a-z0-9-]+:(?:Allocate|Create|Import|Register|Request|Run|Start|Submit)([a-z]+?)s?$/i;
const CHOSEN_ID = /\$\{[A-Za-z]*(?:Id|UUID)\}$/;
const IDS_BY_AUTHOR: ReadonlySet<string> = new Set(['rekognition', 'secretsmanager']);
/** EC2 gives ids by chance: what is yet to be made has no ARN. What is only described does no harm. */
const EC2_WITHOUT_NAME = /^ec2:(?:.*NetworkInterface|Allocate|Copy|Create|Describe|Get|Import|Register|Request|Run)/;
/** Their actions always work on something: no type is required by itself because each is an alternative to the others (a bucket, an access point). */
const ALTERNATIVES: ReadonlySet<string> = new Set(['s3', 'events', 'es', 'execute-api']);

/** The first resource entry of a statement that leaves narrowable actions open, with these actions; those of `exemptServices` are left out. */
export function openResource(tables: IamTables, { actions, resources }: PolicyStatement, exemptServices: ReadonlySet<string>): OpenResource | undefined {
  const stars = resources.filter(({ text }) => isEffectivelyAnyResource(text));
  // The tables are not read for the services that most statements with a star are about.
  const asked = stars.length === 0 ? [] : actions.filter(({ text, isLiteral }) => isLiteral && wildcardService(text) === undefined && !HARMLESS_SERVICES.has(serviceOf(text)) && !exemptServices.has(serviceOf(text)));
  if (asked.length === 0) return undefined;
  const exempt = exemptActions(tables);
  const made = new Set(actions.flatMap(({ text }) => {
    const noun = MAKER.exec(text)?.[1];
    return noun === undefined ? [] : [`${serviceOf(text)}:${noun.toLowerCase()}`];
  }));
  const patterns = stars.map((star) => ({ star, pattern: [star.text.replaceAll(/\$\{[^{}]*\}/g, '*').replace(/^arn:[^:]*/, 'arn:*')] }));
  const open = asked.flatMap((action) => {
    const held = patterns.filter(({ star }) => canBothHold(action.when, star.when));
    return findActions(tables, action.text).some((found) => isOpen(found, exempt, made, held.map(({ pattern }) => pattern))) ? [{ action, resource: held[0]?.star }] : [];
  });
  const resource = open[0]?.resource;
  return resource && { resource, actions: open.filter((one) => one.resource === resource).map(({ action }) => action) };
}

function serviceOf(action: string): string {
  return (action.split(':', 1)[0] ?? '').toLowerCase();
}

/** What needs a star, and what `pass-role-wildcard` and `privilege-escalation` speak about by itself. */
function exemptActions(tables: IamTables): ReadonlySet<string> {
  const unnamed = tables.platform.filter(({ feature }) => UNNAMED_FEATURES.has(feature)).flatMap(({ actions }) => actions.filter((action) => !action.startsWith('secretsmanager:')));
  const raising = tables.escalation.flatMap(({ actions }) => (actions.length === 1 ? actions : []));
  return new Set([...unnamed, ...raising, 'iam:PassRole']);
}

/** Every type that the action has to name is left open: `db:orders` beside `snapshot:*` limits a snapshot to one database. */
function isOpen({ service, action: { name, resourceTypes, needsStar } }: FoundAction, exempt: ReadonlySet<string>, made: ReadonlySet<string>, stars: readonly GappedText[]): boolean {
  const action = `${service}:${name}`;
  if (needsStar || exempt.has(action) || HARMLESS_ACTIONS.has(action) || EC2_WITHOUT_NAME.test(action)) return false;
  const isCovered = ({ arn }: { readonly arn: string }): boolean => stars.some((star) => matchText(star, arnText(arn), 'arn') === 'yes');
  // What there is one of in an account, as the catalog of Glue, cannot be limited further.
  const required = resourceTypes.filter(({ isRequired, arn }) => isRequired && arn.replaceAll(/\$\{(?:Partition|Region|Account)\}/g, '').includes('${'));
  const isMade = (type: { readonly name: string; readonly arn: string }): boolean => CHOSEN_ID.test(type.arn) && made.has(`${service}:${type.name.toLowerCase().replaceAll(/[^a-z]/g, '')}`);
  if (!IDS_BY_AUTHOR.has(service) && required.length > 0 && required.every(isMade)) return false;
  return required.length > 0 ? required.every(isCovered) : ALTERNATIVES.has(service) && resourceTypes.some(isCovered);
}

/** `arn:${Partition}:s3:::${BucketName}` as a text with gaps. */
function arnText(arn: string): GappedText {
  return arn.split(/(\$\{[^{}]*\})/).map((part) => (part.startsWith('${') ? { excludes: ':' } : part));
}

import { defineAnalysis } from '../analysis.js';
import { findActions } from '../data/find-actions.js';
import type { IamTables } from '../data/iam-tables.js';
import type { ActionFact } from '../data/service-actions.js';
import type { Gap, GappedText } from '../iam/gapped-text.js';
import { matchText } from '../iam/match.js';
import { definitions } from './definitions.js';
import { templateStatements } from './function-grants.js';
import { grantsOfTemplate } from './grants.js';
import type { Grant } from './grants.js';
import { iamTables } from './iam-tables.js';
import type { PolicyEntry } from './policy-document.js';
import type { Grantee } from './policy-grantees.js';
import { resourceFault } from './policy-entry-faults.js';
import { createResourceArns } from './resource-arns.js';
import type { ResourceArns } from './resource-arns.js';
import type { Text } from './text.js';

/** Actions of a statement that none of its resources can be meant for: they are granted nothing. */
export interface InapplicableActions {
  readonly grant: Grant;
  readonly resource: PolicyEntry;
  readonly actions: readonly PolicyEntry[];
  /** The types of resources that they work on. */
  readonly types: readonly string[];
}

/** Statements of functions with actions that work on resources of other kinds than those they name. */
export const inapplicableActions = defineAnalysis({
  name: 'inapplicableActions',
  requires: { definitions, iamTables },
  run: ({ definitions: templates, iamTables: tables }): readonly InapplicableActions[] =>
    templates.flatMap((template) => {
      const arns = createResourceArns(template.scope);
      const { statements: written, policyTemplates } = grantsOfTemplate(template);
      const provided = policyTemplates.filter(({ name }) => name !== OF_TASKS).flatMap((used) => templateStatements(template.scope, used).map((statement): Grant => ({ ...statement, grantee: used.grantee, template: used.template })));
      const others = createOthers([...written, ...provided]);
      const found = provided.flatMap((grant) => judge(tables, arns, grant, others) ?? []);
      // Nobody chose the actions of a policy template one by one.
      return [...written.flatMap((grant) => judge(tables, arns, grant, others) ?? []), ...found.filter(({ grant, actions }) => actions.length === grant.actions.length)];
    }),
});

/** What CDK grants on a table or a stream with every `grantRead`, and what lists of all that reads a table hold: it does no harm. */
const GRANTED_ALONG = /^(?:dynamodb:(?:getrecords|getsharditerator|describe(?:stream|import|export|backup|globaltable|globaltablesettings))|kinesis:(?:describestreamconsumer|subscribetoshard))$/;

/** Whether IAM is asked about a revision is up to how the call names the task definition. */
const OF_TASKS = 'EcsRunTaskPolicy';

/** Cost Explorer is asked about `arn:aws:ce:us-east-1:111122223333:/GetCostAndUsage`, which its reference does not list. */
const OF_COSTS = /^ce:/i;

function judge(tables: IamTables, arns: ResourceArns, grant: Grant, others: Others): InapplicableActions | undefined {
  const { effect, actions, resources, inverted } = grant;
  const [resource] = resources;
  if (effect !== 'Allow' || !resource || inverted.length > 0) return undefined;
  // A star, or what deployment fills in, may be anything: most statements end here, before a table is read.
  if (!resources.every(({ value: [first] }) => (typeof first === 'string' ? first.startsWith('arn:') : first && first.kind === 'resource'))) return undefined;
  if (resources.some(({ value }) => resourceFault(arns, value) !== undefined || value.some(isFilledIn))) return undefined;
  const patterns = resources.map(({ value }) => arns.gapped(value));
  const found = actions.flatMap((entry) => {
    const fact = entry.isLiteral && !/[*?]/.test(entry.text) ? findActions(tables, entry.text)[0]?.action : undefined;
    return fact && !fact.needsStar && !OF_COSTS.test(entry.text) && !patterns.some((pattern) => mayApply(pattern, fact)) ? [{ entry, fact, types: fact.resourceTypes.map(({ name }) => name) }] : [];
  });
  const meant = found.length < actions.length ? found.filter(({ entry }) => !GRANTED_ALONG.test(entry.text.toLowerCase())) : found;
  // A list that stands in two statements, for the bucket and for its objects, grants all that it names.
  const near = meant.length === 0 ? [] : others.near(grant);
  const own = meant.filter(({ entry, fact }) => {
    const allowing = others.allowing(entry.text);
    return !near.some((other) => allowing.has(other.grant) && mayApply(arns.gapped(other.resource.value), fact));
  });
  if (own.length === 0) return undefined;
  return { grant, resource, actions: own.map(({ entry }) => entry), types: [...new Set(own.flatMap(({ types }) => types))] };
}

function isSameGrantee(a: Grantee, b: Grantee): boolean {
  return a.logicalId === b.logicalId || b.roles.some((role) => a.roles.includes(role)) || b.functions.some((fn) => a.functions.includes(fn));
}

/** Other statements, with how they may grant what one grants in vain. A template may have thousands. */
interface Others {
  /** Those that allow an action, each action looked for once. */
  allowing(action: string): ReadonlySet<Grant>;
  /** Their resources that are a part or the whole of one of the statement, for the same role. */
  near(grant: Grant): readonly NearResource[];
}

interface NearResource {
  readonly grant: Grant;
  readonly resource: PolicyEntry;
}

function createOthers(statements: readonly Grant[]): Others {
  const written = statements.filter(({ effect }) => effect === 'Allow').map((grant) => ({
    grant,
    resources: grant.resources.map((resource) => ({ grant, resource, stem: stem(resource.text) })),
    actions: grant.actions.map(({ text, isLiteral }) => ({ text: text.toLowerCase(), isLiteral })),
  }));
  const known = new Map<string, ReadonlySet<Grant>>();
  return {
    allowing(asked) {
      const action = asked.toLowerCase();
      const isNamed = (text: string): boolean => text === action || (/[*?]/.test(text) && matchText([text], [action], 'like') !== 'no');
      const found = known.get(action) ?? new Set(written.filter(({ actions }) => actions.some(({ text, isLiteral }) => !isLiteral || isNamed(text))).map(({ grant }) => grant));
      known.set(action, found);
      return found;
    },
    near(grant) {
      const stems = grant.resources.map(({ text }) => stem(text));
      const isNear = (one: string): boolean => stems.some((other) => one.startsWith(other) || other.startsWith(one));
      return written.flatMap((other) => {
        const resources = other.grant === grant ? [] : other.resources.filter((one) => one.resource.text === '*' || isNear(one.stem));
        return resources.length > 0 && isSameGrantee(other.grant.grantee, grant.grantee) ? resources : [];
      });
    },
  };
}

/** `arn:aws:s3:::orders` of `arn:aws:s3:::orders/*`. */
function stem(text: string): string {
  return text.replace(/[/:]\*$/, '');
}

/** `#{AWS::Region}`, `<account>`: something fills it in before the deployment. */
function isFilledIn(part: Text[number]): boolean {
  return typeof part === 'string' && /[^\w\-.:/*?+=@,$~!]/.test(part.replaceAll(/\$\{[^{}]*\}/g, ''));
}

/**
 * What services check for actions without resource types is not documented: some take any ARN of theirs, others a star alone. The same holds for
 * what makes something and names only types of what goes into it: `bedrock:CreateDataAutomationProject` is asked about the project.
 */
function mayApply(pattern: GappedText, { name, resourceTypes }: ActionFact): boolean {
  if (name.startsWith('Create') && !resourceTypes.some(({ isRequired }) => isRequired)) return true;
  // A type may have ARNs of two forms: bots of both versions of Lex.
  return resourceTypes.length === 0 || resourceTypes.some(({ arn }) => arn.split(', ').some((form) => matchText(pattern, typeArn(form), 'arn') !== 'no'));
}

/** Parts that hold neither a colon nor a slash; names of other kinds may have a path or a qualifier. */
const PLAIN_NAMES: ReadonlySet<string> = new Set(['Partition', 'Region', 'Account', 'BucketName', 'TableName', 'QueueName', 'TopicName', 'StreamName', 'KeyId', 'UserPoolId']);

const typeArns = new Map<string, GappedText>();

/** `arn:${Partition}:s3:::${BucketName}` as a text with gaps. */
function typeArn(arn: string): GappedText {
  const known = typeArns.get(arn) ?? arn.split(/\$\{([^{}]*)\}/).map((part, index) => (index % 2 === 0 ? part : gap(part, arn))).filter((part) => part !== '');
  typeArns.set(arn, known);
  return known;
}

/** A custom model, and the job that makes it, are called by the model that they began with and an id: `custom-model/amazon.titan-text-lite-v1:0:4k/abc123def456`. */
const OF_BEDROCK = /:bedrock:(?!.*:(?:custom-model|model-customization-job)\/)/;

/** Access points have a region and an account, which tells them from a bucket: neither is empty. */
function gap(name: string, arn: string): Gap {
  // Topics of AWS IoT are paths. What Bedrock calls a model has colons, but no slash: `model/*` is none of `foundation-model/…`.
  const excludes = OF_BEDROCK.test(arn) && name === 'ResourceId' ? '/' : PLAIN_NAMES.has(name) && !arn.includes(':iot:') ? ':/' : '';
  return arn.startsWith('arn:${Partition}:s3:') && (name === 'Region' || name === 'Account') ? { id: name, excludes, isUnique: true } : { excludes };
}

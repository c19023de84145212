import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { known, possibilities } from '../resolved.js';
import { evaluate, mayBeAbsent, member } from './evaluate.js';
import { eventGrants } from './event-grants.js';
import type { FunctionDefinition } from './function-definition.js';
import { allow, destinationEntries, sendingStatements } from './generated-statement.js';
import { policyEntries, policyEntry } from './policy-document.js';
import type { PolicyStatement } from './policy-document.js';
import { stringOf } from './read-value.js';
import type { Text } from './text.js';

/** An AWS managed policy that SAM attaches to a role it makes; `at` is what makes it do so. */
export interface GeneratedAttachment {
  readonly policy: string;
  readonly at: Location;
}

/** What SAM puts into the role that it makes for a function, besides the function's `Policies`. */
export interface GeneratedGrants {
  readonly attached: readonly GeneratedAttachment[];
  readonly statements: readonly PolicyStatement[];
}

/**
 * The policies of the role that SAM makes for a function.
 * Source: aws/serverless-application-model samtranslator/model/sam_resources.py, `_construct_role`.
 */
export function generatedGrants(definition: FunctionDefinition): GeneratedGrants {
  const events = eventGrants(definition);
  return {
    attached: [...basicPolicies(definition), ...events.attached],
    statements: [...deadLetterGrants(definition), ...destinationGrants(definition), ...events.statements],
  };
}

function basicPolicies({ scope, properties, at, hasVpc }: FunctionDefinition): readonly GeneratedAttachment[] {
  const isSet = (value: TemplateValue | undefined): value is TemplateValue => value !== undefined && evaluate(scope, value, at).state !== 'absent';
  const tracing = member(scope, properties, 'Tracing');
  const isTraced = isSet(tracing) && known(stringOf(scope, tracing, at)) !== 'Disabled';
  return [
    { policy: isSet(member(scope, properties, 'DurableConfig')) ? 'AWSLambdaBasicDurableExecutionRolePolicy' : 'AWSLambdaBasicExecutionRole', at },
    ...(isTraced ? [{ policy: 'AWSXrayWriteOnlyAccess', at: scope.at(tracing) }] : []),
    ...(hasVpc ? [{ policy: 'AWSLambdaVPCAccessExecutionRole', at }] : []),
  ];
}

const DEAD_LETTER_ACTIONS: ReadonlyMap<string, string> = new Map([['SQS', 'sqs:SendMessage'], ['SNS', 'sns:Publish']]);

function deadLetterGrants({ scope, properties, at }: FunctionDefinition): readonly PolicyStatement[] {
  const queue = member(scope, properties, 'DeadLetterQueue');
  return possibilities(stringOf(scope, member(scope, queue, 'Type'), at)).flatMap(({ value: type, when }) => {
    const action = DEAD_LETTER_ACTIONS.get(type);
    const target = member(scope, queue, 'TargetArn');
    return action && queue ? [allow([action], policyEntries(scope, target, at, when), scope.at(queue), when)] : [];
  });
}

/** Destinations that SAM makes itself, by type: what their logical id ends in, and the attribute that is their ARN. */
const MADE: ReadonlyMap<string, { readonly suffix: string; readonly arn: string | undefined }> = new Map([
  ['SQS', { suffix: 'Queue', arn: 'Arn' }],
  ['SNS', { suffix: 'Topic', arn: undefined }],
]);

function destinationGrants({ scope, properties, logicalId, at }: FunctionDefinition): readonly PolicyStatement[] {
  return ['OnSuccess', 'OnFailure'].flatMap((outcome) => {
    const config = member(scope, properties, 'EventInvokeConfig', 'DestinationConfig', outcome);
    if (!config) return [];
    const made = MADE.get(known(stringOf(scope, member(scope, config, 'Type'), at)) ?? '');
    const own: Text = made ? [{ kind: 'resource', logicalId: `${logicalId}EventInvokeConfig${outcome}${made.suffix}`, attribute: made.arn }] : [];
    const isMade = made !== undefined && mayBeAbsent(scope, member(scope, config, 'Destination'));
    const entries = [...destinationEntries(scope, config, at), ...(isMade ? [policyEntry(own, scope.at(config))] : [])];
    return sendingStatements(scope, config, at, entries);
  });
}

import { defineAnalysis } from '../analysis.js';
import { findActions } from '../data/find-actions.js';
import type { IamTables } from '../data/iam-tables.js';
import { coversAction } from '../iam/statement.js';
import { wildcardService } from '../iam/wildcards.js';
import { codeReadings } from './code-readings.js';
import { definitions } from './definitions.js';
import { member } from './evaluate.js';
import { successDestinations } from './failure-destinations.js';
import { functionKey } from './files.js';
import type { NameReading } from './files.js';
import type { LambdaFunction } from './functions.js';
import { iamTables } from './iam-tables.js';

/** Tells of granted actions whether anything needs them. */
export interface UseJudge {
  /** Nothing can need it: no code of the functions, nor Lambda itself. For a pattern: none of the actions that it covers. */
  isUnused(action: string): boolean;
  /** What of the actions the code may call at most, as a set of actions; undefined where something else may use them as well. */
  calledOf(patterns: readonly string[]): readonly string[] | undefined;
}

/** What some functions together use; undefined where the code of one of them is not wholly known. By `words` more is used than by `exact` names, and nothing is parsed. */
export const unusedActions = defineAnalysis({
  name: 'unusedActions',
  requires: { codeReadings, definitions, successDestinations, iamTables },
  run: ({ codeReadings: read, definitions: templates, successDestinations: destinations, iamTables: tables }): ((users: readonly LambdaFunction[], how?: NameReading) => UseJudge | undefined) => {
    let mounts: ReadonlySet<string> | undefined;
    const mounted = (): ReadonlySet<string> => (mounts ??= new Set(templates.flatMap((template) => template.functions.filter(({ scope, properties }) => member(scope, properties, 'FileSystemConfigs')).map(functionKey))));
    const needed = neededBy(tables);
    return (users, how) => {
      const readings = users.map((fn) => read(fn, how));
      const whole = readings.flatMap((reading) => (reading.state === 'whole' ? [reading] : []));
      if (whole.length < readings.length) return undefined;
      const used = new Set(whole.flatMap(({ actions }) => [...actions]));
      const open = new Set(whole.flatMap(({ openServices }) => [...openServices]));
      const byPlatform = platformActions(tables, users.some((fn) => sendsOn(fn, destinations.has(fn.key))));
      const outside = new Set([
        ...(whole.some(({ isForwarded }) => isForwarded) ? FORWARDED : []),
        ...(users.some(({ key }) => mounted().has(key)) ? MOUNTED : []),
        // The durable execution SDK invokes other functions.
        ...(users.some(({ isDurable }) => isDurable) ? ['lambda'] : []),
        ...users.flatMap(({ triggers }) => triggers.flatMap(({ invocation, kind }) => (invocation === 'poll' && !OWN_QUEUES.has(kind) ? POLLED : []))),
      ]);
      const isIdle = (service: string, name: string): boolean => {
        const operated = needed.get(service) ?? operatedActions(tables, service);
        needed.set(service, operated);
        const action = `${service}:${name}`.toLowerCase();
        return operated.has(action) && !used.has(action) && !byPlatform.has(action) && !isForOthers(action, used);
      };
      const byLambda = new Set(users.flatMap((fn) => servicesOfLambda(fn, destinations.has(fn.key))));
      return {
        calledOf(patterns) {
          const services = patterns.map(serviceOf);
          const isShared = services.some((service) => HIDDEN.has(service) || open.has(service) || outside.has(service) || byLambda.has(service));
          const isAnything = services.some((service) => /[*?]/.test(service)) && (open.size > 0 || outside.size > 0);
          if (isShared || isAnything) return undefined;
          const clause = { entries: patterns.map((pattern) => [pattern]), isInverted: false };
          return [...new Set(whole.flatMap(({ called }) => [...called]))].filter((action) => coversAction(clause, action) === 'yes').sort();
        },
        isUnused(text) {
          if (wildcardService(text) !== undefined) return false;
          const found = findActions(tables, text);
          return found.length > 0 && found.every(({ service, action }) => !open.has(service) && !outside.has(service) && isIdle(service, action.name));
        },
      };
    };
  },
});

/** What other services may be asked to use with the rights of the function: places of input and output, keys, secrets, roles. */
const FORWARDED = ['s3', 'secretsmanager', 'ssm', 'sns', 'sqs', 'glue', 'lakeformation', 'ec2', 'iam', 'lambda', 'events', 'elasticfilesystem', 'fsx', 'ecr', 'states', 'rds', 'redshift', 'kinesis', 'firehose', 'athena', 'sts', 'logs'];
/** File systems, those over buckets included. */
const MOUNTED = ['elasticfilesystem', 's3', 'ec2'];
/** Lambda asks brokers and clusters itself, and reads their secrets. */
const POLLED = ['kafka', 'kafka-cluster', 'mq', 'rds', 'secretsmanager', 'ec2', 'glue'];
const OWN_QUEUES: ReadonlySet<string> = new Set(['sqs', 'kinesis', 'dynamodb-streams', 'dynamodb']);

/** Features whose actions Lambda uses only where a template asks for it; of the others it is not always known whether they are in use. */
const CONFIGURED: ReadonlySet<string> = new Set(['dead-letter', 'destination', 'secrets-extension', 'appconfig-extension', 'deployment-hook', 'custom-resource-provider']);
const SENDING: ReadonlySet<string> = new Set(['dead-letter', 'destination']);

/** Without targets, and with them; the tables are those of all projects. */
const platformByTables = new WeakMap<IamTables, Map<boolean, ReadonlySet<string>>>();

function platformActions(tables: IamTables, hasTargets: boolean): ReadonlySet<string> {
  const known = platformByTables.get(tables) ?? new Map<boolean, ReadonlySet<string>>();
  platformByTables.set(tables, known);
  const actions = known.get(hasTargets) ?? allPlatformActions(tables, hasTargets);
  known.set(hasTargets, actions);
  return actions;
}

function allPlatformActions(tables: IamTables, hasTargets: boolean): ReadonlySet<string> {
  const features = tables.platform.filter(({ feature }) => !CONFIGURED.has(feature) || (hasTargets && SENDING.has(feature)));
  return new Set(features.flatMap(({ actions, also }) => [...actions, ...also]).filter((action) => !action.startsWith('secretsmanager:')).map((action) => action.toLowerCase()));
}

/** Lambda sends on what fails, or what comes out, with the role of the function. */
function sendsOn({ deadLetter, onFailure, triggers }: LambdaFunction, hasSuccess: boolean): boolean {
  return hasSuccess || deadLetter.state !== 'absent' || onFailure.state !== 'absent' || triggers.some(({ mapping }) => mapping !== undefined && mapping.onFailure.state !== 'absent');
}

/** Services that Lambda calls itself with the role of a function, as its template asks for it. */
function servicesOfLambda(fn: LambdaFunction, hasSuccess: boolean): readonly string[] {
  const polled = fn.triggers.flatMap(({ invocation, kind }) => (invocation === 'poll' ? [kind.split('-', 1)[0] ?? kind] : []));
  return [...polled, ...(fn.hasVpc ? ['ec2'] : []), ...(sendsOn(fn, hasSuccess) ? ['sqs', 'sns', 'lambda', 'events', 's3'] : [])];
}

/** By service; the tables are those of all projects. */
const neededByTables = new WeakMap<IamTables, Map<string, ReadonlySet<string>>>();

function neededBy(tables: IamTables): Map<string, ReadonlySet<string>> {
  const known = neededByTables.get(tables) ?? new Map<string, ReadonlySet<string>>();
  neededByTables.set(tables, known);
  return known;
}

/** The actions of a service that some operation of its clients needs. Others are asked for by ways that no table lists. */
function operatedActions(tables: IamTables, service: string): ReadonlySet<string> {
  const actions = tables.service(service);
  const needs = (actions?.clients ?? []).flatMap((client) => (actions?.operations(client) ?? []).map((name) => actions?.operation(client, name)));
  return new Set(needs.flatMap((need) => (need?.state === 'known' ? need.required : [])).map((action) => action.toLowerCase()));
}

/** Asked for behind other calls. */
const HIDDEN: ReadonlySet<string> = new Set(['kms', 'logs', 'xray']);

function serviceOf(action: string): string {
  return (action.split(':', 1)[0] ?? '').toLowerCase();
}

/** Keys of what is encrypted, logs and traces are asked for behind other calls; a bucket that may be listed says that an object, or a version, is missing. */
function isForOthers(action: string, used: ReadonlySet<string>): boolean {
  if (HIDDEN.has(serviceOf(action)) || action.startsWith('kinesis:describe')) return true;
  const isUsed = (pattern: RegExp): boolean => [...used].some((one) => pattern.test(one));
  // Bedrock retrieves and asks a model with the rights of whoever calls `RetrieveAndGenerate`, a flow or an agent; what goes with a model is asked for by a call of one, too.
  if (/^bedrock:(?:retrieve|invokemodel)$/.test(action)) return isUsed(/^bedrock:(?:retrieve|invoke(?!model))/);
  if (/^bedrock:(?:getinferenceprofile|applyguardrail|rerank|renderprompt)$/.test(action)) return isUsed(/^bedrock:(?:retrieve|invoke)/);
  return /^s3:listbucket(?:versions)?$/.test(action) && isUsed(/^s3:(?:getobject|headobject|copyobject)/);
}

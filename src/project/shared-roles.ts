import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { accessJudgements } from './access-judgements.js';
import type { JudgedCall } from './access-judgements.js';
import { definitions } from './definitions.js';
import { demands } from './demands.js';
import type { CallDemands } from './demands.js';
import { successDestinations } from './failure-destinations.js';
import { functionKey } from './files.js';
import { functionGrants } from './function-grants.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';

/** A role that gives a function what only others with the same role use. */
export interface SharedRole {
  readonly logicalId: string;
  readonly at: Location;
  readonly members: readonly LambdaFunction[];
  /** Of the functions that do not need all, the one that needs the least. */
  readonly idle: LambdaFunction;
  /** What others call, of services that it never calls. */
  readonly actions: readonly string[];
  readonly users: readonly LambdaFunction[];
}

/** Roles of the template that several functions run with, though they call different services. */
export const sharedRoles = defineAnalysis({
  name: 'sharedRoles',
  requires: { definitions, functions, functionGrants, accessJudgements, demands, successDestinations },
  run({ definitions: templates, functions: all, functionGrants: grants, accessJudgements: judged, demands: demandsOf, successDestinations: onSuccess }): readonly SharedRole[] {
    const byKey = new Map(all.map((fn) => [fn.key, fn]));
    return templates.flatMap(({ scope, functions: defined }) => {
      const groups = new Map<string, LambdaFunction[]>();
      for (const definition of defined) {
        const fn = byKey.get(functionKey(definition));
        const role = fn && grants.get(fn.key)?.role;
        if (fn && role !== undefined) groups.set(role, [...(groups.get(role) ?? []), fn]);
      }
      return [...groups].flatMap(([logicalId, members]) => {
        const role = scope.resources.get(logicalId);
        const least = role?.type === 'AWS::IAM::Role' && members.length > 1 ? leastNeeding(members, judged(), (fn) => servicesOf(fn, demandsOf(fn.key), onSuccess.has(fn.key))) : undefined;
        return role && least ? [{ ...least, logicalId, members, at: scope.at(role.key) }] : [];
      });
    });
  },
});

type Idle = Pick<SharedRole, 'idle' | 'actions' | 'users'>;

function leastNeeding(members: readonly LambdaFunction[], judged: readonly JudgedCall[], needs: (fn: LambdaFunction) => ReadonlySet<string> | undefined): Idle | undefined {
  const calls = judged.filter(({ fn, verdict }) => verdict === 'allowed' && members.includes(fn));
  let least: Idle | undefined;
  for (const idle of members) {
    const services = needs(idle);
    if (!services) continue;
    const foreign = calls.filter(({ fn, required }) => fn.handlerCode !== idle.handlerCode && required.some(({ action }) => !services.has(prefixOf(action))));
    const actions = [...new Set(foreign.flatMap(({ required }) => required.map(({ action }) => action)).filter((action) => !services.has(prefixOf(action))))];
    if (actions.length > (least?.actions.length ?? 0)) least = { idle, actions, users: [...new Set(foreign.map(({ fn }) => fn))] };
  }
  return least;
}

/** Every service that the code of a function may call; undefined where some of it is not seen. */
function servicesOf(fn: LambdaFunction, calls: readonly CallDemands[], hasSuccess: boolean): ReadonlySet<string> | undefined {
  const { handlerCode: code, layers } = fn;
  if (!code?.isWhole || layers.state !== 'absent' || calls.some(({ needs }) => needs === 'unknown')) return undefined;
  const usesSdk = code.imports.some(({ specifier }) => /^(?:@aws-sdk\/|aws-sdk(?:$|\/)|boto3|botocore|aioboto)/.test(specifier));
  if (usesSdk && calls.length === 0) return undefined;
  const needed = calls.flatMap(({ required, oneOf, conditional }) => [...[...required, ...oneOf.flat()].map(({ action }) => action), ...conditional]);
  return new Set([...needed.map(prefixOf), ...servicesOfLambda(fn, hasSuccess)]);
}

/** What Lambda itself calls with the role: to write events elsewhere, to poll, to join a network. */
function servicesOfLambda({ deadLetter, onFailure, triggers, hasVpc }: LambdaFunction, hasSuccess: boolean): readonly string[] {
  const polls = triggers.filter(({ mapping }) => mapping !== undefined);
  const isWritten = hasSuccess || [deadLetter, onFailure, ...polls.map(({ mapping }) => mapping?.onFailure)].some((target) => target !== undefined && target.state !== 'absent');
  return [...(isWritten ? ['sqs', 'sns', 'lambda', 'events', 's3', 'kms'] : []), ...(polls.length > 0 ? ['sqs', 'kinesis', 'dynamodb', 'kafka', 'mq', 'rds', 'ec2', 'secretsmanager', 'kms'] : []), ...(hasVpc ? ['ec2'] : [])];
}

function prefixOf(action: string): string {
  return action.slice(0, action.indexOf(':')).toLowerCase();
}

import { defineAnalysis } from '../analysis.js';
import { findActions } from '../data/find-actions.js';
import type { IamTables } from '../data/iam-tables.js';
import { wildcardService } from '../iam/wildcards.js';
import { codeReadings } from './code-readings.js';
import { successDestinations } from './failure-destinations.js';
import type { LambdaFunction } from './functions.js';
import { iamTables } from './iam-tables.js';

/** Tells of granted actions whether anything needs them. */
export interface UseJudge {
  /** Nothing can need it: no code of the functions, nor Lambda itself. For a pattern: none of the actions that it covers. */
  isUnused(action: string): boolean;
}

/** What some functions together use; undefined where the code of one of them is not wholly known. */
export const unusedActions = defineAnalysis({
  name: 'unusedActions',
  requires: { codeReadings, successDestinations, iamTables },
  run: ({ codeReadings: read, successDestinations: destinations, iamTables: tables }): ((users: readonly LambdaFunction[]) => UseJudge | undefined) => {
    const needed = new Map<string, ReadonlySet<string>>();
    return (users) => {
      const readings = users.map(read);
      const whole = readings.flatMap((reading) => (reading.state === 'whole' ? [reading] : []));
      if (whole.length < readings.length) return undefined;
      const used = new Set(whole.flatMap(({ actions }) => [...actions]));
      const open = new Set(whole.flatMap(({ openServices }) => [...openServices]));
      const byPlatform = platformActions(tables, users.some((fn) => sendsOn(fn, destinations.has(fn.key))));
      const isIdle = (service: string, name: string): boolean => {
        const operated = needed.get(service) ?? operatedActions(tables, service);
        needed.set(service, operated);
        const action = `${service}:${name}`.toLowerCase();
        return operated.has(action) && !used.has(action) && !byPlatform.has(action) && !isForOthers(action, used);
      };
      return {
        isUnused(text) {
          if (wildcardService(text) !== undefined) return false;
          const found = findActions(tables, text);
          return found.length > 0 && found.every(({ service, action }) => !open.has(service) && isIdle(service, action.name));
        },
      };
    };
  },
});

/** Features whose actions Lambda uses only where a template asks for it; of the others it is not always known whether they are in use. */
const CONFIGURED: ReadonlySet<string> = new Set(['dead-letter', 'destination', 'secrets-extension', 'appconfig-extension', 'deployment-hook', 'custom-resource-provider']);
const SENDING: ReadonlySet<string> = new Set(['dead-letter', 'destination']);

function platformActions(tables: IamTables, hasTargets: boolean): ReadonlySet<string> {
  const features = tables.platform.filter(({ feature }) => !CONFIGURED.has(feature) || (hasTargets && SENDING.has(feature)));
  return new Set(features.flatMap(({ actions, also }) => [...actions, ...also]).filter((action) => action !== 'secretsmanager:GetSecretValue').map((action) => action.toLowerCase()));
}

/** Lambda sends on what fails, or what comes out, with the role of the function. */
function sendsOn({ deadLetter, onFailure, triggers }: LambdaFunction, hasSuccess: boolean): boolean {
  return hasSuccess || deadLetter.state !== 'absent' || onFailure.state !== 'absent' || triggers.some(({ mapping }) => mapping !== undefined && mapping.onFailure.state !== 'absent');
}

/** The actions of a service that some operation of its clients needs. Others are asked for by ways that no table lists. */
function operatedActions(tables: IamTables, service: string): ReadonlySet<string> {
  const actions = tables.service(service);
  const needs = (actions?.clients ?? []).flatMap((client) => (actions?.operations(client) ?? []).map((name) => actions?.operation(client, name)));
  return new Set(needs.flatMap((need) => (need?.state === 'known' ? need.required : [])).map((action) => action.toLowerCase()));
}

/** Keys of what is encrypted, logs and traces are asked for behind other calls; a bucket that may be listed says that an object is missing. */
function isForOthers(action: string, used: ReadonlySet<string>): boolean {
  if (/^(?:kms|logs|xray):/.test(action)) return true;
  return action === 's3:listbucket' && [...used].some((one) => /^s3:(?:getobject|headobject|copyobject)/.test(one));
}

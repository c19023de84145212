import { defineAnalysis } from '../analysis.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import { definitions } from './definitions.js';
import { member } from './evaluate.js';
import { functionKey } from './files.js';
import type { FunctionDefinition } from './function-definition.js';
import { perTemplate } from './per-template.js';
import { membersAt } from './plain-triggers.js';
import { requestAuthorizers } from './request-authorizers.js';
import type { RequestAuthorizer } from './request-authorizers.js';
import { finderOf } from './target-function.js';
import { triggers } from './triggers.js';

/** Why the events of a function hold what does not belong into a log. */
export interface SensitiveEvent {
  /** `authorized`: callers send credentials, which an authorizer checks before; `authorizer`: the function is that authorizer. */
  readonly kind: 'authorized' | 'authorizer' | 'cognito' | 'ses';
  readonly at: Location;
  /** The authorizer, event or resource. */
  readonly name: string;
}

/** The first reason for every function whose events hold credentials or personal data, by `functionKey`. */
export const sensitiveEvents = defineAnalysis({
  name: 'sensitiveEvents',
  requires: { definitions, requestAuthorizers, triggers },
  run: ({ definitions: templates, requestAuthorizers: ofRequests, triggers: byFunction }): ReadonlyMap<string, SensitiveEvent> => {
    const found = new Map<string, SensitiveEvent>();
    for (const { definition, event } of templates.flatMap(authorizersIn)) {
      const key = functionKey(definition);
      if (!found.has(key)) found.set(key, event);
    }
    for (const [key, list] of ofRequests) {
      const first = list.find(checksCredentials);
      if (first && !found.has(key)) found.set(key, { kind: 'authorized', at: first.at, name: first.name });
    }
    for (const [key, list] of byFunction) {
      for (const { kind, at, name } of list) {
        const why = REASONS.get(kind);
        if (why && !found.has(key)) found.set(key, { kind: why, at, name });
      }
    }
    return found;
  },
});

/** What the kind of a trigger says already. */
const REASONS: ReadonlyMap<TriggerKind, SensitiveEvent['kind']> = new Map<TriggerKind, SensitiveEvent['kind']>([['cognito', 'cognito'], ['ses', 'ses'], ['apigw-authorizer', 'authorizer'], ['apigw-http-authorizer', 'authorizer']]);

interface Found {
  readonly definition: FunctionDefinition;
  readonly event: SensitiveEvent;
}

/** Where resources and sections of Globals name the functions that check credentials. */
const AUTHORIZERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['AWS::ApiGateway::Authorizer', ['AuthorizerUri']],
  ['AWS::ApiGatewayV2::Authorizer', ['AuthorizerUri']],
  ['AWS::Serverless::Api', ['Auth', 'Authorizers', '*', 'FunctionArn']],
  ['AWS::Serverless::HttpApi', ['Auth', 'Authorizers', '*', 'FunctionArn']],
  ['AWS::AppSync::GraphQLApi', ['LambdaAuthorizerConfig', 'AuthorizerUri']],
  ['AWS::IoT::Authorizer', ['AuthorizerFunctionArn']],
]);

const authorizersIn = perTemplate((template): readonly Found[] => {
  const { scope } = template;
  const finder = finderOf(template);
  const inGlobals = ['Api', 'HttpApi'].map((section) => ({ name: section, value: member(scope, scope.template.globals, section), path: ['Auth', 'Authorizers', '*', 'FunctionArn'] }));
  const inResources = scope.template.resources.map((resource) => ({ name: resource.logicalId, value: resource.properties, path: AUTHORIZERS.get(resource.type) }));
  return [...inResources, ...inGlobals].flatMap(({ name, value, path }) => (path ? membersAt(scope, value, path) : []).flatMap((named): Found[] => {
    const definition = finder.find(named.value);
    return definition ? [{ definition, event: { kind: 'authorizer', at: scope.at(named.value), name } }] : [];
  }));
});

/** A signature (`AWS_IAM`) is of no use to whoever reads it later. */
function checksCredentials({ kind, name }: RequestAuthorizer): boolean {
  return kind !== 'none' && kind !== 'iam' && name !== '';
}

import { defineAnalysis } from '../analysis.js';
import { TRIGGERS } from '../data/triggers.js';
import type { TriggerKind } from '../data/triggers.js';
import type { Location } from '../diagnostic.js';
import type { ResourceFact, TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { isComplete } from './complete-template.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import { member } from './evaluate.js';
import { functionKey } from './files.js';
import { functionQualifier } from './function-qualifier.js';
import type { FunctionQualifier } from './function-qualifier.js';
import { invokePermissions } from './invoke-permissions.js';
import type { InvokePermission } from './invoke-permissions.js';
import { permissionsOf } from './permissions.js';
import type { Permission } from './permissions.js';
import { plainTriggers } from './plain-triggers.js';
import type { FoundTrigger, Member } from './plain-triggers.js';
import { stringOf, textOf } from './read-value.js';
import { servicePrincipal } from './service-principal.js';
import { finderOf } from './target-function.js';
import type { TemplateScope } from './template-scope.js';
import { displayText, referredResource, relocated } from './text.js';

/** A resource that invokes a function of its template and needs a permission for it. */
export interface InvokeLink {
  readonly fn: string;
  readonly fnAt: Location;
  readonly kind: TriggerKind;
  /** Logical id of what invokes. */
  readonly invoker: string;
  /** What it belongs to, where that is another resource: the API of a method, the topic of a subscription. */
  readonly source: string | undefined;
  /** Where it names the function. */
  readonly at: Location;
  /** The principal that needs the permission. */
  readonly service: string;
  readonly qualifier: FunctionQualifier;
  /** Permissions of the function for that principal, and of these the ones that are not for another resource of the same kind. */
  readonly permissions: readonly Permission[];
  readonly fitting: readonly Permission[];
}

/** Services that ask the policy of the function; others use a role. Source: facts/lambda-facts.json, `triggers[].permissionPrincipal`. */
const ASKING: ReadonlySet<TriggerKind> = new Set<TriggerKind>([
  'apigw-rest', 'apigw-http', 'apigw-websocket', 'apigw-authorizer', 'apigw-http-authorizer', 's3', 'sns', 'eventbridge-rule', 'eventbridge-schedule', 'cloudwatch-logs', 'cognito',
  'iot-rule', 'alb', 'config', 'ses', 'secretsmanager-rotation', 'function-url',
]);
const PRINCIPALS: ReadonlyMap<TriggerKind, string> = new Map(TRIGGERS.flatMap(({ kind, principal }) => (principal === null || !ASKING.has(kind) ? [] : [[kind, principal] as const])));

/** Every such resource, where its template shows all permissions that there can be. */
export const invokeLinks = defineAnalysis({
  name: 'invokeLinks',
  requires: { definitions },
  run: ({ definitions: templates }): readonly InvokeLink[] => {
    // A permission whose function is not known may be for any of them.
    const all = templates.flatMap(permissionsOf);
    const open = all.filter(({ fn }) => fn === undefined);
    const byFunction = new Map<string, Permission[]>();
    for (const permission of all) if (permission.key !== undefined) byFunction.set(permission.key, [...(byFunction.get(permission.key) ?? []), permission]);
    const areAllSeen = templates.every(showsAll);
    return templates.filter(({ scope }) => isComplete(scope.template)).flatMap((template) => linksOf(template, byFunction, areAllSeen).filter(({ service }) => !open.some((permission) => mayBeFor(permission, service))));
  },
});

/** A permission may stand with the invoker, with the function, or in a third stack: of a function elsewhere all have to be seen. */
function linksOf(template: TemplateDefinitions, byFunction: ReadonlyMap<string, readonly Permission[]>, areAllSeen: boolean): readonly InvokeLink[] {
  const { scope } = template;
  const finder = finderOf(template);
  const granted = new Map<string, Grants>();
  return scope.template.resources.filter((resource) => asks(scope, resource)).flatMap((resource) =>
    plainTriggers(scope, resource, finder).flatMap((found): readonly InvokeLink[] => {
      const service = PRINCIPALS.get(found.trigger.kind);
      const home = found.definition.scope.key === scope.key ? template : areAllSeen ? template.elsewhere(found.definition.scope.key) : undefined;
      if (!home || !found.named || !service || !found.trigger.isEnabled || hasRole(scope, found.named)) return [];
      const key = functionKey(found.definition);
      const grants = granted.get(`${key} ${service}`) ?? grantsOf(scope, invokePermissions(home).get(found.definition.logicalId) ?? [], byFunction.get(key) ?? [], service);
      granted.set(`${key} ${service}`, grants);
      return grants.isGenerated ? [] : [toLink(scope, found, found.named, service, grants, resource)];
    }),
  );
}

/** What a function grants to a service; many triggers of one function ask. */
interface Grants {
  /** Also what SAM writes. */
  readonly isGenerated: boolean;
  readonly all: readonly Permission[];
  /** With the one resource that each names as its source. */
  readonly sources: readonly { readonly permission: Permission; readonly source: Source | undefined }[];
}

function grantsOf(scope: TemplateScope, generated: readonly InvokePermission[], written: readonly Permission[], service: string): Grants {
  const places = new Set(written.map(({ at }) => placeKey(at)));
  const own = written.filter((permission) => mayBeFor(permission, service));
  return {
    isGenerated: generated.some(({ principal, at }) => !places.has(placeKey(at)) && servicePrincipal(principal) === service),
    all: own,
    sources: own.map((permission) => ({ permission, source: sourceIn(scope, permission) })),
  };
}

/** Neither a macro nor a stack whose template is elsewhere may add a permission. */
function showsAll({ scope, elsewhere }: TemplateDefinitions): boolean {
  const isNesting = ({ type }: ResourceFact): boolean => type === 'AWS::CloudFormation::Stack' || type === 'AWS::Serverless::Application';
  return isComplete(scope.template) && scope.template.resources.filter(isNesting).every(({ logicalId }) => elsewhere(`${scope.key}/${logicalId}`) !== undefined);
}

function placeKey({ path, start }: Location): string {
  return `${path}:${start}`;
}

/** SAM grants what its own resources need; a URL with IAM authentication asks the policy of the caller. */
function asks(scope: TemplateScope, { type, key, properties }: ResourceFact): boolean {
  if (type === 'AWS::Lambda::Url') return known(stringOf(scope, member(scope, properties, 'AuthType'), scope.at(key))) === 'NONE';
  return !/^AWS::Serverless::(?!Api$|HttpApi$)/.test(type);
}

const ROLE_KEYS = ['Credentials', 'CredentialsArn', 'credentials', 'RoleArn', 'AuthorizerCredentials', 'AuthorizerCredentialsArn', 'authorizerCredentials', 'FunctionInvokeRole'];

/** With a role of its own the service needs no permission. */
function hasRole(scope: TemplateScope, { parent }: Member): boolean {
  return ROLE_KEYS.some((key) => member(scope, parent, key) !== undefined);
}

function mayBeFor({ service, principal, action }: Permission, wanted: string): boolean {
  const name = known(action);
  const needed = wanted === '*' ? 'lambda:InvokeFunctionUrl' : 'lambda:InvokeFunction';
  if (name !== undefined && name !== needed && !name.includes('*')) return false;
  const text = known(principal);
  return service === wanted || !text || displayText(text) === '*' || displayText(text).includes('${');
}

function toLink(scope: TemplateScope, { definition, trigger }: FoundTrigger, { value }: Member, service: string, { all, sources }: Grants, resource: ResourceFact): InvokeLink {
  const source = sourceOf(scope, trigger.source);
  return {
    fn: definition.logicalId,
    fnAt: definition.at,
    kind: trigger.kind,
    invoker: resource.logicalId,
    source: trigger.source,
    at: scope.at(value),
    service,
    qualifier: qualifierOf(scope, value, resource),
    permissions: all,
    fitting: sources.filter((one) => !isAnother(one.source, source)).map(({ permission }) => permission),
  };
}

/** What the reference to the function names; a URL says it beside. */
function qualifierOf(scope: TemplateScope, value: TemplateValue, { type, properties, key }: ResourceFact): FunctionQualifier {
  const beside = type === 'AWS::Lambda::Url' ? stringOf(scope, member(scope, properties, 'Qualifier'), scope.at(key)) : undefined;
  if (beside && beside.state !== 'absent') return beside.state === 'known' ? { kind: 'named', name: beside.value } : { kind: 'unknown' };
  const target = known(textOf(scope, value, scope.at(value)));
  return target ? functionQualifier(scope, target) : { kind: 'unknown' };
}

interface Source {
  readonly logicalId: string;
  readonly type: string;
}

function sourceOf(scope: TemplateScope, source: string | undefined): Source | undefined {
  const type = source === undefined ? undefined : scope.locate(source)?.resource.type;
  return source === undefined || type === undefined ? undefined : { logicalId: source, type };
}

/** The one resource that the permission names as its source. */
function sourceIn(scope: TemplateScope, { sourceArn, stack }: Permission): Source | undefined {
  const text = known(sourceArn);
  return sourceOf(scope, text ? referredResource(relocated(text, stack, scope.key)) : undefined);
}

/** The permission is for one of the same type. */
function isAnother(permitted: Source | undefined, source: Source | undefined): boolean {
  return permitted !== undefined && permitted.logicalId !== source?.logicalId && permitted.type === source?.type;
}

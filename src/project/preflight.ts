import { CORS_HEADER } from '../data/payload-formats.js';
import type { Location } from '../diagnostic.js';
import type { MapEntry, ResourceFact, TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { evaluate, member } from './evaluate.js';
import { effectiveProperties } from './globals.js';
import { keySpan } from './key-span.js';
import { booleanOf, listOf, mapOf, stringOf, textOf } from './read-value.js';
import { walkReferences } from './references.js';
import type { TemplateScope } from './template-scope.js';
import { displayText, referredResource } from './text.js';

/** An API that answers the preflight requests of a route by itself, and nothing else: the function has the rest to do. */
export interface Preflight {
  /** Logical id of the API; of one that SAM makes the name that SAM gives it. */
  readonly api: string;
  /** The path of the route, or what names its resource. */
  readonly route: string;
  /** Where that is set. */
  readonly at: Location;
}

const MADE_BY_SAM = 'ServerlessRestApi';

/** `Cors` of the API of a SAM event. Undefined for a route of preflight requests, and for an API that is not known. */
export function samPreflight(scope: TemplateScope, event: TemplateValue | undefined, api: string | undefined, at: Location): Preflight | undefined {
  const resource = api === undefined ? undefined : scope.resources.get(api);
  if (api !== undefined && resource?.type !== 'AWS::Serverless::Api') return undefined;
  const properties = resource ? effectiveProperties(scope, resource) : member(scope, scope.template.globals, 'Api');
  const cors = entryOf(properties, 'Cors');
  if (!cors) return undefined;
  const method = known(stringOf(scope, member(scope, event, 'Method'), at))?.toUpperCase();
  if (evaluate(scope, cors.value, at).state !== 'known' || method === undefined || method === 'OPTIONS') return undefined;
  if (isForServices(scope, member(scope, event, 'Auth'), 'Authorizer') || isForServices(scope, member(scope, properties, 'Auth'), 'DefaultAuthorizer')) return undefined;
  const route = known(stringOf(scope, member(scope, event, 'Path'), at)) ?? '';
  return reachedDirectly(scope, { api: api ?? MADE_BY_SAM, route, at: scope.at(keySpan(cors)) });
}

/** A mocked `OPTIONS` method on the resource of another method, as CDK writes them. */
export function plainPreflight(scope: TemplateScope, method: ResourceFact): Preflight | undefined {
  const resource = resourceOf(scope, method);
  const options = resource === undefined ? undefined : mocksOf(scope).get(resource);
  const name = known(stringOf(scope, member(scope, method.properties, 'HttpMethod'), scope.at(method.key)));
  if (resource === undefined || !options || name === undefined || name.toUpperCase() === 'OPTIONS' || isForServices(scope, method.properties, 'AuthorizationType')) return undefined;
  const api = known(textOf(scope, member(scope, method.properties, 'RestApiId'), scope.at(method.key)));
  return reachedDirectly(scope, { api: (api && referredResource(api)) ?? method.logicalId, route: resource, at: scope.at(options.key) });
}

/** A key or a signature by IAM is what services have, more than pages. */
function isForServices(scope: TemplateScope, auth: TemplateValue | undefined, authorizer: string): boolean {
  if (!auth) return false;
  const needsKey = booleanOf(scope, member(scope, auth, 'ApiKeyRequired'), scope.at(auth));
  return (needsKey.state !== 'absent' && known(needsKey) !== false) || known(stringOf(scope, member(scope, auth, authorizer), scope.at(auth))) === 'AWS_IAM';
}

/** Pages behind the distribution that the API is behind, too, need no CORS. */
function reachedDirectly(scope: TemplateScope, preflight: Preflight): Preflight | undefined {
  return behindDistributions(scope).has(preflight.api) ? undefined : preflight;
}

const behind = new WeakMap<TemplateScope['resources'], ReadonlySet<string>>();

/** What the distributions of a template name. Found once for a template: each route asks. */
function behindDistributions(scope: TemplateScope): ReadonlySet<string> {
  const found = behind.get(scope.resources) ?? new Set(scope.template.resources.flatMap(({ type, properties }) => (type === 'AWS::CloudFront::Distribution' && properties ? [...walkReferences(properties)] : [])));
  behind.set(scope.resources, found);
  return found;
}

function entryOf(value: TemplateValue | undefined, name: string): MapEntry | undefined {
  return value?.kind === 'map' ? value.entries.find(({ key }) => key === name) : undefined;
}

const mocks = new WeakMap<TemplateScope['resources'], ReadonlyMap<string, ResourceFact>>();

/** The mocked `OPTIONS` methods of a template that allow an origin, by the resource that they are of. Made once for a template. */
function mocksOf(scope: TemplateScope): ReadonlyMap<string, ResourceFact> {
  const done = mocks.get(scope.resources);
  if (done) return done;
  const found = new Map<string, ResourceFact>();
  for (const method of scope.template.resources) {
    const resource = method.type === 'AWS::ApiGateway::Method' && allowsOrigin(scope, method) ? resourceOf(scope, method) : undefined;
    if (resource !== undefined) found.set(resource, method);
  }
  mocks.set(scope.resources, found);
  return found;
}

function resourceOf(scope: TemplateScope, { properties, key }: ResourceFact): string | undefined {
  const id = known(textOf(scope, member(scope, properties, 'ResourceId'), scope.at(key)));
  return id && displayText(id);
}

function allowsOrigin(scope: TemplateScope, { properties, key }: ResourceFact): boolean {
  const text = (...path: readonly string[]): string | undefined => known(stringOf(scope, member(scope, properties, ...path), scope.at(key)))?.toUpperCase();
  if (text('HttpMethod') !== 'OPTIONS' || text('Integration', 'Type') !== 'MOCK') return false;
  const responses = known(listOf(scope, member(scope, properties, 'Integration', 'IntegrationResponses'), scope.at(key)))?.items ?? [];
  return responses.some((response) => known(mapOf(scope, member(scope, response, 'ResponseParameters'), scope.at(key)))?.entries.some((entry) => entry.key.toLowerCase() === ALLOWED_ORIGIN));
}

const ALLOWED_ORIGIN = `method.response.header.${CORS_HEADER.toLowerCase()}`;

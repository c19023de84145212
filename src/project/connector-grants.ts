import { findConnector } from '../data/find-policy.js';
import { readStatements } from '../data/policy-statements.js';
import type { Location } from '../diagnostic.js';
import type { MapEntry, ResourceFact, TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import type { TemplateDefinitions } from './definitions.js';
import { member } from './evaluate.js';
import { keySpan } from './key-span.js';
import { each } from './policy-document.js';
import type { PolicyStatement } from './policy-document.js';
import { perTemplate } from './per-template.js';
import { toPolicyStatement } from './provided-statement.js';
import type { Fill } from './provided-statement.js';
import { stringOf, textOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';
import { literal, referredResource } from './text.js';
import type { Text } from './text.js';

/** What a connector gives to a function or to whoever may invoke it. */
export interface ConnectorGrants {
  /** Whose role gets the statements, or undefined where it is a role that is written elsewhere. */
  readonly function: string | undefined;
  /** Logical id of the role where the connector names one. */
  readonly role: string | undefined;
  readonly statements: readonly PolicyStatement[];
  readonly principals: readonly string[];
  readonly at: Location;
}

/** One end of a connector. */
interface End {
  readonly type: string;
  readonly logicalId: string | undefined;
  /** Described by properties, not by its id: its role too is then named or not known. */
  readonly isDescribed: boolean;
  readonly role: string | undefined;
  /** What `Arn`, `Name` and the like come to. */
  get(attribute: string): Text | undefined;
}

/**
 * What the connectors of a template give to its functions: resources of their own, and those in the `Connectors` attribute.
 * Source: aws/serverless-application-model samtranslator/model/connector/connector.py.
 */
export const connectorGrants = perTemplate(({ scope }: TemplateDefinitions): readonly ConnectorGrants[] =>
  scope.template.resources.flatMap((resource) => {
    if (resource.type === 'AWS::Serverless::Connector') return ownConnector(scope, resource);
    return resource.connectors?.kind === 'map' ? resource.connectors.entries.flatMap((entry) => embeddedConnector(scope, resource, entry)) : [];
  }),
);

function ownConnector(scope: TemplateScope, { key, properties }: ResourceFact): readonly ConnectorGrants[] {
  const at = scope.at(key);
  return connect(scope, endOf(scope, member(scope, properties, 'Source'), at), properties, at);
}

function embeddedConnector(scope: TemplateScope, { logicalId }: ResourceFact, { value, ...place }: MapEntry): readonly ConnectorGrants[] {
  return connect(scope, resourceEnd(scope, logicalId), member(scope, value, 'Properties'), scope.at(keySpan(place)));
}

function connect(scope: TemplateScope, source: End | undefined, properties: TemplateValue | undefined, at: Location): readonly ConnectorGrants[] {
  const permissions = each(scope, member(scope, properties, 'Permissions'), at).flatMap(({ value }) => (value?.kind === 'text' ? (literal(value.text) ?? []) : []));
  return each(scope, member(scope, properties, 'Destination'), at).flatMap(({ value }): readonly ConnectorGrants[] => {
    const destination = value?.kind === 'map' ? endOf(scope, value, at) : undefined;
    const pair = source && destination && findConnector(source.type, destination.type);
    if (!pair) return [];
    const rows = permissions.flatMap((permission) => own(pair.statements, permission) ?? []);
    const owner = pair.roleOf === 'source' ? source : destination;
    return [{
      function: pair.statements && owner.isDescribed ? undefined : owner.logicalId,
      role: owner.role,
      statements: readStatements(rows).map((statement) => toPolicyStatement(statement, at, undefined, fillFrom(source, destination))),
      principals: permissions.flatMap((permission) => own(pair.principals, permission) ?? []),
      at,
    }];
  });
}

/** A template may ask for any word: `constructor` is none of ours. */
function own<T>(rows: Readonly<Record<string, T>> | undefined, permission: string): T | undefined {
  return rows && Object.hasOwn(rows, permission) ? rows[permission] : undefined;
}

function fillFrom(source: End, destination: End): Fill {
  return (placeholder) => {
    const [end, attribute = ''] = placeholder.split('.');
    const value = (end === 'Source' ? source : destination).get(attribute);
    return value ? [{ value }] : [];
  };
}

/** An end is a resource of the template by its id, or is described by properties. */
function endOf(scope: TemplateScope, value: TemplateValue | undefined, at: Location): End | undefined {
  const id = known(stringOf(scope, member(scope, value, 'Id'), at));
  if (id !== undefined) return resourceEnd(scope, id);
  const type = known(stringOf(scope, member(scope, value, 'Type'), at));
  const role = known(textOf(scope, member(scope, value, 'RoleName'), at));
  const arn = known(textOf(scope, member(scope, value, 'Arn'), at));
  if (type === undefined) return undefined;
  return { type, isDescribed: true, logicalId: arn && referredResource(arn), role: role && referredResource(role), get: (attribute) => known(textOf(scope, member(scope, value, attribute), at)) };
}

/** Types whose `Ref` is the ARN. */
const REF_IS_ARN = /^AWS::(?:SNS::Topic|StepFunctions::StateMachine|Serverless::StateMachine|AppSync::.*)$/;

function resourceEnd(scope: TemplateScope, logicalId: string): End | undefined {
  const resource = scope.resources.get(logicalId);
  if (!resource) return undefined;
  const { type } = resource;
  return { type, isDescribed: false, logicalId, role: undefined, get: (attribute) => [{ kind: 'resource', logicalId, attribute: attribute === 'Arn' && REF_IS_ARN.test(type) ? undefined : attribute }] };
}

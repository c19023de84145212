import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { MapEntry, MapValue, TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { assumptionsOf, bothWords } from './condition-words.js';
import { conditionFaults } from './condition-faults.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import { evaluate, member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { granteeOf, writtenPolicies } from './grants.js';
import { keySpan } from './key-span.js';
import { perTemplate } from './per-template.js';
import { each } from './policy-document.js';
import { entryFault } from './policy-entry-faults.js';
import { functionRoles, hasGeneratedRole } from './policy-grantees.js';
import type { Grantee } from './policy-grantees.js';
import { stringOf } from './read-value.js';
import { createResourceArns } from './resource-arns.js';
import type { ResourceArns } from './resource-arns.js';
import { scopeUnder, scopeWithin } from './template-scope.js';
import type { TemplateScope } from './template-scope.js';

/** What IAM refuses in a policy document. */
export type PolicyFaultKind =
  | 'version' | 'effect' | 'statements' | 'missing' | 'both' | 'empty' | 'principal' | 'trusted' | 'element' | 'sid' | 'duplicate' | 'shape'
  | 'action' | 'colons' | 'resource' | 'partition' | 'parts' | 'region' | 'operator' | 'key' | 'entry';

/** A part of a policy that is not as IAM takes it; `value` is what is written there, or what is not. */
export interface FoundFault {
  readonly kind: PolicyFaultKind;
  readonly value: string;
  readonly at: Location;
  readonly when?: string | undefined;
}

export interface PolicyFault extends FoundFault {
  readonly grantee: Grantee;
}

/** Mistakes in the policies of functions for which IAM refuses them, so that the deployment fails. */
export const policyFaults = defineAnalysis({
  name: 'policyFaults',
  requires: { definitions },
  run: ({ definitions: templates }): readonly PolicyFault[] => templates.flatMap(faultsOf),
});

const faultsOf = perTemplate((template: TemplateDefinitions): readonly PolicyFault[] => {
  const { scope } = template;
  const arns = createResourceArns(scope);
  const written = writtenPolicies(template).flatMap(({ scope: own, grantee, document, when }) => {
    const faults = document ? documentFaults(own, GRANTS, arns, document, when) : [];
    return faults.filter((fault) => !isGivenOtherwise(own, fault)).map((fault) => ({ ...fault, grantee }));
  });
  const entries = template.functions.filter(hasGeneratedRole).flatMap((definition) => listFaults(scope, definition).map((fault) => ({ ...fault, grantee: granteeOf(definition) })));
  return [...written, ...entries, ...trustFaults(template, arns)];
});

/** Faults of the policies that say who may assume the roles of functions. */
function trustFaults({ scope, functions }: TemplateDefinitions, arns: ResourceArns): readonly PolicyFault[] {
  const roles = [...functionRoles(scope, functions).values()].flatMap((grantee) => {
    const role = scope.resources.get(grantee.logicalId);
    return role ? [{ grantee, own: scopeWithin(scope, role), properties: role.properties }] : [];
  });
  const made = functions.filter(hasGeneratedRole).map((definition) => ({ grantee: granteeOf(definition), own: scope, properties: definition.properties }));
  return [...roles, ...made].flatMap(({ grantee, own, properties }) => {
    const document = member(own, properties, 'AssumeRolePolicyDocument');
    return document ? documentFaults(own, TRUST, arns, document, undefined).map((fault) => ({ ...fault, grantee })) : [];
  });
}

/**
 * A default of a parameter, or what a mapping has for some key, in a part that is there under a condition only: whoever wants the
 * part gives the parameter, and no template says that the key and the condition ever go together. A default in words asks for a value.
 */
function isGivenOtherwise({ within }: TemplateScope, { kind, value, when }: FoundFault): boolean {
  if (kind !== 'resource' || when === undefined) return false;
  const assumed = assumptionsOf(when);
  if (when.startsWith('by default')) return within !== undefined || assumed.length > 0 || /\s/.test(value.trim());
  return ['boolean', 'string'].every((type) => assumed.some(({ outcome }) => typeof outcome === type));
}

/** Of a map without `Statement` SAM takes one key, the name of a policy template. */
function listFaults(scope: TemplateScope, { properties, at }: FunctionDefinition): readonly FoundFault[] {
  return each(scope, member(scope, properties, 'Policies'), at).flatMap(({ value, when }): readonly FoundFault[] => {
    if (value?.kind !== 'map' || has(value, 'Statement') || isOpen(value)) return [];
    const [first, second] = value.entries;
    return !first || (!second && first.key !== 'PolicyDocument') ? [] : [{ kind: 'entry', value: first.key, at: scope.at(keySpan(first)), when }];
  });
}

const VERSIONS: ReadonlySet<string> = new Set(['2012-10-17', '2008-10-17']);
const ELEMENTS: ReadonlySet<string> = new Set(['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);

/** What a statement has to name, and what it may not, with what is said of that. */
interface Form {
  readonly pairs: readonly Pair[];
  readonly prohibited: Pair;
  readonly fault: 'principal' | 'trusted';
}

type Pair = 'Action' | 'Resource' | 'Principal';

const GRANTS: Form = { pairs: ['Action', 'Resource'], prohibited: 'Principal', fault: 'principal' };
/** Source: IAM User Guide, JSON policy elements; IAM answers 'Has prohibited field Resource'. */
const TRUST: Form = { pairs: ['Action', 'Principal'], prohibited: 'Resource', fault: 'trusted' };

function documentFaults(scope: TemplateScope, form: Form, arns: ResourceArns, written: TemplateValue, around: string | undefined): readonly FoundFault[] {
  return each(scope, written, scope.at(written), around).flatMap(({ value: document, at, when }): readonly FoundFault[] => {
    if (document?.kind !== 'map') return [];
    const items = each(scope, member(scope, document, 'Statement'), at, when);
    return [
      ...versionFaults(scope, document),
      ...(items.length === 0 && !isOpen(document) && !has(document, 'Statement') ? [{ kind: 'statements' as const, value: 'Statement', at: firstPlace(scope, document) ?? at }] : []),
      ...items.flatMap((item): readonly FoundFault[] => {
        if (!item.value) return [];
        return item.value.kind === 'map' ? statementFaults(scope, form, arns, item.value, item.when) : [{ kind: 'shape', value: 'Statement', at: item.at, when: item.when }];
      }),
      ...duplicates(items.flatMap(({ value, when: branch }) => (value?.kind === 'map' && branch === undefined ? sidOf(scope, value) : []))),
    ];
  });
}

function versionFaults(scope: TemplateScope, document: MapValue): readonly FoundFault[] {
  const version = stringOf(scope, member(scope, document, 'Version'), scope.at(document));
  const value = known(version);
  return value === undefined || VERSIONS.has(value) ? [] : [{ kind: 'version', value, at: version.at }];
}

interface Sid {
  readonly value: string;
  readonly at: Location;
}

function sidOf(scope: TemplateScope, statement: MapValue): readonly Sid[] {
  const sid = stringOf(scope, member(scope, statement, 'Sid'), scope.at(statement));
  const value = known(sid);
  return value === undefined || value === '' ? [] : [{ value, at: sid.at }];
}

function duplicates(sids: readonly Sid[]): readonly FoundFault[] {
  const seen = new Set<string>();
  return sids.flatMap(({ value, at }): readonly FoundFault[] => {
    if (seen.has(value)) return [{ kind: 'duplicate', value, at }];
    seen.add(value);
    return [];
  });
}

function statementFaults(scope: TemplateScope, { pairs, prohibited, fault: refused }: Form, arns: ResourceArns, statement: MapValue, when: string | undefined): readonly FoundFault[] {
  const place = firstPlace(scope, statement) ?? scope.at(statement);
  const stray = statement.entries.filter(({ key }) => !ELEMENTS.has(key) && !key.startsWith('Fn::'));
  return [
    ...effectFaults(scope, statement, place),
    // A misspelt element says by itself what then is missing.
    ...stray.map((entry): FoundFault => ({ kind: 'element', value: entry.key, at: scope.at(keySpan(entry)) })),
    ...(stray.length === 0 ? pairs.flatMap((name) => pairFaults(scope, statement, name, place)) : []),
    ...entriesNamed(statement, [prohibited, `Not${prohibited}`]).map((entry): FoundFault => ({ kind: refused, value: entry.key, at: scope.at(keySpan(entry)) })),
    ...sidOf(scope, statement).flatMap(({ value, at }): readonly FoundFault[] => (/^[0-9A-Za-z]*$/.test(value) ? [] : [{ kind: 'sid', value, at }])),
    ...entriesNamed(statement, ['Action', 'NotAction', ...(prohibited === 'Resource' ? [] : ['Resource', 'NotResource'])]).flatMap(({ key, value }) =>
      each(scopeUnder(scope, when), value, scope.at(value)).flatMap((item) => entryFault(arns, key.endsWith('Action') ? 'action' : 'resource', item) ?? []),
    ),
    ...conditionFaults(scope, member(scope, statement, 'Condition')),
  ].map((fault) => (when === undefined ? fault : { ...fault, when: bothWords(when, fault.when) }));
}

function effectFaults(scope: TemplateScope, statement: MapValue, place: Location): readonly FoundFault[] {
  const effect = stringOf(scope, member(scope, statement, 'Effect'), place);
  if (effect.state === 'absent') return isOpen(statement) ? [] : [{ kind: 'missing', value: 'Effect', at: place }];
  const value = known(effect);
  return value === undefined || value === 'Allow' || value === 'Deny' ? [] : [{ kind: 'effect', value, at: effect.at }];
}

/** Of `Action` and `NotAction`, and of the other pair that its kind of policy has, a statement has one. */
function pairFaults(scope: TemplateScope, statement: MapValue, name: Pair, place: Location): readonly FoundFault[] {
  const written = entriesNamed(statement, [name, `Not${name}`]).map((entry) => ({ entry, resolved: evaluate(scope, entry.value, place) }));
  const present = written.filter(({ resolved }) => resolved.state !== 'absent');
  if (present.length === 0) return isOpen(statement) ? [] : [{ kind: 'missing', value: name, at: place }];
  const [, second] = present;
  if (second) return present.every(({ resolved }) => resolved.state === 'known') ? [{ kind: 'both', value: name, at: scope.at(keySpan(second.entry)) }] : [];
  return present.flatMap(({ entry, resolved }): readonly FoundFault[] => {
    const value = known(resolved);
    return value?.kind === 'list' && value.items.length === 0 ? [{ kind: 'empty', value: entry.key, at: scope.at(keySpan(entry)) }] : [];
  });
}

function entriesNamed({ entries }: MapValue, names: readonly string[]): readonly MapEntry[] {
  return entries.filter(({ key }) => names.includes(key));
}

function has(value: MapValue, name: string): boolean {
  return value.entries.some(({ key }) => key === name);
}

/** A transform or a loop may add what is missing. */
function isOpen({ entries }: MapValue): boolean {
  return entries.some(({ key }) => key.startsWith('Fn::'));
}

function firstPlace(scope: TemplateScope, { entries: [first] }: MapValue): Location | undefined {
  return first && scope.at(keySpan(first));
}

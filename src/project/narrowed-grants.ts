import { defineAnalysis } from '../analysis.js';
import type { Change, Proposal, Written } from '../change.js';
import type { Location } from '../diagnostic.js';
import { isAnyResource, isEffectivelyAnyResource, wildcardService } from '../iam/wildcards.js';
import { calledResources } from './called-resources.js';
import type { Narrowing } from './called-resources.js';
import { definitions } from './definitions.js';
import { demands } from './demands.js';
import type { Grant } from './grants.js';
import { iamTables } from './iam-tables.js';
import { openResource } from './narrowable-actions.js';
import { nameOfWritten } from './permission-proposals.js';
import type { PolicyEntry } from './policy-document.js';
import { roleUsers } from './role-users.js';
import { quotedNames } from './shared-values.js';
import { unusedActions } from './unused-actions.js';

/** Proposes for a statement that is too wide what the code of its functions calls, on what it calls it; nothing where that is not wholly known. */
export type NarrowedGrants = (grant: Grant) => readonly Proposal[];

/** Statements cut down to what the code needs. Code is read for those that are asked about only. */
export const narrowedGrants = defineAnalysis({
  name: 'narrowedGrants',
  requires: { definitions, roleUsers, unusedActions, demands, iamTables },
  run: ({ definitions: templates, roleUsers: usersOf, unusedActions: judgeFor, demands: demandsOf, iamTables: tables }): NarrowedGrants => (grant) => {
    const template = templates.find(({ scope }) => scope.template.path === grant.template);
    const users = isPlain(grant) ? usersOf(grant.template, grant.grantee) : undefined;
    const judge = users && judgeFor(users);
    return template && users && judge ? narrow({ grant, template, users, judge, demandsOf, tables }) : [];
  },
});

/** Written in one place, and for every deployment. */
function isPlain({ effect, hasCondition, inverted, actions, resources, at }: Grant): boolean {
  const isHere = (place: Location): boolean => place.path === at.path && at.start <= place.start && place.end <= at.end;
  const entries = [...actions, ...resources];
  return effect === 'Allow' && !hasCondition && inverted.length === 0 && actions.every(({ isLiteral }) => isLiteral) && entries.every((entry) => entry.when === undefined && isHere(entry.at));
}

function narrow(narrowing: Narrowing): readonly Proposal[] {
  const { grant, tables, judge } = narrowing;
  const wide = grant.actions.filter(({ text }) => wildcardService(text) !== undefined);
  if (wide.some(({ text }) => wildcardService(text) === '*') && !isAllElseGiven(narrowing)) return [];
  const called = new Map(wide.map((entry) => [entry, judge.calledOf([entry.text]) ?? []]));
  if ([...called.values()].some((actions) => actions.length === 0) || mayNeedMore(narrowing, wide)) return [];
  const kept = grant.actions.filter((entry) => !called.has(entry));
  const actions = [...new Set([...kept.map(({ text }) => text), ...[...called.values()].flat()])];
  const changes = [...actionChanges(called, kept)];
  const narrowed = { ...grant, actions: actions.map((text): PolicyEntry => ({ text, value: [text], at: grant.at, isLiteral: true })) };
  if (!openResource(tables, narrowed, new Set())) return changes.length === 0 ? [] : [{ title: onlyTitle(called), applicability: 'unsafe', changes }];
  const resources = calledResources(narrowing, actions);
  const [star, other] = grant.resources.filter(({ text }) => isEffectivelyAnyResource(text));
  if (!resources || !star || other) return [];
  changes.push({ kind: 'spread', at: star.at, values: resources });
  const title = wide.length === 0 ? `Limit to ${resourceNames(resources)}` : `${onlyTitle(called)}, on ${resourceNames(resources)}`;
  return [{ title, applicability: 'unsafe', changes }];
}

function onlyTitle(called: ReadonlyMap<PolicyEntry, readonly string[]>): string {
  return `Allow only ${quotedNames([...new Set([...called.values()].flat())])} of '${[...called.keys()].map(({ text }) => text).join("', '")}'`;
}

function resourceNames(resources: readonly Written[]): string {
  return quotedNames(resources.map(nameOfWritten));
}

/** What a wildcard stands for is written in its place, but for what is named beside it. */
function actionChanges(called: ReadonlyMap<PolicyEntry, readonly string[]>, kept: readonly PolicyEntry[]): readonly Change[] {
  const named = new Set(kept.map(({ text }) => text.toLowerCase()));
  return [...called].map(([{ at }, actions]): Change => {
    const values = actions.filter((action) => !named.has(action.toLowerCase()));
    for (const action of values) named.add(action.toLowerCase());
    return values.length === 0 ? { kind: 'remove', at } : { kind: 'spread', at, values };
  });
}

/** Logs, traces and networks are allowed by what SAM adds to the roles that it makes; keys of what is encrypted are not. */
function isAllElseGiven({ grant: { grantee, resources }, template }: Narrowing): boolean {
  return grantee.kind === 'function' && resources.every(({ text }) => isAnyResource(text)) && !template.scope.template.resources.some(({ type }) => type === 'AWS::KMS::Key');
}

/** Members of inputs by which a call needs one more action, by the code of the case. */
const BY_MEMBER: Readonly<Record<string, RegExp>> = {
  acl: /^(?:acl$|grant)/i,
  'bypass-governance': /^bypass/i,
  filters: /^filters$/i,
  layers: /^layers$/i,
  'object-lock': /^objectlock/i,
  'object-tags': /^tagging/i,
  policy: /policy/i,
  replicas: /replica/i,
  role: /role/i,
  tags: /^tags?$/i,
  version: /^versionid$/i,
};

/** A call has, or may have, an option that needs an action which the wildcard allows and nobody counted. */
function mayNeedMore({ users, demandsOf, tables }: Narrowing, wide: readonly PolicyEntry[]): boolean {
  const services = new Set(wide.map(({ text }) => wildcardService(text)));
  return users.some(({ key }) => demandsOf(key).some(({ call: { service, operation, input } }) => {
    const client = tables.client(service);
    const needs = client && tables.service(client.prefix)?.operation(service, operation);
    const cases = needs?.state === 'known' || needs?.state === 'unknown' ? needs.conditional : [];
    const members = input?.value.kind === 'object' && input.value.complete ? input.value.properties.map(({ name }) => name) : undefined;
    return cases.some(({ action, when }) => {
      const pattern = Object.hasOwn(BY_MEMBER, when) ? BY_MEMBER[when] : undefined;
      return pattern !== undefined && (services.has('*') || services.has(action.split(':', 1)[0])) && (members?.some((name) => pattern.test(name)) ?? true);
    });
  }));
}

import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { ResourceFact } from '../facts/model.js';
import type { Certainty } from '../iam/gapped-text.js';
import { coversAction } from '../iam/statement.js';
import { isEffectivelyAnyResource } from '../iam/wildcards.js';
import { known, possibilities } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import { mayBeAbsent, member } from './evaluate.js';
import { functionKey } from './files.js';
import type { FunctionDefinition } from './function-definition.js';
import { functionGrants } from './function-grants.js';
import type { FunctionGrant, FunctionGrants } from './function-grants.js';
import { perTemplate } from './per-template.js';
import type { PolicyEntry } from './policy-document.js';
import { textOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';
import { displayText, referredResource } from './text.js';
import type { Text } from './text.js';

/** Where a function logs to, as far as the template says. */
export interface FunctionLogs {
  readonly fn: string;
  readonly at: Location;
  /** `missing`: Lambda makes the group, and it keeps everything. `none`: the role lets nobody make one. */
  readonly group: { readonly kind: 'missing' | 'none' } | { readonly kind: 'unknown' } | { readonly kind: 'found'; readonly logicalId: string; readonly at: Location; readonly hasRetention: boolean };
}

/** The log group of every function. */
export const functionLogs = defineAnalysis({
  name: 'functionLogs',
  requires: { definitions, functionGrants },
  run: ({ definitions: templates, functionGrants: grants }): readonly FunctionLogs[] =>
    templates.flatMap((template) => logsOf(template).map(({ key, ...logs }) => (logs.group.kind === 'missing' && makesNoGroup(grants.get(key)) ? { ...logs, group: { kind: 'none' } } : logs))),
});

/** Lambda makes the group with the role of the function: one that surely may not has no logs. */
function makesNoGroup(granted: FunctionGrants | undefined): boolean {
  if (!granted) return false;
  const known = groupsBy.get(granted.statements) ?? groupsMadeBy(granted.statements);
  groupsBy.set(granted.statements, known);
  return known === 'denied' || (granted.isComplete && known === 'not allowed');
}

/** Functions with one role have one list of statements. */
const groupsBy = new WeakMap<readonly FunctionGrant[], 'denied' | 'not allowed' | 'open'>();

function groupsMadeBy(statements: readonly FunctionGrant[]): 'denied' | 'not allowed' | 'open' {
  const denies = ({ effect, inverted, hasCondition, actions, resources }: FunctionGrant): boolean =>
    effect === 'Deny' && inverted.length === 0 && !hasCondition && actions.some((action) => action.when === undefined && makesGroup(action) === 'yes') && resources.some(({ text, when }) => when === undefined && isEffectivelyAnyResource(text));
  const mayAllow = ({ effect, actions }: FunctionGrant): boolean => effect !== 'Deny' && actions.some((action) => makesGroup(action) !== 'no');
  // Statements of a complete list leave nothing open: no `NotAction`, no action that deployment fills in.
  return statements.some(denies) ? 'denied' : statements.some(mayAllow) ? 'open' : 'not allowed';
}

function makesGroup({ text, isLiteral }: PolicyEntry): Certainty {
  return isLiteral ? coversAction({ entries: [[text]], isInverted: false }, 'logs:CreateLogGroup') : 'maybe';
}

interface LogGroup {
  readonly logicalId: string;
  readonly at: Location;
  readonly name: Resolved<Text>;
  readonly hasRetention: boolean;
}

const logsOf = perTemplate(({ scope, functions }: TemplateDefinitions): readonly (FunctionLogs & { readonly key: string })[] => {
  const groups = indexed(scope.template.resources.filter(isLogGroup).map((resource) => toGroup(scope, resource)));
  return functions.map((definition) => ({ key: functionKey(definition), fn: definition.logicalId, at: definition.at, group: groupOf(definition, groups) }));
});

/** `Custom::LogRetention` is what CDK makes to set the retention of a group that Lambda made. */
function isLogGroup({ type }: ResourceFact): boolean {
  return type === 'AWS::Logs::LogGroup' || type === 'Custom::LogRetention';
}

function toGroup(scope: TemplateScope, { logicalId, type, key, properties }: ResourceFact): LogGroup {
  const at = scope.at(key);
  // A condition that may leave the retention out was written on purpose.
  const retention = member(scope, properties, 'RetentionInDays');
  const hasRetention = type !== 'AWS::Logs::LogGroup' || (retention !== undefined && textOf(scope, retention, at).state !== 'absent');
  return { logicalId, at, hasRetention, name: textOf(scope, member(scope, properties, 'LogGroupName'), at) };
}

/** The groups of a template, by what functions look for: each function does. */
interface LogGroups {
  readonly all: readonly LogGroup[];
  /** The first for each function that `/aws/lambda/${Orders}` refers to, for each other name, and for each group's id and certain name. */
  readonly referring: ReadonlyMap<string, number>;
  readonly named: ReadonlyMap<string, number>;
  readonly own: ReadonlyMap<string, number>;
  readonly hasOpen: boolean;
}

function indexed(all: readonly LogGroup[]): LogGroups {
  const [referring, names, own] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  const add = (index: Map<string, number>, key: string, at: number): void => void index.set(key, index.get(key) ?? at);
  for (const [at, { logicalId, name }] of all.entries()) {
    const text = known(name);
    add(own, `id ${logicalId}`, at);
    if (text && !displayText(text).includes('${…}')) add(own, `name ${displayText(text)}`, at);
    for (const { value } of possibilities(name)) {
      const referred = defaultOwner(value);
      if (referred === undefined) add(names, displayText(value), at);
      else add(referring, referred, at);
    }
  }
  return { all, referring, named: names, own, hasOpen: all.some(mayBeAnyones) };
}

function firstOf({ all }: LogGroups, places: readonly (number | undefined)[]): LogGroup | undefined {
  return all[Math.min(...places.filter((place) => place !== undefined))];
}

function groupOf(definition: FunctionDefinition, groups: LogGroups): FunctionLogs['group'] {
  const { scope, properties, at } = definition;
  const own = member(scope, properties, 'LoggingConfig', 'LogGroup');
  if (!own) return named(definition, groups);
  const text = known(textOf(scope, own, at));
  if (!text || mayBeAbsent(scope, own)) return { kind: 'unknown' };
  const id = referredResource(text);
  const found = firstOf(groups, [id === undefined ? undefined : groups.own.get(`id ${id}`), groups.own.get(`name ${displayText(text)}`)]);
  return found ? toFound(found) : { kind: 'unknown' };
}

/** Whether the function certainly logs to the group that a text of its template names: a reference to the group, or its name. */
export function logsTo(definition: FunctionDefinition, name: Text): boolean {
  const { scope, properties, at } = definition;
  const id = referredResource(name);
  const own = member(scope, properties, 'LoggingConfig', 'LogGroup');
  const text = own && !mayBeAbsent(scope, own) ? known(textOf(scope, own, at)) : undefined;
  if (own) return text !== undefined && (isSame(text, name) || (id !== undefined && referredResource(text) === id));
  const group = scope.resources.get(id ?? '');
  const written = group?.type === 'AWS::Logs::LogGroup' ? known(textOf(scope, member(scope, group.properties, 'LogGroupName'), at)) : undefined;
  return isGroupOf(definition, name) || (written !== undefined && isGroupOf(definition, written));
}

function toFound({ logicalId, at, hasRetention }: LogGroup): FunctionLogs['group'] {
  return { kind: 'found', logicalId, at, hasRetention };
}

const PREFIX = '/aws/lambda/';

/** Lambda logs to `/aws/lambda/` and the name of the function, unless told otherwise. */
function named(definition: FunctionDefinition, groups: LogGroups): FunctionLogs['group'] {
  const found = groups.all.length === 0 ? undefined : firstOf(groups, [groups.referring.get(definition.logicalId), ...defaultNames(definition).map((name) => groups.named.get(name))]);
  if (found) return toFound(found);
  return groups.hasOpen ? { kind: 'unknown' } : { kind: 'missing' };
}

/** `/aws/lambda/${Orders}`, or the name that the function is given, written again. */
function isGroupOf(definition: FunctionDefinition, name: Text): boolean {
  const owner = defaultOwner(name);
  return owner === undefined ? defaultNames(definition).includes(displayText(name)) : owner === definition.logicalId;
}

/** The resource that `/aws/lambda/${Orders}` refers to. */
function defaultOwner([prefix, reference, ...rest]: Text): string | undefined {
  return prefix === PREFIX && rest.length === 0 && typeof reference === 'object' && reference.kind === 'resource' ? reference.logicalId : undefined;
}

function defaultNames({ scope, properties, at }: FunctionDefinition): readonly string[] {
  const texts = possibilities(textOf(scope, member(scope, properties, 'FunctionName'), at)).map(({ value }) => displayText(value));
  return texts.filter((text) => !text.includes('${…}')).map((text) => PREFIX + text);
}

function isSame(one: Text | undefined, other: Text): boolean {
  return one !== undefined && !displayText(one).includes('${…}') && displayText(one) === displayText(other);
}

/** Its name is known at deployment only, and may be that of a function. */
function mayBeAnyones({ name }: LogGroup): boolean {
  const text = known(name);
  if (!text) return name.state === 'unknown';
  const display = displayText(text);
  return display.includes('${…}') && (display.startsWith('${') || display.startsWith(PREFIX));
}

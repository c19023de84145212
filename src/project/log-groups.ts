import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { ResourceFact } from '../facts/model.js';
import { known, possibilities } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import { mayBeAbsent, member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { perTemplate } from './per-template.js';
import { textOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';
import { displayText, referredResource } from './text.js';
import type { Text } from './text.js';

/** Where a function logs to, as far as the template says. */
export interface FunctionLogs {
  readonly fn: string;
  readonly at: Location;
  /** `missing`: Lambda makes the group, and it keeps everything. */
  readonly group: { readonly kind: 'missing' } | { readonly kind: 'unknown' } | { readonly kind: 'found'; readonly logicalId: string; readonly at: Location; readonly hasRetention: boolean };
}

/** The log group of every function. */
export const functionLogs = defineAnalysis({
  name: 'functionLogs',
  requires: { definitions },
  run: ({ definitions: templates }): readonly FunctionLogs[] => templates.flatMap(logsOf),
});

interface LogGroup {
  readonly logicalId: string;
  readonly at: Location;
  readonly name: Resolved<Text>;
  readonly hasRetention: boolean;
}

const logsOf = perTemplate(({ scope, functions }: TemplateDefinitions): readonly FunctionLogs[] => {
  const groups = scope.template.resources.filter(isLogGroup).map((resource) => toGroup(scope, resource));
  return functions.map((definition) => ({ fn: definition.logicalId, at: definition.at, group: groupOf(definition, groups) }));
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

function groupOf(definition: FunctionDefinition, groups: readonly LogGroup[]): FunctionLogs['group'] {
  const { scope, properties, at } = definition;
  const own = member(scope, properties, 'LoggingConfig', 'LogGroup');
  if (!own) return named(definition, groups);
  const text = known(textOf(scope, own, at));
  if (!text || mayBeAbsent(scope, own)) return { kind: 'unknown' };
  const id = referredResource(text);
  const found = groups.find(({ logicalId, name }) => logicalId === id || (isSame(known(name), text)));
  return found ? toFound(found) : { kind: 'unknown' };
}

function toFound({ logicalId, at, hasRetention }: LogGroup): FunctionLogs['group'] {
  return { kind: 'found', logicalId, at, hasRetention };
}

const PREFIX = '/aws/lambda/';

/** Lambda logs to `/aws/lambda/` and the name of the function, unless told otherwise. */
function named(definition: FunctionDefinition, groups: readonly LogGroup[]): FunctionLogs['group'] {
  const found = groups.find(({ name }) => possibilities(name).some(({ value }) => isGroupOf(definition, value)));
  if (found) return toFound(found);
  return groups.some(mayBeAnyones) ? { kind: 'unknown' } : { kind: 'missing' };
}

/** `/aws/lambda/${Orders}`, or the name that the function is given, written again. */
function isGroupOf({ logicalId, scope, properties, at }: FunctionDefinition, name: Text): boolean {
  const [prefix, reference, ...rest] = name;
  if (prefix === PREFIX && rest.length === 0 && typeof reference === 'object' && reference.kind === 'resource') return reference.logicalId === logicalId;
  const functionName = textOf(scope, member(scope, properties, 'FunctionName'), at);
  return possibilities(functionName).some(({ value }) => !displayText(value).includes('${…}') && `${PREFIX}${displayText(value)}` === displayText(name));
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

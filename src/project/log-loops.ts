import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import { member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { keySpan } from './key-span.js';
import { logsTo } from './log-groups.js';
import { silentRoles } from './log-permissions.js';
import { mapOf, stringOf, textOf } from './read-value.js';
import { finderOf } from './target-function.js';

/** A subscription that hands a function what it logs itself. */
export interface LogLoop {
  readonly fn: { readonly logicalId: string; readonly at: Location };
  /** The subscription: a resource, or an event of the function. */
  readonly source: string;
  readonly at: Location;
}

interface Subscription {
  readonly source: string;
  readonly at: Location;
  readonly properties: TemplateValue | undefined;
  readonly fn: FunctionDefinition;
}

/** Functions that each run of theirs invokes again: Lambda writes of every run into the log, and the subscription takes every line of it. */
export const logLoops = defineAnalysis({
  name: 'logLoops',
  requires: { definitions, silentRoles },
  run: ({ definitions: templates, silentRoles: silent }): readonly LogLoop[] => {
    const unlogged = new Set(silent.flatMap(({ functions }) => functions.map(({ at }) => `${at.path}:${at.start}`)));
    return templates.flatMap((template) => [...resources(template), ...template.functions.flatMap(events)].filter(isLoop))
      .filter(({ fn }) => !unlogged.has(`${fn.at.path}:${fn.at.start}`))
      .map(({ fn: { logicalId, at: fnAt }, source, at }) => ({ fn: { logicalId, at: fnAt }, source, at }));
  },
});

function resources(template: TemplateDefinitions): readonly Subscription[] {
  const { scope } = template;
  return scope.template.resources.flatMap(({ type, logicalId, key, properties }) => {
    const fn = type === 'AWS::Logs::SubscriptionFilter' ? finderOf(template).find(member(scope, properties, 'DestinationArn')) : undefined;
    return fn ? [{ source: logicalId, at: scope.at(key), properties, fn }] : [];
  });
}

function events(fn: FunctionDefinition): readonly Subscription[] {
  const { scope, at } = fn;
  return (known(mapOf(scope, member(scope, fn.properties, 'Events'), at))?.entries ?? []).flatMap(({ key, value, ...place }) => {
    const isLogs = known(stringOf(scope, member(scope, value, 'Type'), at)) === 'CloudWatchLogs';
    return isLogs ? [{ source: key, at: scope.at(keySpan(place)), properties: member(scope, value, 'Properties'), fn }] : [];
  });
}

/** An empty pattern takes all lines. A level for the lines of Lambda itself may keep them out of the log. */
function isLoop({ fn, properties, at }: Subscription): boolean {
  const { scope } = fn;
  const pattern = known(stringOf(scope, member(scope, properties, 'FilterPattern'), at));
  const group = known(textOf(scope, member(scope, properties, 'LogGroupName'), at));
  const isAllowed = fn.recursiveLoop.state === 'unknown' || known(fn.recursiveLoop)?.toLowerCase() === 'allow';
  return pattern?.trim() === '' && group !== undefined && !isAllowed && member(scope, fn.properties, 'LoggingConfig', 'SystemLogLevel') === undefined && logsTo(fn, group);
}

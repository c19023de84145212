import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { definitions } from './definitions.js';
import { member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { keyAt } from './property-key.js';
import { textOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';
import { displayText } from './text.js';

export interface ListItem {
  /** Undefined where it is not known before deployment; a reference to a parameter is the same everywhere. */
  readonly text: string | undefined;
  readonly at: Location;
}

/** A list of a function that SAM appends to the one of Globals. */
export interface AppendedList {
  readonly fn: string;
  readonly setting: string;
  /** The key in the function. */
  readonly at: Location;
  readonly inherited: readonly ListItem[];
  readonly own: readonly ListItem[];
}

const LISTS = [['Architectures'], ['Layers'], ['VpcConfig', 'SubnetIds'], ['VpcConfig', 'SecurityGroupIds']] as const;

/** Lists append, maps merge. Source: aws/serverless-application-model samtranslator/plugins/globals/globals.py. */
export const appendedLists = defineAnalysis({
  name: 'appendedLists',
  requires: { definitions },
  run: ({ definitions: templates }): readonly AppendedList[] => templates.flatMap(({ functions }) => functions.flatMap(listsOf)),
});

function listsOf(definition: FunctionDefinition): readonly AppendedList[] {
  const { scope, properties, logicalId, type } = definition;
  const resource = scope.resources.get(logicalId);
  if (type !== 'AWS::Serverless::Function' || !resource) return [];
  return LISTS.flatMap((path): readonly AppendedList[] => {
    const merged = member(scope, properties, ...path);
    const written = member(scope, resource.properties, ...path);
    const at = keyAt(scope, resource.properties, ...path);
    if (merged?.kind !== 'list' || written?.kind !== 'list' || !at) return [];
    const own = new Set(written.items);
    const inherited = merged.items.filter((item) => !own.has(item));
    return inherited.length === 0 ? [] : [{ fn: logicalId, setting: path.join('.'), at, inherited: inherited.map((item) => toItem(scope, item)), own: written.items.map((item) => toItem(scope, item)) }];
  });
}

function toItem(scope: TemplateScope, item: TemplateValue): ListItem {
  const at = scope.at(item);
  const resolved = textOf(scope, item, at);
  const text = known(resolved);
  const shown = text && displayText(text);
  if (shown?.includes('${…}') === false) return { text: shown, at };
  return { text: resolved.state === 'absent' ? undefined : referenceIn(item), at };
}

function referenceIn(item: TemplateValue): string | undefined {
  return item.kind === 'call' && item.name === 'Ref' && item.argument.kind === 'scalar' ? `\${${item.argument.text}}` : undefined;
}

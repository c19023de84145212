import type { TemplateValue } from '../facts/model.js';
import { known, possibilities } from '../resolved.js';
import type { TemplateDefinitions } from './definitions.js';
import type { FunctionDefinition } from './function-definition.js';
import { perTemplate } from './per-template.js';
import { member } from './evaluate.js';
import { textOf } from './read-value.js';
import { logicalIdOf, stackOf } from './resource-id.js';
import { displayText } from './text.js';
import type { Text } from './text.js';

/** Finds the function of a template that a value names: by reference, alias, version, ARN or function name. */
export interface FunctionFinder {
  find(value: TemplateValue | undefined): FunctionDefinition | undefined;
  /** The same, of other stacks too: a reference came in through a parameter or an output. */
  findAnywhere(value: TemplateValue | undefined): FunctionDefinition | undefined;
  /** The same for a text that is known already, as code gives it. */
  byText(text: Text): FunctionDefinition | undefined;
  /** The function with the logical id, or the one behind its alias or version. */
  byLogicalId(logicalId: string): FunctionDefinition | undefined;
}

/** The finder of a template. */
export const finderOf: (template: TemplateDefinitions) => FunctionFinder = perTemplate(createFunctionFinder);

function createFunctionFinder({ scope, functions: definitions, elsewhere }: TemplateDefinitions): FunctionFinder {
  const byId = new Map(definitions.map((definition) => [definition.logicalId, definition]));
  const byName = new Map(definitions.flatMap((definition) => {
    const name = known(textOf(scope, member(scope, definition.properties, 'FunctionName'), definition.at));
    return name === undefined || displayText(name).includes('${…}') ? [] : [[displayText(name), definition] as const];
  }));

  function byLogicalId(logicalId: string): FunctionDefinition | undefined {
    const resource = scope.resources.get(logicalId);
    if (resource?.type === 'AWS::Lambda::Alias' || resource?.type === 'AWS::Lambda::Version') {
      // Its function is no alias in turn: one that names itself leads nowhere.
      return search(member(scope, resource.properties, 'FunctionName'), (id) => byId.get(id));
    }
    return byId.get(logicalId) ?? (resource ? undefined : generated(logicalId));
  }

  function anywhere(id: string): FunctionDefinition | undefined {
    const stack = stackOf(id);
    if (stack === undefined) return byLogicalId(id);
    const other = elsewhere(stack);
    return other && finderOf(other).byLogicalId(logicalIdOf(id));
  }

  /** What SAM makes for `AutoPublishAlias`: `!Ref Orders.Alias`, `!Ref OrdersAliaslive`. */
  function generated(logicalId: string): FunctionDefinition | undefined {
    const owner = /^([A-Za-z0-9]+)\.(?:Alias|Version)$/.exec(logicalId)?.[1] ?? /^(?=[A-Za-z0-9]+$)([A-Za-z0-9]+?)Alias./.exec(logicalId)?.[1];
    return owner === undefined ? undefined : byId.get(owner);
  }

  function search(value: TemplateValue | undefined, byReference: (logicalId: string) => FunctionDefinition | undefined): FunctionDefinition | undefined {
    if (!value) return undefined;
    for (const { value: text } of possibilities(textOf(scope, value, scope.at(value)))) {
      const found = findText(text, byReference);
      if (found) return found;
    }
    return undefined;
  }

  function findText(text: Text, byReference: (logicalId: string) => FunctionDefinition | undefined): FunctionDefinition | undefined {
    for (const part of text) {
      const found = typeof part !== 'string' && part.kind === 'resource' ? byReference(part.logicalId) : undefined;
      if (found) return found;
    }
    const shown = displayText(text);
    const name = /:function:((?:\$\{AWS::\w+\}|[\w-])+)/.exec(shown)?.[1] ?? /^((?:\$\{AWS::\w+\}|[\w-])+)(?::[\w$-]+)?$/.exec(shown)?.[1];
    return name === undefined ? undefined : byName.get(name);
  }

  return { find: (value) => search(value, byLogicalId), findAnywhere: (value) => search(value, anywhere), byText: (text) => findText(text, anywhere), byLogicalId };
}

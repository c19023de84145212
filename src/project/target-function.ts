import type { TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import type { FunctionDefinition } from './function-definition.js';
import { member } from './evaluate.js';
import { textOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';
import { displayText, literal } from './text.js';

/** Finds the function of a template that a value names: by reference, alias, version, ARN or function name. */
export interface FunctionFinder {
  find(value: TemplateValue | undefined): FunctionDefinition | undefined;
}

export function createFunctionFinder(scope: TemplateScope, definitions: readonly FunctionDefinition[]): FunctionFinder {
  const byId = new Map(definitions.map((definition) => [definition.logicalId, definition]));
  const byName = new Map(definitions.flatMap((definition) => {
    const name = known(definition.functionName);
    return name === undefined ? [] : [[name, definition] as const];
  }));

  function byReference(logicalId: string): FunctionDefinition | undefined {
    const resource = scope.resources.get(logicalId);
    if (resource?.type === 'AWS::Lambda::Alias' || resource?.type === 'AWS::Lambda::Version') {
      return find(member(scope, resource.properties, 'FunctionName'));
    }
    return byId.get(logicalId);
  }

  function find(value: TemplateValue | undefined): FunctionDefinition | undefined {
    if (!value) return undefined;
    const text = textOf(scope, value, scope.at(value));
    if (text.state !== 'known') return undefined;
    for (const part of text.value) {
      const found = typeof part !== 'string' && part.kind === 'resource' ? byReference(part.logicalId) : undefined;
      if (found) return found;
    }
    const name = literal(text.value) ?? /:function:([A-Za-z0-9-_]+)/.exec(displayText(text.value))?.[1];
    return name === undefined ? undefined : byName.get(name);
  }

  return { find };
}

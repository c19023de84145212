import type { Location } from '../diagnostic.js';
import type { MapValue, ResourceFact, TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import { evaluate, member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { parseJsonText } from './json-text.js';
import { numberOf, textOf } from './read-value.js';
import type { FunctionFinder } from './target-function.js';
import type { TemplateScope } from './template-scope.js';
import { displayText, literal } from './text.js';

/** A task of a state machine that waits for a function, with the longest it waits. */
export interface Task {
  readonly definition: FunctionDefinition;
  /** Absent where the task waits for as long as the function runs. */
  readonly timeoutSeconds: Resolved<number>;
}

/** The tasks of a state machine whose definition stands in the template or in a file that is joined to it. */
export function tasksOf(scope: TemplateScope, machine: ResourceFact, finder: FunctionFinder): readonly Task[] {
  const definition = member(scope, machine.properties, 'Definition') ?? definitionInText(scope, machine);
  const substitutions = member(scope, machine.properties, 'DefinitionSubstitutions');
  return (definition ? statesBelow(scope, definition) : []).flatMap((state): Task[] => {
    const found = finder.findAnywhere(substituted(scope, invokedBy(scope, state), substitutions));
    return found ? [{ definition: found, timeoutSeconds: timeoutOf(scope, state) }] : [];
  });
}

function definitionInText(scope: TemplateScope, machine: ResourceFact): TemplateValue | undefined {
  const value = member(scope, machine.properties, 'DefinitionString');
  const text = value && known(textOf(scope, value, scope.at(value)));
  return text && parseJsonText(text, value);
}

/** How long the tasks wait that invoke a function; absent where one of them has no limit, or none is known. */
export function longestWait(tasks: readonly Task[], definition: FunctionDefinition, at: Location): Resolved<number> {
  const waits = tasks.filter((task) => task.definition === definition).map(({ timeoutSeconds }) => timeoutSeconds);
  const [longest] = waits.flatMap((wait) => (wait.state === 'known' ? [wait] : [])).sort((a, b) => b.value - a.value);
  return longest && waits.every(({ state }) => state === 'known') ? longest : { state: 'absent', at };
}

/** Every state that is a task, in parallel branches and maps too. */
function statesBelow(scope: TemplateScope, value: TemplateValue): readonly MapValue[] {
  if (value.kind === 'list') return value.items.flatMap((item) => statesBelow(scope, item));
  if (value.kind === 'call') {
    const inner = known(evaluate(scope, value, scope.at(value)));
    return inner === undefined || inner.kind === 'text' ? [] : statesBelow(scope, inner);
  }
  if (value.kind !== 'map') return [];
  const type = member(scope, value, 'Type');
  const isTask = type?.kind === 'scalar' && type.text === 'Task' && member(scope, value, 'Resource') !== undefined;
  return isTask ? [value] : value.entries.flatMap((entry) => statesBelow(scope, entry.value));
}

/** The function as the resource itself, or as an argument of `arn:aws:states:::lambda:invoke`. */
function invokedBy(scope: TemplateScope, state: MapValue): TemplateValue | undefined {
  const resource = member(scope, state, 'Resource');
  const text = resource && known(textOf(scope, resource, scope.at(resource)));
  if (!text || !displayText(text).includes(':states:::lambda:invoke')) return resource;
  return member(scope, state, 'Parameters', 'FunctionName') ?? member(scope, state, 'Arguments', 'FunctionName');
}

/** `${OrdersArn}` stands for an entry of `DefinitionSubstitutions`. */
function substituted(scope: TemplateScope, value: TemplateValue | undefined, substitutions: TemplateValue | undefined): TemplateValue | undefined {
  const text = value && known(textOf(scope, value, scope.at(value)));
  const name = /^\$\{([\w.-]+)\}$/.exec((text && literal(text)) ?? '')?.[1];
  return name === undefined ? value : member(scope, substitutions, name);
}

function timeoutOf(scope: TemplateScope, state: MapValue): Resolved<number> {
  const at = scope.at(state);
  const path = member(scope, state, 'TimeoutSecondsPath');
  if (path) return { state: 'unknown', reason: 'the state reads it from its input', at: scope.at(path) };
  return numberOf(scope, member(scope, state, 'TimeoutSeconds'), at);
}

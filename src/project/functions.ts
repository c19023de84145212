import { defineAnalysis } from '../analysis.js';
import { definitions } from './definitions.js';
import { failureDestinations } from './failure-destinations.js';
import { files, functionKey } from './files.js';
import type { ImageFile, LocatedHandler } from './files.js';
import type { FunctionDefinition } from './function-definition.js';
import { handlerCode } from './handler-code.js';
import type { HandlerCode } from './handler-code.js';
import type { Resolved } from '../resolved.js';
import type { Text } from './text.js';
import type { Trigger } from './trigger.js';
import { triggers } from './triggers.js';

/** A function of the project with all that is linked to it: what a rule asks about. */
export interface LambdaFunction extends Omit<FunctionDefinition, 'properties' | 'scope'> {
  readonly key: string;
  readonly template: string;
  readonly triggers: readonly Trigger[];
  /** Where failed asynchronous events go; absent when nowhere. */
  readonly onFailure: Resolved<Text>;
  readonly entry: LocatedHandler;
  /** What its Dockerfile tells, of a function in an image of its own. */
  readonly image: ImageFile | undefined;
  /** Facts of the code behind the handler; undefined where it cannot be read. */
  readonly handlerCode: HandlerCode | undefined;
}

/** What the Dockerfile of a function says stands for what its template leaves out. */
function withImage({ environment, at }: Pick<FunctionDefinition, 'environment' | 'at'>, { runtime, handler, setsEnvironment }: ImageFile): Partial<FunctionDefinition> {
  return { runtime, handler, layers: { state: 'unknown', reason: 'its image may hold extensions and other code', at }, ...(setsEnvironment ? { environment: { state: 'unknown', reason: 'its Dockerfile sets variables, too', at: environment.at } } : {}) };
}

/** Whether `Runtime` says what the function runs on: a container image brings its own. */
export function runsRuntime({ packageType }: LambdaFunction): boolean {
  return packageType.state === 'known' && packageType.value === 'Zip';
}

const NOT_READ = { image: undefined, entry: { state: 'unknown', reason: 'it was not looked for' }, handlerCode: undefined } as const;

/** What templates say of every function, whatever becomes of its code. */
const declaredFunctions = defineAnalysis({
  name: 'declaredFunctions',
  requires: { definitions, triggers, failureDestinations },
  run: ({ definitions: templates, triggers: byFunction, failureDestinations: destinations }): readonly LambdaFunction[] =>
    templates.flatMap(({ scope, functions: defined }) =>
      defined.map(({ properties: _properties, scope: _scope, ...definition }): LambdaFunction => {
        const key = functionKey({ scope, logicalId: definition.logicalId });
        return { ...definition, key, template: scope.template.path, triggers: byFunction.get(key) ?? [], onFailure: destinations.get(key) ?? { state: 'absent', at: definition.at }, ...NOT_READ };
      }),
    ),
});

/** Every function of the project. */
export const functions = defineAnalysis({
  name: 'functions',
  requires: { files, declaredFunctions, handlerCode },
  run: ({ files: { handlers, images }, declaredFunctions: all, handlerCode: code }): readonly LambdaFunction[] => all.map((fn) => {
    const [entry, image] = [handlers.get(fn.key), images.get(fn.key)];
    if (!entry && !image) return fn;
    return { ...fn, ...(image && withImage(fn, image)), image, entry: entry ?? fn.entry, handlerCode: code.get(fn.key) };
  }),
});

import { defineAnalysis } from '../analysis.js';
import type { TemplateFacts } from '../facts/model.js';
import { stacks } from './files.js';
import { defineFunction, isFunction } from './function-definition.js';
import type { FunctionDefinition } from './function-definition.js';
import { scopesOf, templatesOf } from './nested-stacks.js';
import type { Stack } from './nested-stacks.js';
import { createScope } from './template-scope.js';
import type { TemplateScope } from './template-scope.js';

/** A template with the functions that it defines, in the order written. */
export interface TemplateDefinitions {
  readonly scope: TemplateScope;
  readonly functions: readonly FunctionDefinition[];
  /** What stands in another stack beside, above or below this one, by the key of its scope. */
  elsewhere(key: string): TemplateDefinitions | undefined;
}

const known = new WeakMap<TemplateFacts, TemplateDefinitions>();
const knownStacks = new WeakMap<Stack, readonly TemplateDefinitions[]>();
const knownProjects = new WeakMap<readonly Stack[], readonly TemplateDefinitions[]>();

/** The functions of a template by itself. Facts never change, so what follows from them alone is worked out once. */
export function defineTemplate(template: TemplateFacts): TemplateDefinitions {
  const done = known.get(template);
  if (done) return done;
  const defined = define(createScope(template));
  known.set(template, defined);
  return defined;
}

/** The functions of a stack and of those it nests, each with the values that it gets there. */
export function defineStack(stack: Stack): readonly TemplateDefinitions[] {
  if (stack.nested.size === 0 && stack.assets.size === 0 && !stack.given) return [defineTemplate(stack.template)];
  const done = knownStacks.get(stack);
  if (done) return done;
  const defined = defineTogether([stack]).get(stack) ?? [];
  knownStacks.set(stack, defined);
  return defined;
}

/** The functions of all stacks of a project: those that import what others of them export are defined together with these. */
export function defineStacks(stacks: readonly Stack[]): readonly TemplateDefinitions[] {
  const joined = stacks.length < 2 ? [] : joinedByExports(stacks);
  if (joined.length < 2) return stacks.flatMap(defineStack);
  const done = knownProjects.get(stacks);
  if (done) return done;
  const together = defineTogether(joined);
  const defined = stacks.flatMap((stack) => together.get(stack) ?? defineStack(stack));
  knownProjects.set(stacks, defined);
  return defined;
}

/** Stacks that export or import values; none where nothing is imported, or nothing exported. */
function joinedByExports(stacks: readonly Stack[]): readonly Stack[] {
  const templates = stacks.map((stack) => ({ stack, own: templatesOf(stack) }));
  const importing = templates.filter(({ own }) => own.some(({ hasImports }) => hasImports));
  if (importing.length === 0) return [];
  const exporting = templates.filter(({ own }) => own.some(hasExports));
  return exporting.length === 0 ? [] : [...new Set([...exporting, ...importing])].map(({ stack }) => stack);
}

function hasExports({ outputs }: TemplateFacts): boolean {
  return outputs?.kind === 'map' && outputs.entries.some(({ value }) => value.kind === 'map' && value.entries.some(({ key }) => key === 'Export'));
}

function defineTogether(stacks: readonly Stack[]): ReadonlyMap<Stack, readonly TemplateDefinitions[]> {
  const byKey = new Map<string, TemplateDefinitions>();
  const defined = new Map([...scopesOf(stacks)].map(([stack, scopes]) => [stack, scopes.map((scope) => define(scope, (key) => byKey.get(key)))]));
  for (const one of [...defined.values()].flat()) byKey.set(one.scope.key, one);
  return defined;
}

function define(scope: TemplateScope, elsewhere: TemplateDefinitions['elsewhere'] = () => undefined): TemplateDefinitions {
  return { scope, elsewhere, functions: scope.template.resources.filter(isFunction).map((resource) => defineFunction(scope, resource)) };
}

/** Every template of the project with the functions it defines, once for each stack made of it. */
export const definitions = defineAnalysis({
  name: 'definitions',
  requires: { stacks },
  run: ({ stacks: all }): readonly TemplateDefinitions[] => defineStacks(all),
});

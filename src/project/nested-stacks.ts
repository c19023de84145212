import type { Location } from '../diagnostic.js';
import type { ResourceFact, TemplateFacts, TemplateValue } from '../facts/model.js';
import { mapResolved } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import { assetOf } from './cdk.js';
import { evaluate, member } from './evaluate.js';
import type { Evaluated } from './evaluate.js';
import { listOfTexts, plainText, toText } from './evaluated.js';
import { joinPath, parentFolder } from './paths.js';
import { createScope } from './template-scope.js';
import type { TemplateScope } from './template-scope.js';
import { displayText, literal, relocated } from './text.js';
import type { Hole, Text } from './text.js';

/** A template as it is deployed: by itself, or as a nested stack, once for each resource that does so. */
export interface Stack {
  readonly template: TemplateFacts;
  /** As in `TemplateScope`. */
  readonly assets: TemplateScope['assets'];
  /** The nested stacks whose templates are there, by the logical id that this template gives them. */
  readonly nested: ReadonlyMap<string, Stack>;
  /** Values that an environment gives to parameters. */
  readonly given?: ReadonlyMap<string, Resolved<Evaluated>>;
}

/** The template of a stack, and those of the stacks that it nests. */
export function templatesOf({ template, nested }: Stack): readonly TemplateFacts[] {
  return [template, ...[...nested.values()].flatMap(templatesOf)];
}

/** A template that nothing nests and that nests nothing. */
export function standAlone(template: TemplateFacts, assets: Stack['assets'] = new Map()): Stack {
  return { template, assets, nested: new Map() };
}

/** Where the template of a nested stack is, for stacks whose template is a local file. */
export interface NestedTemplate {
  readonly logicalId: string;
  readonly written: string;
  /** Undefined when it is outside the repository. */
  readonly path: string | undefined;
  readonly at: Location;
}

const LOCATION_BY_TYPE: ReadonlyMap<string, string> = new Map([
  ['AWS::CloudFormation::Stack', 'TemplateURL'],
  ['AWS::Serverless::Application', 'Location'],
]);

/** Neither a URL nor something that a tool has yet to fill in. */
const PLAIN_PATH = /^[\w.@+~ /\\-]+$/;

/**
 * The local templates that a template nests: `TemplateURL` or `Location` as a path from its folder, as `aws cloudformation package`
 * and SAM CLI take it, or an asset of CDK. What is in a bucket or in the application repository is left out.
 */
export function nestedTemplates(template: TemplateFacts, assets: Stack['assets']): readonly NestedTemplate[] {
  const resources = template.resources.filter(({ type }) => LOCATION_BY_TYPE.has(type));
  if (resources.length === 0) return [];
  const scope = createScope(template, undefined, { assets });
  return resources.flatMap((resource): NestedTemplate[] => {
    const found = writtenPath(scope, resource);
    if (!found) return [];
    const path = found.text.startsWith('/') ? undefined : joinPath(parentFolder(template.path), found.text);
    return [{ logicalId: resource.logicalId, written: found.text, path, at: found.at }];
  });
}

function writtenPath(scope: TemplateScope, resource: ResourceFact): { readonly text: string; readonly at: Location } | undefined {
  const asset = assetOf(resource.metadata, 'TemplateURL');
  if (asset) return { text: asset.text, at: scope.at(asset) };
  const value = member(scope, resource.properties, LOCATION_BY_TYPE.get(resource.type) ?? '');
  const url = evaluate(scope, value, scope.at(resource.key));
  if (url.state !== 'known' || url.value.kind !== 'text') return undefined;
  const hashed = scope.assets.get(/\/([0-9a-f]{32,})\.json$/.exec(displayText(url.value.text))?.[1] ?? '');
  if (hashed !== undefined) return { text: hashed, at: url.at };
  const text = literal(url.value.text);
  return text !== undefined && PLAIN_PATH.test(text) ? { text, at: url.at } : undefined;
}

/** Stacks may take from each other in a row; beyond this many steps a value is unknown. */
const MAX_STEPS = 50;

interface Opened {
  readonly root: Stack;
  readonly scope: TemplateScope;
  readonly outputs: TemplateFacts['outputs'];
  readonly isDeployed: () => boolean;
}

/**
 * The scopes of each stack and of all those below: parameters of nested stacks have what their parents pass, and what one exports
 * the others may import.
 */
export function scopesOf(stacks: readonly Stack[]): ReadonlyMap<Stack, readonly TemplateScope[]> {
  const opened: Opened[] = [];
  const byKey = new Map<string, TemplateScope>();
  const crossing = { steps: 0 };
  const exported = exportsOf(opened);

  function open(root: Stack, current: Stack, key: string, given: TemplateScope['given'], isDeployed: () => boolean): TemplateScope {
    const below = new Map<string, TemplateScope>();
    const outputOf = (logicalId: string, name: string): Resolved<Evaluated> | undefined => {
      const child = below.get(logicalId);
      return child && limited(crossing, () => outputValue(child, name, key));
    };
    const importOf = memoised((name) => limited(crossing, () => exported(name, key)));
    const scope = createScope(current.template, given, { assets: current.assets, key, outputOf, importOf, scopeOf: (other) => byKey.get(other) });
    opened.push({ root, scope, outputs: current.template.outputs, isDeployed });
    byKey.set(key, scope);
    for (const [id, child] of current.nested) {
      const resource = scope.resources.get(id);
      const isPresent = (): boolean => isDeployed() && scope.template.resources.some(({ logicalId }) => logicalId === id);
      if (resource) below.set(id, open(root, child, `${key}/${id}`, passedParameters(scope, resource, { template: child.template, key: `${key}/${id}` }, crossing), isPresent));
    }
    return scope;
  }

  for (const stack of stacks) open(stack, stack, stack.template.path, stack.given ?? new Map(), () => true);
  // Conditions may hang on what other stacks give: they can be asked when all are there.
  const found = new Map<Stack, TemplateScope[]>(stacks.map((stack) => [stack, []]));
  for (const { root, scope, isDeployed } of opened) if (isDeployed()) found.get(root)?.push(scope);
  return found;
}

/** Finds what a stack exports under a name, as it reads in another; the names are gathered when the first is asked for. */
function exportsOf(opened: readonly Opened[]): (name: string, to: string) => Resolved<Evaluated> | undefined {
  let byName: Map<string, Export | undefined> | undefined;
  return (name, to) => {
    if (!byName) {
      // An export whose name is imported in turn finds nothing.
      byName = new Map();
      for (const [exportName, one] of opened.flatMap(namedExports)) byName.set(exportName, byName.has(exportName) ? undefined : one);
    }
    const found = byName.get(name);
    return found && found.scope.key !== to ? acrossBorder(evaluate(found.scope, found.value, found.scope.at(found.value)), found.scope.key, to) : undefined;
  };
}

interface Export {
  readonly scope: TemplateScope;
  readonly value: TemplateValue;
}

/** Asks for no conditions: they may hang on a parameter that is imported, and what is asked for while names are gathered finds nothing. */
function namedExports({ scope, outputs }: Opened): readonly (readonly [string, Export])[] {
  return (outputs?.kind === 'map' ? outputs.entries : []).flatMap(({ value: output }) => {
    const [written, value] = [member(scope, output, 'Export', 'Name'), member(scope, output, 'Value')];
    const name = written && plainText(evaluate(scope, written, scope.at(written)));
    return name === undefined || !value ? [] : [[name, { scope, value }] as const];
  });
}

/** Worked out once for each name; what leads back to itself has no value. */
function memoised<T>(work: (name: string) => T | undefined): (name: string) => T | undefined {
  const done = new Map<string, T | undefined>();
  return (name) => {
    if (done.has(name)) return done.get(name);
    done.set(name, undefined);
    const found = work(name);
    done.set(name, found);
    return found;
  };
}

function limited(crossing: { steps: number }, work: () => Resolved<Evaluated> | undefined): Resolved<Evaluated> | undefined {
  if (crossing.steps >= MAX_STEPS) return undefined;
  crossing.steps++;
  try {
    return work();
  } finally {
    crossing.steps--;
  }
}

/** Worked out when asked for: a parameter may come from an output of a stack that is opened later. */
function passedParameters(parent: TemplateScope, resource: ResourceFact, child: Pick<TemplateScope, 'template' | 'key'>, crossing: { steps: number }): TemplateScope['given'] {
  const types = new Map(child.template.parameters.map(({ name, type }) => [name, type]));
  const done = new Map<string, Resolved<Evaluated> | undefined>();
  return {
    get(name) {
      if (done.has(name)) return done.get(name);
      const value = member(parent, resource.properties, 'Parameters', name);
      if (!value) return undefined;
      const at = parent.at(value);
      // Until it is known: what leads back to itself has no value.
      done.set(name, { state: 'unknown', reason: 'it depends on itself', at });
      const passed = limited(crossing, () => evaluate(parent, value, at)) ?? { state: 'unknown', reason: 'it comes through too many stacks', at };
      const crossed = passed.state === 'absent' ? undefined : acrossBorder(asPassed(parent, passed), parent.key, child.key);
      const received = crossed && asParameter(crossed, types.get(name) ?? 'String');
      done.set(name, received);
      return received;
    },
  };
}

function outputValue(child: TemplateScope, name: string, parent: string): Resolved<Evaluated> | undefined {
  const { outputs } = child.template;
  const value = member(child, outputs, name, 'Value');
  return value && acrossBorder(evaluate(child, value, child.at(value)), child.key, parent);
}

/** Only texts cross the border; their resources get the names that they have on the other side. Each stack has a name of its own. */
function acrossBorder(resolved: Resolved<Evaluated>, from: string, to: string): Resolved<Evaluated> {
  const cross = (value: Evaluated): Evaluated | undefined => (value.kind === 'text' && isShort(value.text) ? { kind: 'text', text: relocated(value.text, from, to).map(foreign) } : undefined);
  if (resolved.state === 'absent') return resolved;
  if (resolved.state === 'known') {
    const value = cross(resolved.value);
    return value ? { ...resolved, value } : { state: 'unknown', reason: 'a list or a long text is passed between stacks', at: resolved.at };
  }
  return mapResolved(resolved, cross, resolved.reason);
}

/** A text that each of many stacks doubles has no end; none that is meant is as long. */
const MAX_PASSED = 20_000;

function isShort(text: Text): boolean {
  return text.length <= MAX_PASSED && text.reduce((length, part) => length + (typeof part === 'string' ? part.length : 1), 0) <= MAX_PASSED;
}

function foreign(part: Text[number]): Text[number] {
  if (typeof part === 'string' || part.kind !== 'pseudo' || !/^AWS::Stack/.test(part.name)) return part;
  return { kind: 'unknown', reason: 'it is the name of another stack' };
}

/** A list is passed as its items with commas between them. */
function asPassed(parent: TemplateScope, passed: Resolved<Evaluated>): Resolved<Evaluated> {
  if (passed.state !== 'known' || passed.value.kind !== 'list') return passed;
  const text = passed.value.items.flatMap((item, index): Text => [...(index === 0 ? [] : [',']), ...toText(evaluate(parent, item, parent.at(item)))]);
  return { ...passed, value: { kind: 'text', text } };
}

/** A list parameter takes a text with commas; the items stand where the parent writes them. */
function asParameter(passed: Resolved<Evaluated>, type: string): Resolved<Evaluated> {
  if (type !== 'CommaDelimitedList' && !type.startsWith('List<')) return passed;
  const text = passed.state === 'known' && passed.value.kind === 'text' ? passed.value.text : undefined;
  // A gap may hold any number of items.
  const isOpen = text?.some((part) => typeof part === 'object' && part.kind === 'unknown') !== false;
  if (passed.state !== 'known' || !text || isOpen) return { state: 'unknown', reason: 'the list is known at deployment only', at: passed.at };
  const { path: file, start, end } = passed.at;
  return { ...passed, value: listOfTexts({ start, end, file }, itemsOf(text)) };
}

/** What stands between the commas. */
function itemsOf(text: Text): readonly Text[] {
  const items: (string | Hole)[][] = [[]];
  for (const part of text) {
    if (typeof part !== 'string') items.at(-1)?.push(part);
    else {
      const [first = '', ...rest] = part.split(',');
      items.at(-1)?.push(first.trim());
      items.push(...rest.map((item) => [item.trim()]));
    }
  }
  return items;
}

import { defineAnalysis } from '../analysis.js';
import { credentialName } from '../data/credential-name.js';
import type { Location } from '../diagnostic.js';
import type { ParameterFact, ResourceFact, TemplateValue } from '../facts/model.js';
import { definitions } from './definitions.js';
import type { TemplateDefinitions } from './definitions.js';
import { member } from './evaluate.js';
import { perTemplate } from './per-template.js';
import { walkReferences } from './references.js';

const STORE = '(?:SSM|Systems Manager|Parameter Store|Secrets? ?Manager)';
/** "Name of the parameter in SSM that holds the token". */
const NAMED = new RegExp(`\\b(?:name|arn|path)\\b[^.]*\\b${STORE}\\b|\\b${STORE}\\b[^.]*\\b(?:name|arn|path)\\b`, 'i');

/** Characters; CloudFormation takes no longer one. Source: AWS::CloudFormation template reference, Parameters, `Description`. */
const MAX_DESCRIPTION = 4000;

/** What begins so describes the value; that it will be kept encrypted is said further on. */
const ENCRYPTED = /^(?:(?:an?|the|your) )?(?:[\w-]+[ -])?(?:encrypted|ciphertext)\b/i;

/** Whether a parameter names a key of KMS, which is no secret: its description says so, or a property takes it for one. */
function namesKmsKey({ name, description }: ParameterFact, resources: readonly ResourceFact[]): boolean {
  // A name for a key or for its material.
  if (credentialName(name)?.kind !== 'encryption key') return false;
  return /\b(?:KMS|CMK|ARN)\b/i.test(description ?? '') || namesTakenForKeys(resources).has(name);
}

/** What the properties of a template take for a key of KMS; each parameter asks. */
const takenForKeys = new WeakMap<readonly ResourceFact[], ReadonlySet<string>>();

function namesTakenForKeys(resources: readonly ResourceFact[]): ReadonlySet<string> {
  const known = takenForKeys.get(resources);
  if (known) return known;
  const names = new Set<string>();
  for (const { properties } of resources) if (properties) addTakenForKeys(properties, names);
  takenForKeys.set(resources, names);
  return names;
}

function addTakenForKeys(value: TemplateValue, names: Set<string>): void {
  if (value.kind === 'list') for (const item of value.items) addTakenForKeys(item, names);
  else if (value.kind === 'call') addTakenForKeys(value.argument, names);
  else if (value.kind === 'map') {
    for (const entry of value.entries) {
      if (!/kms/i.test(entry.key)) addTakenForKeys(entry.value, names);
      else for (const name of walkReferences(entry.value)) names.add(name);
    }
  }
}

/** A place that shows the value of a parameter to whoever may describe the stack. */
export interface Echo {
  readonly kind: 'output' | 'metadata';
  /** Name of the output, logical id of the resource. */
  readonly name: string;
  readonly at: Location;
  /** A whole text stands there, which may hold more than the name of the parameter. */
  readonly isText: boolean;
}

/** A default that says where the credential is kept. */
const PLACE = /^(?:arn:|\{\{resolve:)/;

/** A parameter of a template. */
export interface TemplateParameter {
  readonly name: string;
  readonly type: string;
  readonly isHidden: boolean;
  /** Where `NoEcho` is set, to whatever. */
  readonly isHiddenAt: Location | undefined;
  /** Its name in the template. */
  readonly at: Location;
  /** One of a few values that the template lists. */
  readonly isChoice: boolean;
  /** Only who may decrypt it, read the store that it names or use the key of KMS has the credential. */
  readonly isEncrypted: boolean;
  readonly default: { readonly text: string; readonly at: Location } | undefined;
  readonly echoes: readonly Echo[];
}

/** The parameters of every template of the project. */
export const parameters = defineAnalysis({
  name: 'parameters',
  requires: { definitions },
  run: ({ definitions: templates }): readonly TemplateParameter[] => templates.flatMap(parametersOf),
});

const parametersOf = perTemplate((template: TemplateDefinitions): readonly TemplateParameter[] => template.scope.template.parameters.map((parameter) => toParameter(template, parameter)));

function toParameter({ scope }: TemplateDefinitions, parameter: ParameterFact): TemplateParameter {
  const { name, type, noEcho, noEchoAt, default: fallback } = parameter;
  const { outputs, resources } = scope.template;
  const shown = (kind: Echo['kind'], owner: string, value: TemplateValue | undefined): readonly Echo[] =>
    (value ? mentions(value, name) : []).slice(0, 1).map((place) => ({ kind, name: owner, at: scope.at(place), isText: place.kind === 'call' && place.name === 'Fn::Sub' }));
  const fromOutputs = outputs?.kind === 'map' ? outputs.entries : [];
  return {
    name,
    type,
    isHidden: noEcho,
    isHiddenAt: noEchoAt && scope.at(noEchoAt),
    at: scope.at(parameter),
    isChoice: parameter.allowedValues !== undefined,
    isEncrypted: /encrypted|ciphertext/i.test(name) || ENCRYPTED.test(parameter.description ?? '') || NAMED.test(parameter.description?.slice(0, MAX_DESCRIPTION) ?? '') || namesKmsKey(parameter, resources) || (fallback?.kind === 'scalar' && PLACE.test(fallback.text)),
    default: fallback?.kind === 'scalar' ? { text: fallback.text, at: scope.at(fallback) } : undefined,
    echoes: [
      ...fromOutputs.flatMap(({ key, value }) => shown('output', key, member(scope, value, 'Value'))),
      ...resources.flatMap(({ logicalId, metadata }) => shown('metadata', logicalId, metadata)),
    ],
  };
}

/** The expressions inside a value that name a parameter, in the order written; what a condition asks about it is not shown. */
function mentions(value: TemplateValue, name: string): readonly TemplateValue[] {
  if (!walkReferences(value).has(name)) return [];
  if (value.kind === 'list') return value.items.flatMap((item) => mentions(item, name));
  if (value.kind === 'map') return value.entries.flatMap((entry) => mentions(entry.value, name));
  if (value.kind !== 'call') return [];
  if (value.name === 'Fn::Sub') return [holeFor(value.argument, name) ?? value];
  if (value.name === 'Ref') return [value];
  return mentions(value.argument, name);
}

/** The place of `${Name}` in a text over several lines. */
function holeFor(argument: TemplateValue, name: string): TemplateValue | undefined {
  const text = argument.kind === 'list' ? argument.items[0] : argument;
  const hole = text?.kind === 'scalar' ? text.holes?.find((one) => one.name === name) : undefined;
  return text && hole && { ...text, start: hole.start, end: hole.end };
}

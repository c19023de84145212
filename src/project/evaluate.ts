import type { Location } from '../diagnostic.js';
import type { CallValue, MapValue, TemplateValue } from '../facts/model.js';
import { branchWords } from './condition-words.js';
import { chooseBranch, findInMap } from './conditional-functions.js';
import { argumentsOf, isNull, spanOf } from './evaluated.js';
import type { Asked, Result } from './evaluated.js';
import { keySpan } from './key-span.js';
import { getAttribute, importValue, refer } from './reference-functions.js';
import { scopeUnder } from './template-scope.js';
import type { TemplateScope } from './template-scope.js';
import { base64, join, length, select, split, substitute, toJsonString } from './text-functions.js';
import { markDynamicReferences } from './text.js';

export type { Evaluated } from './evaluated.js';

/** Expressions nested deeper than this are unknown. Defaults and mappings are literals, so nothing goes in circles. */
const MAX_EVALUATION_DEPTH = 50;

/**
 * What a value of the template comes to at deployment. Undefined and `AWS::NoValue` are absent; `owner` is what then
 * lacks it. The branches of `Fn::If` are listed as possible values of an unknown one.
 */
export function evaluate(scope: TemplateScope, value: TemplateValue | undefined, owner: Location): Result {
  return value ? evaluateAt(scope, value, owner, 0) : { state: 'absent', at: owner };
}

function evaluateAt(scope: TemplateScope, value: TemplateValue, owner: Location, depth: number): Result {
  const at = scope.at(value);
  if (depth > MAX_EVALUATION_DEPTH) return { state: 'unknown', reason: 'its expressions are nested too deeply', at };
  switch (value.kind) {
    case 'scalar':
      if (isNull(value)) return { state: 'absent', at: owner };
      return { state: 'known', value: { kind: 'text', text: markDynamicReferences([value.text]) }, at };
    case 'list':
    case 'map':
      return { state: 'known', value, at };
    case 'opaque':
      return { state: 'unknown', reason: value.reason, at };
    case 'call':
      return evaluateCall({
        scope,
        call: value,
        owner,
        evaluate: (inner, innerOwner = at) => evaluateAt(scope, inner, innerOwner, depth + 1),
        evaluateUnder: (words, inner, innerOwner) => evaluateAt(scopeUnder(scope, words), inner, innerOwner, depth + 1),
        unknown: (reason) => ({ state: 'unknown', reason, at }),
      });
  }
}

interface IntrinsicFunction {
  /** Undefined where it cannot be answered. */
  readonly answer: (asked: Asked) => Result | undefined;
  /** Why then not. */
  readonly otherwise: string;
}

const FUNCTIONS: ReadonlyMap<string, IntrinsicFunction> = new Map<string, IntrinsicFunction>([
  ['Ref', { answer: (asked) => (asked.call.argument.kind === 'scalar' ? refer(asked, asked.call.argument.text) : undefined), otherwise: 'its Ref is no name' }],
  ['Fn::GetAtt', { answer: getAttribute, otherwise: 'its Fn::GetAtt is not understood' }],
  ['Fn::Sub', { answer: substitute, otherwise: 'its Fn::Sub is not understood' }],
  ['Fn::Join', { answer: join, otherwise: 'the list that it joins is known at deployment only' }],
  ['Fn::Split', { answer: split, otherwise: 'its Fn::Split depends on a value known at deployment only' }],
  ['Fn::Select', { answer: select, otherwise: 'its Fn::Select depends on a value known at deployment only' }],
  ['Fn::If', { answer: chooseBranch, otherwise: 'its Fn::If is not understood' }],
  ['Fn::FindInMap', { answer: findInMap, otherwise: 'its Fn::FindInMap depends on a value known at deployment only' }],
  ['Fn::Base64', { answer: base64, otherwise: 'part of it is known at deployment only' }],
  ['Fn::Length', { answer: length, otherwise: 'the length of the list is known at deployment only' }],
  ['Fn::ToJsonString', { answer: toJsonString, otherwise: 'its Fn::ToJsonString is not understood' }],
  ['Fn::ImportValue', { answer: importValue, otherwise: 'it is imported from another stack' }],
  ['Fn::GetAZs', { answer: () => undefined, otherwise: 'the availability zones are known at deployment only' }],
  ['Fn::Cidr', { answer: () => undefined, otherwise: 'its address blocks are computed at deployment' }],
]);

function evaluateCall(asked: Asked): Result {
  const known = FUNCTIONS.get(asked.call.name);
  return known?.answer(asked) ?? asked.unknown(known?.otherwise ?? `'${asked.call.name}' is evaluated at deployment`);
}

/** The value under a path of keys, through intrinsics where they come to a certain map; undefined where a step is missing. */
export function member(scope: TemplateScope, value: TemplateValue | undefined, ...keys: readonly string[]): TemplateValue | undefined {
  let current = value;
  // Asked hundreds of times per template: without an iterator.
  for (let index = 0; index < keys.length; index++) {
    if (!current) return undefined;
    if (current.kind === 'call' || current.kind === 'opaque') {
      const resolved = evaluate(scope, current, scope.at(current));
      if (resolved.state === 'absent') return undefined;
      // The whole stands for its parts: whoever asks for one finds it unknown for the same reason.
      if (resolved.state === 'unknown') return unknownPart(scope, current, keys.slice(index));
      current = resolved.value.kind === 'text' ? undefined : resolved.value;
    }
    current = current?.kind === 'map' ? entryOf(current, keys[index] ?? '') : undefined;
  }
  return current;
}

const ADDING = /^Fn::(?:Transform$|Include$|Merge$|DeepMerge$|ForEach::)/;

/** A transform or a loop beside the other keys may add the one that is asked for. */
function entryOf({ entries }: MapValue, key: string): TemplateValue | undefined {
  let adding: MapValue['entries'][number] | undefined;
  // Most keys that are asked for are not there: one way through the others tells all.
  for (const entry of entries) {
    if (entry.key === key) return entry.value;
    if (entry.key.startsWith('Fn::') && ADDING.test(entry.key)) adding ??= entry;
  }
  return adding && { kind: 'opaque', reason: `'${adding.key}' may add it at deployment`, ...keySpan(adding) };
}

/** A member of an `Fn::If` is an `Fn::If` of the members; of anything else unknown it is unknown. */
function unknownPart(scope: TemplateScope, value: TemplateValue, keys: readonly string[]): TemplateValue {
  const place = spanOf(value);
  const [condition, ...branches] = branchesOf(value);
  if (!condition || branches.length < 2) return { kind: 'opaque', reason: 'it depends on a value known at deployment only', ...place };
  const parts = branches.map((branch) => member(scope, branch, ...keys) ?? noValue(branch));
  return { kind: 'call', name: 'Fn::If', argument: { kind: 'list', items: [condition, ...parts], ...place }, ...place };
}

/** Condition and branches of an `Fn::If`; empty for anything else. */
function branchesOf(value: TemplateValue): readonly TemplateValue[] {
  return value.kind === 'call' && value.name === 'Fn::If' ? argumentsOf(value).slice(0, 3) : [];
}

function noValue(value: TemplateValue): CallValue {
  const place = spanOf(value);
  return { kind: 'call', name: 'Ref', argument: { kind: 'scalar', text: 'AWS::NoValue', quoted: true, ...place }, ...place };
}

/** Whether it is left out, for certain or in some branch of an `Fn::If` that can be taken. */
export function mayBeAbsent(scope: TemplateScope, value: TemplateValue | undefined): boolean {
  if (!value || evaluate(scope, value, scope.at(value)).state === 'absent') return true;
  const [condition, ...branches] = branchesOf(value);
  if (condition?.kind !== 'scalar') return false;
  return branches.some((branch, index) => scope.conditions.canHold(scope.within, branchWords(condition.text, index === 0)) && mayBeAbsent(scope, branch));
}

import type { Location } from '../diagnostic.js';
import type { CallValue, ListValue, MapValue, ScalarValue, Span, TemplateValue } from '../facts/model.js';
import { possibilities } from '../resolved.js';
import type { Known, Resolved, Unknown } from '../resolved.js';
import type { TemplateScope } from './template-scope.js';
import { branchWords, bothWords, canBothHold } from './condition-words.js';
import { literal, markDynamicReferences } from './text.js';
import type { Hole, Text } from './text.js';

/** What an expression of a template comes to: a text (numbers and booleans too), a list or a map. */
export type Evaluated = { readonly kind: 'text'; readonly text: Text } | ListValue | MapValue;

/** Expressions nested deeper than this are unknown. Defaults and mappings are literals, so nothing goes in circles. */
const MAX_EVALUATION_DEPTH = 50;

/**
 * What a value of the template comes to at deployment. Undefined and `AWS::NoValue` are absent; `owner` is what then
 * lacks it. The branches of `Fn::If` are listed as possible values of an unknown one.
 */
export function evaluate(scope: TemplateScope, value: TemplateValue | undefined, owner: Location, depth = 0): Resolved<Evaluated> {
  if (!value) return { state: 'absent', at: owner };
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
      return evaluateCall(scope, value, owner, depth + 1);
  }
}

/** Nothing stands behind the key, or a written null: the property is not set. */
function isNull({ text, quoted }: ScalarValue): boolean {
  return !quoted && /^(?:null|Null|NULL|~|)$/.test(text);
}

/** The value under a path of keys, through intrinsics where they come to a certain map; undefined where a step is missing. */
export function member(scope: TemplateScope, value: TemplateValue | undefined, ...keys: readonly string[]): TemplateValue | undefined {
  let current = value;
  for (const [index, key] of keys.entries()) {
    if (!current) return undefined;
    if (current.kind === 'call' || current.kind === 'opaque') {
      const resolved = evaluate(scope, current, scope.at(current));
      if (resolved.state === 'absent') return undefined;
      // The whole stands for its parts: whoever asks for one finds it unknown for the same reason.
      if (resolved.state === 'unknown') return unknownPart(scope, current, keys.slice(index));
      current = resolved.value.kind === 'text' ? undefined : resolved.value;
    }
    current = current?.kind === 'map' ? entryOf(current, key) : undefined;
  }
  return current;
}

/** A transform or a loop beside the other keys may add the one that is asked for. */
function entryOf({ entries }: MapValue, key: string): TemplateValue | undefined {
  const own = entries.find((entry) => entry.key === key);
  if (own) return own.value;
  const adding = entries.find((entry) => entry.key === 'Fn::Transform' || entry.key.startsWith('Fn::ForEach::'));
  return adding && { kind: 'opaque', reason: `'${adding.key}' may add it at deployment`, start: adding.keyStart, end: adding.keyEnd };
}

/** A member of an `Fn::If` is an `Fn::If` of the members; of anything else unknown it is unknown. */
function unknownPart(scope: TemplateScope, value: TemplateValue, keys: readonly string[]): TemplateValue {
  const { start, end } = value;
  const branches = value.kind === 'call' && value.name === 'Fn::If' && value.argument.kind === 'list' ? value.argument.items : undefined;
  const [condition, whenTrue, whenFalse] = branches ?? [];
  if (!condition || !whenTrue || !whenFalse) return { kind: 'opaque', reason: 'it depends on a value known at deployment only', start, end };
  const part = (branch: TemplateValue): TemplateValue => member(scope, branch, ...keys) ?? noValue(branch);
  return { kind: 'call', name: 'Fn::If', argument: { kind: 'list', items: [condition, part(whenTrue), part(whenFalse)], start, end }, start, end };
}

function noValue({ start, end }: Span): TemplateValue {
  return { kind: 'call', name: 'Ref', argument: { kind: 'scalar', text: 'AWS::NoValue', quoted: true, start, end }, start, end };
}

/** Whether it is left out, for certain or in some branch of an `Fn::If`. */
export function mayBeAbsent(scope: TemplateScope, value: TemplateValue | undefined): boolean {
  if (!value || evaluate(scope, value, scope.at(value)).state === 'absent') return true;
  const branches = value.kind === 'call' && value.name === 'Fn::If' && value.argument.kind === 'list' ? value.argument.items.slice(1) : [];
  return branches.some((branch) => mayBeAbsent(scope, branch));
}

type Result = Resolved<Evaluated>;

/** What an intrinsic function comes to; functions that only AWS can answer are unknown. */
function evaluateCall(scope: TemplateScope, call: CallValue, owner: Location, depth: number): Result {
  const unknown = (reason: string): Unknown => ({ state: 'unknown', reason, at: scope.at(call) });
  switch (call.name) {
    case 'Ref':
      return call.argument.kind === 'scalar' ? evaluateRef(scope, call.argument.text, call, owner, depth) : unknown('its Ref is no name');
    case 'Fn::GetAtt':
      return evaluateGetAtt(scope, call) ?? unknown('its Fn::GetAtt is not understood');
    case 'Fn::Sub':
      return evaluateSub(scope, call, depth) ?? unknown('its Fn::Sub is not understood');
    case 'Fn::Join':
      return evaluateJoin(scope, call, depth) ?? unknown('its Fn::Join is not understood');
    case 'Fn::Split':
      return evaluateSplit(scope, call, depth) ?? unknown('its Fn::Split depends on a value known at deployment only');
    case 'Fn::Select':
      return evaluateSelect(scope, call, owner, depth) ?? unknown('its Fn::Select depends on a value known at deployment only');
    case 'Fn::If':
      return evaluateIf(scope, call, owner, depth) ?? unknown('its Fn::If is not understood');
    case 'Fn::FindInMap':
      return evaluateFindInMap(scope, call, depth) ?? unknown('its Fn::FindInMap depends on a value known at deployment only');
    case 'Fn::ImportValue':
      return unknown('it is imported from another stack');
    default:
      return unknown(`'${call.name}' is evaluated at deployment`);
  }
}

function known(scope: TemplateScope, at: TemplateValue, text: Text, when?: string): Known<Evaluated> {
  return { state: 'known', value: { kind: 'text', text: markDynamicReferences(text) }, at: scope.at(at), ...(when === undefined ? {} : { when }) };
}

function evaluateRef(scope: TemplateScope, name: string, call: TemplateValue, owner: Location, depth: number): Result {
  if (name === 'AWS::NoValue') return { state: 'absent', at: owner };
  if (name.startsWith('AWS::')) return known(scope, call, [{ kind: 'pseudo', name }]);
  const parameter = scope.parameters.get(name);
  const given = parameter && scope.given.get(name);
  if (given) return given;
  if (!parameter) return known(scope, call, [{ kind: 'resource', logicalId: name, attribute: undefined }]);
  const unknown = (reason: string): Unknown => ({ state: 'unknown', reason, at: scope.at(call) });
  if (!parameter.default || (parameter.default.kind === 'scalar' && isNull(parameter.default))) return unknown(`parameter '${name}' has no default`);
  if (parameter.type.startsWith('AWS::SSM::')) return unknown(`parameter '${name}' is looked up in Systems Manager`);
  if (parameter.default.kind !== 'scalar') return unknown(`parameter '${name}' has no plain default`);
  const value = evaluate(scope, parameter.default, owner, depth);
  if (value.state !== 'known') return value;
  const isList = parameter.type === 'CommaDelimitedList' || parameter.type.startsWith('List<');
  return { ...value, value: isList ? listOfTexts(parameter.default, parameter.default.text.split(',').map((item) => item.trim())) : value.value, when: 'by default' };
}

/** The pieces of a text; each stands where the text does. */
function listOfTexts({ start, end }: Span, texts: readonly string[]): ListValue {
  const items = texts.map((text): TemplateValue => ({ kind: 'scalar', text, quoted: true, start, end }));
  return { kind: 'list', items, start, end };
}

function evaluateGetAtt(scope: TemplateScope, call: CallValue): Result | undefined {
  const parts = call.argument.kind === 'list' ? call.argument.items : [call.argument];
  const names = parts.flatMap((part) => (part.kind === 'scalar' ? [part.text] : []));
  if (names.length !== parts.length) return undefined;
  const [logicalId, ...attribute] = names.join('.').split('.');
  if (!logicalId || attribute.length === 0) return undefined;
  return known(scope, call, [{ kind: 'resource', logicalId, attribute: attribute.join('.') }]);
}

function evaluateSub(scope: TemplateScope, call: CallValue, depth: number): Result | undefined {
  const [pattern, variables] = call.argument.kind === 'list' ? call.argument.items : [call.argument];
  if (pattern?.kind !== 'scalar') return undefined;
  let when: string | undefined;
  const parts = pattern.text.split(/(\$\{[^}]*\})/).map((part): Text => {
    if (!part.startsWith('${') || !part.endsWith('}')) return [part];
    const name = part.slice(2, -1).trim();
    if (name.startsWith('!')) return [`\${${name.slice(1)}}`];
    const own = variables ? member(scope, variables, name) : undefined;
    const resolved = own ? evaluate(scope, own, scope.at(call), depth) : evaluateName(scope, name, call, depth);
    if (resolved.state === 'known') when = bothWords(when, resolved.when);
    return toText(resolved);
  });
  return known(scope, call, parts.flat(), when);
}

function evaluateName(scope: TemplateScope, name: string, call: CallValue, depth: number): Result {
  const dot = name.indexOf('.');
  if (dot === -1) return evaluateRef(scope, name, call, scope.at(call), depth);
  return known(scope, call, [{ kind: 'resource', logicalId: name.slice(0, dot), attribute: name.slice(dot + 1) }]);
}

function toText(resolved: Result): Text {
  const hole = (reason: string): Hole => ({ kind: 'unknown', reason });
  if (resolved.state === 'absent') return [hole('it may have no value')];
  if (resolved.state === 'unknown') return [hole(resolved.reason)];
  return resolved.value.kind === 'text' ? resolved.value.text : [hole('it is no text')];
}

function evaluateJoin(scope: TemplateScope, call: CallValue, depth: number): Result | undefined {
  const [delimiter, list] = call.argument.kind === 'list' ? call.argument.items : [];
  if (delimiter?.kind !== 'scalar' || !list) return undefined;
  const items = evaluate(scope, list, scope.at(call), depth);
  if (items.state !== 'known' || items.value.kind !== 'list') return undefined;
  const parts = items.value.items.map((item) => evaluate(scope, item, scope.at(call), depth)).filter(({ state }) => state !== 'absent');
  const when = parts.reduce((words, part) => (part.state === 'known' ? bothWords(words, part.when) : words), items.when);
  return known(scope, call, parts.flatMap((part, index) => (index === 0 ? toText(part) : [delimiter.text, ...toText(part)])), when);
}

function evaluateSplit(scope: TemplateScope, call: CallValue, depth: number): Result | undefined {
  const [delimiter, source] = call.argument.kind === 'list' ? call.argument.items : [];
  if (delimiter?.kind !== 'scalar' || delimiter.text === '' || !source) return undefined;
  const resolved = evaluate(scope, source, scope.at(call), depth);
  const text = resolved.state === 'known' && resolved.value.kind === 'text' ? literal(resolved.value.text) : undefined;
  if (text === undefined || resolved.state !== 'known') return undefined;
  return { ...resolved, value: listOfTexts(call, text.split(delimiter.text)) };
}

/** Items that may be left out move the others: then the place of an item is not known. */
function evaluateSelect(scope: TemplateScope, call: CallValue, owner: Location, depth: number): Result | undefined {
  const [index, list] = call.argument.kind === 'list' ? call.argument.items : [];
  if (!index || !list) return undefined;
  const position = evaluate(scope, index, scope.at(call), depth);
  const items = evaluate(scope, list, scope.at(call), depth);
  if (position.state !== 'known' || position.value.kind !== 'text' || items.state !== 'known' || items.value.kind !== 'list') return undefined;
  const number = literal(position.value.text);
  if (number === undefined || !/^\d+$/.test(number) || items.value.items.some(({ kind }) => kind === 'opaque')) return undefined;
  const values = items.value.items.slice(0, Number(number) + 1).map((item) => evaluate(scope, item, owner, depth));
  const chosen = values[Number(number)];
  if (!chosen || chosen.state === 'absent' || values.some(({ state }) => state !== 'known')) return undefined;
  return chosen.state === 'known' ? qualified(chosen, items.when) : chosen;
}

function qualified(value: Known<Evaluated>, words: string | undefined): Known<Evaluated> {
  const when = bothWords(words, value.when);
  return when === undefined ? value : { ...value, when };
}

/** Both branches are possible: whoever asks gets each with the condition in words. A branch without value is left out. */
function evaluateIf(scope: TemplateScope, call: CallValue, owner: Location, depth: number): Result | undefined {
  const [condition, whenTrue, whenFalse] = call.argument.kind === 'list' ? call.argument.items : [];
  if (condition?.kind !== 'scalar' || !whenTrue || !whenFalse) return undefined;
  const branches = [
    { value: evaluate(scope, whenTrue, owner, depth), words: branchWords(condition.text, true) },
    { value: evaluate(scope, whenFalse, owner, depth), words: branchWords(condition.text, false) },
  ];
  if (branches.every(({ value }) => value.state === 'absent')) return { state: 'absent', at: owner };
  const possible = branches.flatMap(({ value, words }) =>
    possibilities(value)
      .filter(({ when }) => canBothHold(words, when))
      .map((one) => qualified(one, words)),
  );
  return { state: 'unknown', reason: `it depends on condition '${condition.text}'`, at: scope.at(call), possible };
}

/** The fourth argument may hold a `DefaultValue` (transform AWS::LanguageExtensions). */
function evaluateFindInMap(scope: TemplateScope, call: CallValue, depth: number): Result | undefined {
  if (call.argument.kind !== 'list' || call.argument.items.length < 3) return undefined;
  const keys = call.argument.items.slice(0, 3).map((item) => evaluate(scope, item, scope.at(call), depth));
  const names = keys.map((key) => (key.state === 'known' && key.value.kind === 'text' ? literal(key.value.text) : undefined));
  const [map, first, second] = names;
  if (map === undefined || first === undefined || second === undefined) return undefined;
  const otherwise = call.argument.items[3];
  const found = mapped(scope.template.mappings, [map, first, second]) ?? (otherwise && member(scope, otherwise, 'DefaultValue'));
  if (!found) return undefined;
  const value = evaluate(scope, found, scope.at(call), depth);
  const when = keys.reduce<string | undefined>((words, key) => (key.state === 'known' ? bothWords(words, key.when) : words), undefined);
  return value.state === 'known' ? qualified(value, when) : value;
}

/** Mappings hold literals and lists of them; anything else, as what a transform brings in, is not known. */
function mapped(mappings: TemplateValue | undefined, keys: readonly string[]): TemplateValue | undefined {
  let current = mappings;
  for (const key of keys) current = current?.kind === 'map' ? current.entries.find((entry) => entry.key === key)?.value : undefined;
  if (current?.kind === 'list') return current.items.every(({ kind }) => kind === 'scalar') ? current : undefined;
  return current?.kind === 'scalar' ? current : undefined;
}

import type { Location } from '../diagnostic.js';
import type { CallValue, ListValue, MapValue, Span, TemplateValue } from '../facts/model.js';
import type { Known, Resolved, Unknown } from '../resolved.js';
import type { TemplateScope } from './template-scope.js';
import { joinText, literal } from './text.js';
import type { Hole, Text } from './text.js';

/** What an expression of a template comes to: a text (numbers and booleans too), a list or a map. */
export type Evaluated = { readonly kind: 'text'; readonly text: Text } | ListValue | MapValue;

/** Expressions nested deeper than this are unknown: parameters and mappings may refer in circles. */
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
      return { state: 'known', value: { kind: 'text', text: scalarText(value.text) }, at };
    case 'list':
    case 'map':
      return { state: 'known', value, at };
    case 'opaque':
      return { state: 'unknown', reason: value.reason, at };
    case 'call':
      return evaluateCall(scope, value, owner, depth + 1);
  }
}

/** `{{resolve:ssm:…}}` is looked up at deployment. */
function scalarText(text: string): Text {
  if (!text.includes('{{resolve:')) return [text];
  return text.split(/(\{\{resolve:[^}]*\}\})/).flatMap((part): Text => {
    if (part === '') return [];
    return part.startsWith('{{resolve:') ? [{ kind: 'unknown', reason: 'a dynamic reference is resolved at deployment' }] : [part];
  });
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
    current = current?.kind === 'map' ? current.entries.find((entry) => entry.key === key)?.value : undefined;
  }
  return current;
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
  return { state: 'known', value: { kind: 'text', text: joinText(text) }, at: scope.at(at), ...(when === undefined ? {} : { when }) };
}

function evaluateRef(scope: TemplateScope, name: string, call: TemplateValue, owner: Location, depth: number): Result {
  if (name === 'AWS::NoValue') return { state: 'absent', at: owner };
  if (name.startsWith('AWS::')) return known(scope, call, [{ kind: 'pseudo', name }]);
  const parameter = scope.parameters.get(name);
  if (!parameter) return known(scope, call, [{ kind: 'resource', logicalId: name, attribute: undefined }]);
  const unknown = (reason: string): Unknown => ({ state: 'unknown', reason, at: scope.at(call) });
  if (!parameter.default) return unknown(`parameter '${name}' has no default`);
  if (parameter.type.startsWith('AWS::SSM::')) return unknown(`parameter '${name}' is looked up in Systems Manager`);
  const value = evaluate(scope, parameter.default, owner, depth);
  if (value.state !== 'known' || value.value.kind !== 'text') return unknown(`parameter '${name}' has no plain default`);
  if (parameter.type === 'CommaDelimitedList' || parameter.type.startsWith('List<')) return splitDefault(parameter.default, value);
  return { ...value, when: 'by default' };
}

function splitDefault(from: TemplateValue, value: Known<Evaluated>): Result {
  const text = value.value.kind === 'text' ? (literal(value.value.text) ?? '') : '';
  const { start, end } = from;
  const items = text.split(',').map((item): TemplateValue => ({ kind: 'scalar', text: item.trim(), quoted: true, start, end }));
  return { ...value, value: { kind: 'list', items, start, end }, when: 'by default' };
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
    when ??= resolved.state === 'known' ? resolved.when : undefined;
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
  const texts = items.value.items.map((item) => toText(evaluate(scope, item, scope.at(call), depth)));
  return known(scope, call, texts.flatMap((text, index) => (index === 0 ? text : [delimiter.text, ...text])));
}

/** Both branches are possible: whoever asks gets each with the condition in words. A branch without value is left out. */
function evaluateIf(scope: TemplateScope, call: CallValue, owner: Location, depth: number): Result | undefined {
  const [condition, whenTrue, whenFalse] = call.argument.kind === 'list' ? call.argument.items : [];
  if (condition?.kind !== 'scalar' || !whenTrue || !whenFalse) return undefined;
  const branches = [
    { value: evaluate(scope, whenTrue, owner, depth), words: `when '${condition.text}' is true` },
    { value: evaluate(scope, whenFalse, owner, depth), words: `when '${condition.text}' is false` },
  ];
  if (branches.every(({ value }) => value.state === 'absent')) return { state: 'absent', at: owner };
  const possible = branches.flatMap(({ value, words }): Known<Evaluated>[] => {
    if (value.state === 'known') return [{ ...value, when: value.when === undefined ? words : `${value.when} ${words}` }];
    return value.state === 'unknown' ? (value.possible ?? []).map((one) => ({ ...one, when: `${words} and ${(one.when ?? '').replace(/^when /, '')}` })) : [];
  });
  return { state: 'unknown', reason: `it depends on condition '${condition.text}'`, at: scope.at(call), possible };
}

function evaluateFindInMap(scope: TemplateScope, call: CallValue, depth: number): Result | undefined {
  if (call.argument.kind !== 'list' || call.argument.items.length < 3) return undefined;
  const keys = call.argument.items.slice(0, 3).map((item) => evaluate(scope, item, scope.at(call), depth));
  const names = keys.map((key) => (key.state === 'known' && key.value.kind === 'text' ? literal(key.value.text) : undefined));
  const [map, first, second] = names;
  if (map === undefined || first === undefined || second === undefined) return undefined;
  const found = member(scope, scope.template.mappings, map, first, second);
  if (!found) return undefined;
  const value = evaluate(scope, found, scope.at(call), depth);
  const when = keys.flatMap((key) => (key.state === 'known' && key.when !== undefined ? [key.when] : []))[0];
  return value.state === 'known' && when !== undefined ? { ...value, when } : value;
}

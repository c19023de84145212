import type { Location } from '../diagnostic.js';
import type { CallValue, ListValue, MapValue, ScalarValue, Span, TemplateValue } from '../facts/model.js';
import type { Known, Resolved, Unknown } from '../resolved.js';
import { bothWords } from './condition-words.js';
import type { TemplateScope } from './template-scope.js';
import { joinText, literal, markDynamicReferences } from './text.js';
import type { Hole, Text } from './text.js';

/** What an expression of a template comes to: a text (numbers and booleans too), a list or a map. */
export type Evaluated = { readonly kind: 'text'; readonly text: Text } | ListValue | MapValue;

export type Result = Resolved<Evaluated>;

/** A call of an intrinsic function, with what the function needs to answer it. */
export interface Asked {
  readonly scope: TemplateScope;
  readonly call: CallValue;
  /** What lacks the value if there is none. */
  readonly owner: Location;
  /** What another expression comes to; its owner is the call unless told. */
  evaluate(value: TemplateValue, owner?: Location): Result;
  /** The same where what the words suppose holds: in a branch of the call. */
  evaluateUnder(words: string, value: TemplateValue, owner: Location): Result;
  unknown(reason: string): Unknown;
}

/** Nothing stands behind the key, or a written null: the property is not set. */
export function isNull({ text, quoted }: ScalarValue): boolean {
  return !quoted && /^(?:null|Null|NULL|~|)$/.test(text);
}

/** The items of a function's list of arguments; empty for a function that is given something else. */
export function argumentsOf({ argument }: CallValue): readonly TemplateValue[] {
  return argument.kind === 'list' ? argument.items : [];
}

/** A certain text, at the call that makes it. */
export function knownText({ scope, call }: Asked, text: Text, when?: string): Known<Evaluated> {
  return { state: 'known', value: { kind: 'text', text: markDynamicReferences(text) }, at: scope.at(call), ...(when === undefined ? {} : { when }) };
}

/** Adds the words for what is around a value. */
export function qualified(value: Known<Evaluated>, words: string | undefined): Known<Evaluated> {
  const when = bothWords(words, value.when);
  return when === undefined ? value : { ...value, when };
}

/** The text as a part of a longer one: what is no text is a gap. */
export function toText(resolved: Result): Text {
  const hole = (reason: string): Hole => ({ kind: 'unknown', reason });
  if (resolved.state === 'absent') return [hole('it may have no value')];
  if (resolved.state === 'unknown') return [hole(resolved.reason)];
  return resolved.value.kind === 'text' ? resolved.value.text : [hole('it is no text')];
}

/** The text if it is certain and without gaps. */
export function plainText(resolved: Result): string | undefined {
  return resolved.state === 'known' && resolved.value.kind === 'text' ? literal(resolved.value.text) : undefined;
}

/** The words of all that something is put together from. */
export function allWords(parts: readonly Result[], around?: string): string | undefined {
  return parts.reduce((words, part) => (part.state === 'known' ? bothWords(words, part.when) : words), around);
}

/** The pieces of a text; each stands where the text does. */
export function listOfTexts(span: Span, texts: readonly Text[]): ListValue {
  const place = spanOf(span);
  return { kind: 'list', items: texts.map((text) => toValue(place, text)), ...place };
}

/** Only the place of a value. */
export function spanOf({ start, end, file }: Span): Span {
  return file === undefined ? { start, end } : { start, end, file };
}

/** The expression that comes to a text. */
function toValue(place: Span, text: Text): TemplateValue {
  const parts = joinText(text).map((part): TemplateValue => (typeof part === 'string' ? scalar(place, part) : holeValue(place, part)));
  const [only] = parts;
  if (!only) return scalar(place, '');
  return parts.length === 1 ? only : call(place, 'Fn::Join', { kind: 'list', items: [scalar(place, ''), { kind: 'list', items: parts, ...place }], ...place });
}

function holeValue(place: Span, hole: Hole): TemplateValue {
  if (hole.kind === 'unknown') return { kind: 'opaque', reason: hole.reason, ...place };
  if (hole.kind === 'pseudo') return call(place, 'Ref', scalar(place, hole.name));
  const { logicalId, attribute } = hole;
  return attribute === undefined ? call(place, 'Ref', scalar(place, logicalId)) : call(place, 'Fn::GetAtt', scalar(place, `${logicalId}.${attribute}`));
}

function call(place: Span, name: string, argument: TemplateValue): CallValue {
  return { kind: 'call', name, argument, ...place };
}

function scalar(place: Span, text: string): ScalarValue {
  return { kind: 'scalar', text, quoted: true, ...place };
}

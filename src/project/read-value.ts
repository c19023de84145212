import type { Location } from '../diagnostic.js';
import type { ListValue, MapValue, TemplateValue } from '../facts/model.js';
import type { Known, Resolved, Unknown } from '../resolved.js';
import { evaluate, member } from './evaluate.js';
import type { Evaluated } from './evaluate.js';
import type { TemplateScope } from './template-scope.js';
import { literal } from './text.js';
import type { Text } from './text.js';

/** Narrows every possible value; what does not fit becomes unknown for that reason. */
export function narrow<T>(resolved: Resolved<Evaluated>, convert: (value: Evaluated) => T | undefined, otherwise: string): Resolved<T> {
  if (resolved.state === 'absent') return resolved;
  if (resolved.state === 'known') return narrowKnown(resolved, convert, otherwise);
  if (!resolved.possible) return { state: 'unknown', reason: resolved.reason, at: resolved.at };
  const possible = resolved.possible.flatMap((one): Known<T>[] => {
    const narrowed = narrowKnown(one, convert, otherwise);
    return narrowed.state === 'known' ? [narrowed] : [];
  });
  const isComplete = resolved.isComplete && possible.length === resolved.possible.length ? { isComplete: true as const } : {};
  return { state: 'unknown', reason: resolved.reason, at: resolved.at, possible, ...isComplete };
}

function narrowKnown<T>(from: Known<Evaluated>, convert: (value: Evaluated) => T | undefined, otherwise: string): Known<T> | Unknown<T> {
  const value = convert(from.value);
  return value === undefined ? { state: 'unknown', reason: otherwise, at: from.at } : { ...from, value };
}

export function textOf(scope: TemplateScope, value: TemplateValue | undefined, owner: Location): Resolved<Text> {
  return narrow(evaluate(scope, value, owner), (it) => (it.kind === 'text' ? it.text : undefined), 'it is no text');
}

/** The text, unknown where deployment fills in a part. */
export function stringOf(scope: TemplateScope, value: TemplateValue | undefined, owner: Location): Resolved<string> {
  return narrow(evaluate(scope, value, owner), (it) => (it.kind === 'text' ? literal(it.text) : undefined), 'part of it is known at deployment only');
}

export function numberOf(scope: TemplateScope, value: TemplateValue | undefined, owner: Location): Resolved<number> {
  return narrow(evaluate(scope, value, owner), toNumber, 'it is no number');
}

function toNumber(value: Evaluated): number | undefined {
  const text = value.kind === 'text' ? literal(value.text)?.trim() : undefined;
  return text !== undefined && /^[-+]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** CloudFormation reads YAML 1.1: `yes` and `on` are true as well. */
export function booleanOf(scope: TemplateScope, value: TemplateValue | undefined, owner: Location): Resolved<boolean> {
  return narrow(evaluate(scope, value, owner), toBoolean, 'it is neither true nor false');
}

function toBoolean(value: Evaluated): boolean | undefined {
  const text = value.kind === 'text' ? literal(value.text)?.toLowerCase() : undefined;
  if (text === undefined) return undefined;
  if (/^(?:true|yes|on)$/.test(text)) return true;
  return /^(?:false|no|off)$/.test(text) ? false : undefined;
}

export function listOf(scope: TemplateScope, value: TemplateValue | undefined, owner: Location): Resolved<ListValue> {
  return narrow(evaluate(scope, value, owner), (it) => (it.kind === 'list' ? it : undefined), 'it is no list');
}

export function mapOf(scope: TemplateScope, value: TemplateValue | undefined, owner: Location): Resolved<MapValue> {
  return narrow(evaluate(scope, value, owner), (it) => (it.kind === 'map' ? it : undefined), 'it is no map');
}

/**
 * Where something goes that cannot be delivered: the text under a key of a map, or an empty text where the map names none. A map without
 * the key makes SAM create the target (`Type: SQS`), or is a mistake that deployment reports: something is set in either case.
 */
export function destinationOf(scope: TemplateScope, config: TemplateValue | undefined, key: string, owner: Location): Resolved<Text> {
  const resolved = evaluate(scope, config, owner);
  if (resolved.state === 'absent') return resolved;
  const named = textOf(scope, member(scope, config, key), owner);
  if (named.state !== 'absent') return named;
  return resolved.state === 'known' ? { ...resolved, value: [] } : { state: 'unknown', reason: resolved.reason, at: resolved.at };
}

import type { TemplateValue } from '../facts/model.js';
import { possibilities } from '../resolved.js';
import type { Known } from '../resolved.js';
import { allowedTexts } from './conditions.js';
import { bothWords, branchWords, canBothHold, valueWords, withoutImplied } from './condition-words.js';
import { argumentsOf, plainText, qualified } from './evaluated.js';
import type { Asked, Evaluated, Result } from './evaluated.js';
import { literal } from './text.js';

/** More values than this of one expression are not listed. */
const MAX_POSSIBLE = 64;

/** The first of the values; that there are more is noted as a limit. */
function capped(asked: Asked, possible: readonly Known<Evaluated>[]): readonly Known<Evaluated>[] {
  if (possible.length <= MAX_POSSIBLE) return possible;
  asked.scope.limits.add({ at: asked.scope.at(asked.call), message: `A value may be more than ${MAX_POSSIBLE} different ones; ${MAX_POSSIBLE} of them are vetted.` });
  return possible.slice(0, MAX_POSSIBLE);
}

/**
 * `Fn::If`. Both branches are possible, unless the condition has one outcome whatever the parameters are: whoever asks gets
 * each with the condition in words. A branch without value is left out.
 */
export function chooseBranch(asked: Asked): Result | undefined {
  const { scope, call, owner } = asked;
  const [condition, whenTrue, whenFalse] = argumentsOf(call);
  if (condition?.kind !== 'scalar' || !whenTrue || !whenFalse) return undefined;
  const branches = [
    { value: whenTrue, words: branchWords(condition.text, true) },
    { value: whenFalse, words: branchWords(condition.text, false) },
  ];
  const reachable = branches.filter(({ words }) => scope.conditions.canHold(scope.within, words));
  const [only] = reachable;
  if (only && reachable.length === 1) return asked.evaluate(only.value, owner);
  const values = branches.map(({ value, words }) => ({ value: asked.evaluateUnder(words, value, owner), words }));
  if (values.every(({ value }) => value.state === 'absent')) return { state: 'absent', at: owner };
  const possible = values.flatMap(({ value, words }) => {
    const open = withoutImplied((opposite) => scope.conditions.canHold(scope.within, words, opposite));
    return possibilities(value)
      .filter(({ when }) => scope.conditions.canHold(scope.within, words, when))
      .map((one) => qualified(worded(one, open(one.when)), words));
  });
  const isComplete = possible.length <= MAX_POSSIBLE && values.every(({ value }) => value.state === 'known' || (value.state === 'unknown' && value.isComplete));
  return { ...asked.unknown(`it depends on condition '${condition.text}'`), possible: capped(asked, possible), ...(isComplete ? { isComplete } : {}) };
}

function worded({ state, value, at, implicit }: Known<Evaluated>, when: string | undefined): Known<Evaluated> {
  return { state, value, at, ...(implicit ? { implicit } : {}), ...(when === undefined ? {} : { when }) };
}

/** A key of a mapping, with the words under which it is the key. */
interface Choice {
  readonly text: string;
  readonly when: string | undefined;
}

/** `Fn::FindInMap`. With a key that is not known it may be every value that a possible key leads to. */
export function findInMap(asked: Asked): Result | undefined {
  const { scope, call } = asked;
  const [name, first, second, otherwise] = argumentsOf(call);
  if (!name || !first || !second) return undefined;
  const mapName = plainText(asked.evaluate(name));
  const map = mapName === undefined ? undefined : entryOf(scope.template.mappings, mapName);
  const fallback = otherwise && entryOf(otherwise, 'DefaultValue');
  const found: Known<Evaluated>[] = [];
  // Each key is evaluated once: a key may be a look-up in turn.
  const [row, column] = [{ key: first, resolved: asked.evaluate(first) }, { key: second, resolved: asked.evaluate(second) }];
  const isCertain = plainText(row.resolved) !== undefined && plainText(column.resolved) !== undefined;
  for (const outer of choices(asked, row, map)) {
    const rowMap = entryOf(map, outer.text);
    // More are not listed, whatever they are.
    if (found.length > MAX_POSSIBLE) break;
    for (const inner of choices(asked, column, rowMap)) {
      const when = bothWords(outer.when, inner.when);
      const leaf = leafOf(rowMap, inner.text) ?? fallback;
      if (found.length > MAX_POSSIBLE) break;
      if (!leaf || !canBothHold(outer.when, inner.when) || !scope.conditions.canHold(scope.within, when)) continue;
      const value = asked.evaluate(leaf);
      if (isCertain && value.state !== 'known') return value;
      if (value.state === 'known') found.push(qualified(value, when));
    }
  }
  if (isCertain) return found[0];
  return found.length === 0 ? undefined : { ...asked.unknown('its Fn::FindInMap depends on a value known at deployment only'), possible: capped(asked, found) };
}

interface Key {
  readonly key: TemplateValue;
  readonly resolved: Result;
}

/** The texts that a key may be: the certain one, those of a conditional, the allowed ones of a parameter, or all there are in the mapping. */
function choices(asked: Asked, { key, resolved }: Key, map: TemplateValue | undefined): Iterable<Choice> {
  const listed = possibilities(resolved).flatMap(({ value, when }) => {
    const text = value.kind === 'text' ? literal(value.text) : undefined;
    return text === undefined ? [] : [{ text, when }];
  });
  if (listed.length > 0 || key.kind !== 'call' || key.name !== 'Ref' || key.argument.kind !== 'scalar') return listed;
  const parameter = key.argument.text;
  return choicesOf(parameter, keysOf(asked, parameter, map));
}

/** One by one: of the keys of a large map few are asked for, by each of many look-ups. */
function* choicesOf(parameter: string, keys: Iterable<string>): Generator<Choice> {
  for (const text of keys) {
    const when = valueWords(parameter, text);
    if (when !== undefined) yield { text, when };
  }
}

function* keysOf({ scope }: Asked, name: string, map: TemplateValue | undefined): Generator<string> {
  const parameter = scope.parameters.get(name);
  if (parameter?.noEcho === true || (!parameter && !name.startsWith('AWS::'))) return;
  const allowed = parameter && allowedTexts(parameter);
  if (allowed) yield* allowed;
  else if (map?.kind === 'map') for (const { key } of map.entries) yield key;
}

/** The first entry of each name of a map; templates never change. */
const indexed = new WeakMap<TemplateValue, ReadonlyMap<string, TemplateValue>>();

function entryOf(map: TemplateValue | undefined, key: string): TemplateValue | undefined {
  if (map?.kind !== 'map') return undefined;
  const index = indexed.get(map) ?? new Map([...map.entries].reverse().map((entry) => [entry.key, entry.value]));
  indexed.set(map, index);
  return index.get(key);
}

/** Mappings hold literals and lists of them; anything else, as what a transform brings in, is not known. */
function leafOf(map: TemplateValue | undefined, key: string): TemplateValue | undefined {
  const leaf = entryOf(map, key);
  if (leaf?.kind === 'list') return leaf.items.every(({ kind }) => kind === 'scalar') ? leaf : undefined;
  return leaf?.kind === 'scalar' ? leaf : undefined;
}

import type { TemplateValue } from '../facts/model.js';
import { bothWords } from './condition-words.js';
import { allWords, argumentsOf, knownText, listOfTexts, plainText, qualified, toText } from './evaluated.js';
import type { Asked, Result } from './evaluated.js';
import { referToName } from './reference-functions.js';
import type { Hole, Text } from './text.js';

/** `Fn::Sub` in both forms. */
export function substitute(asked: Asked): Result | undefined {
  const { call } = asked;
  const [pattern, variables] = call.argument.kind === 'list' ? call.argument.items : [call.argument];
  if (pattern?.kind !== 'scalar') return undefined;
  const own = variables?.kind === 'map' ? variables.entries : [];
  let when: string | undefined;
  const parts = pattern.text.split(/(\$\{[^{}]*\})/).map((part): Text => {
    if (!part.startsWith('${') || !part.endsWith('}')) return [part];
    const name = part.slice(2, -1).trim();
    if (name.startsWith('!')) return [`\${${name.slice(1)}}`];
    const variable = own.find(({ key }) => key === name)?.value;
    const resolved = variable ? asked.evaluate(variable) : referToName(asked, name);
    if (resolved.state === 'known') when = bothWords(when, resolved.when);
    return toText(resolved);
  });
  return knownText(asked, parts.flat(), when);
}

/** `Fn::Join`; items that are left out for certain leave no delimiter. */
export function join(asked: Asked): Result | undefined {
  const [delimiter, list] = argumentsOf(asked.call);
  if (delimiter?.kind !== 'scalar' || !list) return undefined;
  const items = asked.evaluate(list);
  if (items.state !== 'known' || items.value.kind !== 'list') return undefined;
  const parts = items.value.items.map((item) => asked.evaluate(item)).filter(({ state }) => state !== 'absent');
  return knownText(asked, parts.flatMap((part, index) => (index === 0 ? toText(part) : [delimiter.text, ...toText(part)])), allWords(parts, items.when));
}

/** `Fn::Split`. A gap may hold the delimiter: from there on the pieces are not known. */
export function split(asked: Asked): Result | undefined {
  const [delimiter, source] = argumentsOf(asked.call);
  if (delimiter?.kind !== 'scalar' || delimiter.text === '' || !source) return undefined;
  const resolved = asked.evaluate(source);
  if (resolved.state !== 'known' || resolved.value.kind !== 'text') return undefined;
  return { ...resolved, value: listOfTexts(asked.call, pieces(resolved.value.text, delimiter.text)) };
}

function pieces(text: Text, delimiter: string): readonly Text[] {
  const found: Text[] = [];
  let current: Text = [];
  for (const part of text) {
    if (typeof part === 'string') {
      const [first = '', ...rest] = part.split(delimiter);
      current = [...current, first];
      for (const piece of rest) {
        found.push(current);
        current = [piece];
      }
    } else if (mayHold(part, delimiter)) return [...found, [{ kind: 'unknown', reason: 'where it is split is known at deployment only' }]];
    else current = [...current, part];
  }
  return [...found, current];
}

/** Partition, region and account id are plain words. */
function mayHold(hole: Hole, delimiter: string): boolean {
  const isWord = hole.kind === 'pseudo' && /^AWS::(?:Partition|Region|AccountId)$/.test(hole.name);
  return !isWord || !/[^\w-]/.test(delimiter);
}

/** `Fn::Select`. Items that may be left out move the others: then the place of an item is not known. */
export function select(asked: Asked): Result | undefined {
  const [index, list] = argumentsOf(asked.call);
  if (!index || !list) return undefined;
  const position = asked.evaluate(index);
  const items = asked.evaluate(list);
  const number = plainText(position);
  if (items.state !== 'known' || items.value.kind !== 'list' || position.state !== 'known' || number === undefined || !/^\d{1,9}$/.test(number)) return undefined;
  const values = items.value.items.slice(0, Number(number) + 1).map((item) => asked.evaluate(item, asked.owner));
  const chosen = values[Number(number)];
  if (chosen?.state !== 'known' || values.some(({ state }) => state !== 'known')) return undefined;
  return qualified(chosen, bothWords(position.when, items.when));
}

/** `Fn::Base64`, of a text without gaps. */
export function base64(asked: Asked): Result | undefined {
  const resolved = asked.evaluate(asked.call.argument);
  const text = plainText(resolved);
  return text === undefined ? undefined : knownText(asked, [Buffer.from(text).toString('base64')], allWords([resolved]));
}

/** `Fn::Length`, of a list of which every item certainly is there. */
export function length(asked: Asked): Result | undefined {
  const list = asked.evaluate(asked.call.argument);
  if (list.state !== 'known' || list.value.kind !== 'list') return undefined;
  const isSure = (item: TemplateValue): boolean => (item.kind === 'call' ? asked.evaluate(item).state === 'known' : item.kind !== 'opaque');
  return list.value.items.every(isSure) ? knownText(asked, [String(list.value.items.length)], list.when) : undefined;
}

/** `Fn::ToJsonString`. */
export function toJsonString(asked: Asked): Result | undefined {
  let when: string | undefined;
  const write = (value: TemplateValue): Text | undefined => {
    const resolved = asked.evaluate(value);
    if (resolved.state === 'absent') return undefined;
    if (resolved.state === 'unknown') return [{ kind: 'unknown', reason: resolved.reason }];
    when = bothWords(when, resolved.when);
    if (resolved.value.kind === 'list') return [...joined('[', resolved.value.items.flatMap((item) => [write(item) ?? []]).filter((item) => item.length > 0)), ']'];
    if (resolved.value.kind === 'map') {
      const entries = resolved.value.entries.flatMap(({ key, value: inner }): Text[] => {
        const written = write(inner);
        return written ? [[`${JSON.stringify(key)}:`, ...written]] : [];
      });
      return [...joined('{', entries), '}'];
    }
    const isBare = value.kind === 'scalar' && !value.quoted && /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?|true|false)$/.test(value.text);
    if (isBare) return resolved.value.text;
    return ['"', ...resolved.value.text.map((part) => (typeof part === 'string' ? JSON.stringify(part).slice(1, -1) : part)), '"'];
  };
  const { argument } = asked.call;
  const written = argument.kind === 'list' || argument.kind === 'map' ? write(argument) : undefined;
  return written && knownText(asked, written, when);
}

function joined(opening: string, items: readonly Text[]): Text {
  return [opening, ...items.flatMap((item, index) => (index === 0 ? item : [',', ...item]))];
}

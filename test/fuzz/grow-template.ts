import { below, indentOf, numbers, pickBlock, repeatLines, repeatNumbered } from './grow-parts.js';
import type { Enlarge } from './grow-parts.js';

/** All resources, each with names of its own for what it refers to. */
const repeatResources: Enlarge = (text) => {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => /^Resources:\s*$/.test(line)) + 1;
  const end = lines.findIndex((line, index) => index >= from && /^\S/.test(line));
  const to = end < 0 ? lines.length : end;
  const block = lines.slice(from, to);
  const names = block.flatMap((line) => /^ {2}(\w+):/.exec(line)?.[1] ?? []);
  const name = new RegExp(`\\b(?:${names.join('|') || 'Resources'})\\b`, 'g');
  return { title: 'repeats all resources', at: (times) => [...lines.slice(0, from), ...numbers(times).flatMap((number) => block.map((line) => line.replace(name, (one) => `${one}${number || ''}`))), ...lines.slice(to)].join('\n') };
};

const CONDITIONS: readonly ((names: readonly string[]) => string)[] = [
  (names) => `!Or [${names.map((name) => `!Condition ${name}`).join(', ')}]`, (names) => `!And [${names.map((name) => `!Condition ${name}`).join(', ')}]`, (names) => `!Not [!Or [${names.map((name) => `!Condition ${name}`).join(', ')}]]`,
  (names) => `!Equals [!If [${names[0]}, ${names.join(', ')}], a]`,
];

/** Conditions that are made of each other, one of which decides about a resource and what stands in it. */
const inConditions: Enlarge = (text, random) => {
  const [make, width] = [random.pick(CONDITIONS), random.pick([2, 6])];
  const at = text.indexOf('\nResources:\n') + 1;
  const [head, resources] = [text.slice(0, at), text.slice(at).split('\n')];
  const [from] = pickBlock(resources, random);
  const line = resources[from] ?? '';
  const field = /^(\s+(?:- )?\w+: )(\S.*)$/.exec(line);
  const used = field ? [`${field[1] ?? ''}!If [C0, ${field[2] ?? ''}, !If [C1, ${field[2] ?? ''}, !Ref AWS::NoValue]]`] : [line, `${' '.repeat(indentOf(line) + 2)}Condition: C0`];
  return {
    title: `conditions in layers of ${width}: ${make(['A', 'B'])} for ${line.trim()}`,
    at: (times) => [
      head, 'Conditions:', ...numbers(times).map((number) => {
        const names = below(number, times, width).map((one) => `C${one}`);
        return `  C${number}: ${names.length < 2 ? `!Equals [!Ref AWS::Region, r${number}]` : make(names)}`;
      }), ...resources.slice(0, from), ...used, ...resources.slice(from + 1),
    ].join('\n'),
  };
};

/** A value of a template within intrinsic functions. */
const INTRINSICS: readonly ((value: string, number: number) => string)[] = [
  (value) => `!Join ['', [${value}]]`, (value) => `!Select [0, [${value}]]`, (value) => `!If [Missing, ${value}, ${value.length > 2000 ? 'a' : value}]`, (value, number) => `!Sub ['\${A${number}}', { A${number}: ${value} }]`, (value) => `!FindInMap [A, ${value}, B]`, (value) => `{ Ref: ${value} }`,
];

const inIntrinsics: Enlarge = (text, random) => {
  const wrap = random.pick(INTRINSICS);
  const fields = [...text.matchAll(/(?<=\n\s+(?:- )?\w+: )[^\s|>&*#{\[][^\n#]*/g)];
  const field = fields.length === 0 ? undefined : random.pick(fields);
  const [from, value] = [field?.index ?? 0, field?.[0] ?? ''];
  return { title: `${wrap(value, 0)} again and again`, at: (times) => text.slice(0, from) + numbers(Math.min(times, 180)).reduce((inner, number) => wrap(inner, number), value) + text.slice(from + value.length) };
};

/** A list with an item many times, or an object with a key. */
const inFlow: Enlarge = (text, random) => {
  const fields = [...text.matchAll(/(?<=\n\s+(?:- )?\w+: )[^\s|>&*#{\[][^\n#]*/g)];
  const field = fields.length === 0 ? undefined : random.pick(fields);
  const [from, value] = [field?.index ?? 0, field?.[0] ?? ''];
  return { title: `a list of ${value}`, at: (times) => `${text.slice(0, from)}[${numbers(times).map((number) => value.replace(/[\w/]$/, (last) => `${last}${number || ''}`)).join(', ')}]${text.slice(from + value.length)}` };
};

export const TEMPLATE: readonly Enlarge[] = [repeatNumbered, repeatNumbered, repeatResources, repeatLines, inConditions, inConditions, inIntrinsics, inFlow];

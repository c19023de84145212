import { between, each, inPlaceOf, layers, nested, numbers, repeatLines, repeatNumbered, WIDTHS } from './grow-parts.js';
import type { Enlarge, Join } from './grow-parts.js';
import { inChains } from './grow-script.js';

const inDefs: Enlarge = (text, random) => inPlaceOf(text, random, 'calls functions with', (block, indent, times) => [
  ...numbers(times).flatMap((number) => [`${indent}def g${number}(event):`, ...block.map((line) => `  ${line}`)]),
  ...numbers(times).map((number) => `${indent}g${number}(event)`),
]);

const PYTHON_JOINS: readonly Join[] = [
  each((name) => `${name}(event)`), each((name, index) => `${name}(event['p${index}'])`), each((name) => `event = ${name}(event)`), each((name, index) => `v${index} = ${name}(event['a'], one=event)`), each((name) => `if event: return ${name}(event)`), each((name) => `[${name}(one) for one in event]`),
  between('return [', ', ', ']', (name) => `${name}(event)`), between('return ', ' or ', '', (name) => `${name}(event)`), between('return { ', ', ', ' }', (name) => `**${name}(event)`), between('return ', ' + ', '', (name) => `${name}(event)`),
  between("return f'", '', "'", (name) => `{${name}(event)}`), between('return ', '', 'event', (name) => `${name}(event) if event else `), nested('return ', ''), nested('client = ', ''),
];

const inDefLayers: Enlarge = (text, random) => {
  const everywhere = random.next() < 0.5;
  const [join, width] = [random.pick(PYTHON_JOINS), random.pick(WIDTHS)];
  const start = random.pick(['g0(event)', 'return g0(event)', 'x = g0(event)']);
  return inPlaceOf(text, random, `calls layers of ${width} by ${join(['f', 'g']).join(' ')} ${everywhere ? 'that all have' : 'with'} (${start})`, (block, indent, times) => [
    ...layers(block.map((line) => `  ${line}`), times, width, (name, body) => [`${indent}def ${name}(event):`, ...body], (callees) => join(callees).map((line) => `${indent}  ${line}`), everywhere),
    `${indent}${start}`,
  ]);
};

const PYTHON_WRAPS = ['if event:', 'for one in event:', 'while True:', 'with open(event) as one:', 'def inner():'] as const;

const inPythonSiblings: Enlarge = (text, random) => {
  const open = random.pick(PYTHON_WRAPS);
  return inPlaceOf(text, random, `repeats in ${open}`, (block, indent, times) => numbers(times).flatMap(() => [`${indent}${open}`, ...block.map((line) => `  ${line}`)]));
};

const inPythonTries: Enlarge = (text, random) => inPlaceOf(text, random, 'repeats in try', (block, indent, times) => numbers(times).flatMap(() => [`${indent}try:`, ...block.map((line) => `  ${line}`), `${indent}except Exception as error:`, `${indent}  print(error)`]));

const inPythonNests: Enlarge = (text, random) => {
  const open = random.pick(PYTHON_WRAPS);
  return inPlaceOf(text, random, `nests in ${open}`, (block, indent, times) => [...numbers(times).map((depth) => `${indent}${' '.repeat(depth)}${open}`), ...block.map((line) => ' '.repeat(times) + line)]);
};

export const PYTHON: readonly Enlarge[] = [repeatLines, repeatNumbered, inDefs, inDefLayers, inDefLayers, inPythonSiblings, inPythonTries, inPythonNests, inChains];

import { below, between, each, inPlaceOf, layers, nested, numbers, repeatLines, repeatNumbered, WIDTHS } from './grow-parts.js';
import type { Enlarge, Join } from './grow-parts.js';

const inFunctions: Enlarge = (text, random) => inPlaceOf(text, random, 'calls functions with', (block, indent, times) => [
  ...numbers(times).flatMap((number) => [`${indent}async function g${number}(event) {`, ...block, `${indent}}`]),
  ...numbers(times).map((number) => `${indent}await g${number}(event);`),
]);

/** How a function uses those of the next layer. */
const JOINS: readonly Join[] = [
  each((name) => `await ${name}(event);`),
  each((name) => `${name}(event);`),
  each((name, index) => `await ${name}(event.p${index});`),
  each((name, index) => `const v${index} = await ${name}(event, { a: event.a });`),
  each((name, index) => `if (event.a === ${index}) return ${name}(event);`),
  each((name) => `try { await ${name}(event); } catch (error) { console.log(error); }`),
  each((name) => `for (const one of event.Records) { await ${name}(one); }`),
  each((name) => `event.Records.forEach(${name});`),
  each((name) => `event.list.push(await ${name}(event));`),
  each((name) => `event = ${name}(event);`),
  each((name) => `setTimeout(${name}, 1000);`),
  between('return [', ', ', '];', (name) => `${name}(event)`),
  between('return ', ' || ', ';', (name) => `${name}(event)`),
  between('return ', ' ?? ', ';', (name) => `(await ${name}(event))`),
  between('return { ', ', ', ' };', (name) => `...${name}(event)`),
  between('return ', ' + ', ';', (name) => `${name}(event)`),
  between('return `', '', '`;', (name) => `\${${name}(event)}`),
  between('return ', '', 'event;', (name) => `event.${name} ? ${name}(event) : `),
  between('await Promise.all([', ', ', ']);', (name) => `${name}(event)`),
  between('return Promise.race([', ', ', ']);', (name) => `${name}(event)`),
  between('return new Promise((resolve) => { ', ' ', ' });', (name) => `${name}(resolve);`),
  between('return event', '', ';', (name) => `.then(${name})`),
  nested('return ', ';'),
  nested('const client = ', '; return client.send(event);'),
];

/** How a function of a layer is written. */
const FORMS: readonly ((name: string, body: readonly string[]) => readonly string[])[] = [
  (name, body) => [`async function ${name}(event) {`, ...body, '}'],
  (name, body) => [`const ${name} = async (event) => {`, ...body, '};'],
  (name, body) => [`function ${name}(event) {`, ...body.map((line) => line.replaceAll('await ', '')), '}'],
  (name, body) => [`export async function ${name}(event) {`, ...body, '}'],
  (name, body) => [`const ${name} = (event) => new Promise(async (resolve, reject) => {`, ...body, '});'],
];

const STARTS = ['await g0(event);', 'return g0(event);', 'if (event.a) await g0(event);', 'await Promise.all([g0(event), g1(event)]);', 'for (const one of event.Records) await g0(one);', 'g0(event);', 'try { await g0(event); } catch (error) { console.log(error); }', 'const answer = await g0(event); return answer;', 'event.Records.map(g0);'];

const inLayers: Enlarge = (text, random) => {
  const everywhere = random.next() < 0.5;
  const [join, write, start, width] = [random.pick(JOINS), random.pick(FORMS), random.pick(STARTS), random.pick(WIDTHS)];
  const title = `calls layers of ${width} by ${join(['f', 'g']).join(' ')} ${everywhere ? 'that all have' : 'with'} (${start})`;
  return inPlaceOf(text, random, title, (block, _indent, times) => [...layers(block, times, width, write, join, everywhere), start]);
};

/** Methods instead of functions, and values instead of calls. */
const inMethods: Enlarge = (text, random) => {
  const everywhere = random.next() < 0.5;
  const [join, width] = [random.pick(JOINS), random.pick(WIDTHS)];
  const called: Join = (callees) => join(callees.map((name) => `this.${name}`));
  return inPlaceOf(text, random, `calls methods in layers of ${width} by ${join(['f', 'g']).join(' ')}`, (block, _indent, times) => [
    'class Layers {', ...layers(block, times, width, (name, body) => [`async ${name}(event) {`, ...body, '}'], called, everywhere), '}', 'const layered = new Layers();', 'await layered.g0(event);',
  ]);
};

const VALUES: readonly ((names: readonly string[]) => string)[] = [
  (names) => names.join(' || '), (names) => `[${names.join(', ')}]`, (names) => `{ ${names.map((name) => `...${name}`).join(', ')} }`, (names) => `\`${names.map((name) => `\${${name}}`).join('')}\``, (names) => names.join(' + '),
  (names) => `${names.map((name) => `event ? ${name} : `).join('')}0`, (names) => `{ ${names.map((name) => `${name}: ${name}.a`).join(', ')} }`, (names) => `make(${names.join(', ')})`, (names) => `Object.assign({}, ${names.join(', ')})`,
];

const inValues: Enlarge = (text, random) => {
  const [value, width] = [random.pick(VALUES), random.pick(WIDTHS)];
  return inPlaceOf(text, random, `values in layers of ${width}: ${value(['a', 'b'])}`, (block, _indent, times) => [
    ...[...numbers(times)].reverse().flatMap((number) => {
      const names = below(number, times, width).map((one) => `v${one}`);
      return [`const v${number} = ${names.length === 0 ? "process.env.TABLE ?? 'orders'" : value(names)};`];
    }),
    ...block, 'await client.send(new PutItemCommand({ TableName: v0, Item: v1 }));', 'return v0;',
  ]);
};

/** Few deep, many wide: a parser of its own answers for depth. */
const WRAPS = [['if (event.a) {', '}'], ['try {', '} catch (error) { throw error; }'], ['await (async () => {', '})();'], ['for (const one of event.Records) {', '}'], ['await Promise.all(event.Records.map(async (record) => {', '}));'], ['return new Promise((resolve, reject) => {', '});'], ['switch (event.a) { case 1:', '}'], ['if (a) { b(); } else {', '}']] as const;

const inNests: Enlarge = (text, random) => {
  const [open, close] = random.pick(WRAPS);
  return inPlaceOf(text, random, `nests in ${open}`, (block, indent, times) => [...numbers(times).map(() => `${indent}${open}`), ...block, ...numbers(times).map(() => `${indent}${close}`)]);
};

const inSiblings: Enlarge = (text, random) => {
  const [open, close] = random.pick(WRAPS);
  return inPlaceOf(text, random, `repeats in ${open}`, (block, indent, times) => numbers(times).flatMap(() => [`${indent}${open}`, ...block, `${indent}${close}`]));
};

/** A word of the code again and again, joined by an operator. */
export const inChains: Enlarge = (text, random) => {
  const join = random.pick([' || ', ' && ', ' ?? ', ' + ', ', ', ' ? a : ', '.a', '[0]', '.then(() => a)', '.then((b) => b.c).catch(() => a)', '.map((b) => b)', ' | ', ';\n', ' = ', ' => ', '(a)', '`${a}`']);
  const words = [...text.matchAll(/(?<=[=(,:] ?)\w+(?:\.\w+)*(?:\([^()\n]*\))?/g)];
  const word = words.length === 0 ? undefined : random.pick(words);
  const from = word?.index ?? 0;
  const to = from + (word?.[0].length ?? 0);
  const again = word?.[0] ?? 'a';
  const unit = /^[ ;=|&?+,]/.test(join) ? join + again : join;
  return { title: `chains ${again}${unit}`, at: (times) => text.slice(0, to) + unit.repeat(times) + text.slice(to) };
};

export const SCRIPT: readonly Enlarge[] = [repeatLines, repeatNumbered, inFunctions, inLayers, inLayers, inMethods, inValues, inNests, inSiblings, inChains];

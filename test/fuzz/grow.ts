import type { Random } from './random.js';
import type { Seeds, Texts } from './seeds.js';
import { kindOf } from './seeds.js';

/** A project that is made larger: by what is repeated in it, and how often. */
export interface Growth {
  readonly title: string;
  /** The project with `times` of it. */
  readonly at: (times: number) => Texts;
}

type Enlarge = (text: string, random: Random) => Part;
interface Part {
  readonly title: string;
  readonly at: (times: number) => string;
}

/** Functions of one layer, which all call all of the next: the ways through them double with each layer, and more. */
const WIDTHS = [2, 6, 30] as const;

/** One of the projects, of which something is repeated. */
export function growProject({ projects }: Seeds, random: Random): Growth {
  const texts = random.pick(projects);
  const path = random.pick(Object.keys(texts));
  const text = texts[path] ?? '';
  const kind = kindOf(path);
  if (kind === 'script' && random.next() < 0.15) return manyFiles(texts, path, random);
  const enlarge = kind === 'template' ? random.pick(TEMPLATE) : kind === 'script' ? random.pick(SCRIPT) : kind === 'python' ? random.pick(PYTHON) : repeatLines;
  const { title, at } = enlarge(text, random);
  return { title: `${path}: ${title}`, at: (times) => ({ ...texts, [path]: at(times) }) };
}

const numbers = (times: number): readonly number[] => Array.from({ length: times }, (_none, index) => index);
const indentOf = (line: string): number => line.length - line.trimStart().length;

/** A line with all that is indented below it, and the bracket that closes it. */
function pickBlock(lines: readonly string[], random: Random): readonly [number, number] {
  const starts = lines.flatMap((line, index) => (line.trim() === '' || /^\s*(?:[)}\]#]|\/\/|import\b|from\b)/.test(line) ? [] : [index]));
  const from = starts.length === 0 ? 0 : random.pick(starts);
  const indent = indentOf(lines[from] ?? '');
  let to = from + 1;
  while (to < lines.length && ((lines[to] ?? '').trim() === '' || indentOf(lines[to] ?? '') > indent)) to++;
  if (/^\s*[)}\]]/.test(lines[to] ?? '') && indentOf(lines[to] ?? '') === indent) to++;
  return [from, to];
}

/** The text with what `made` returns in the place of a block. */
function inPlaceOf(text: string, random: Random, title: string, made: (block: readonly string[], indent: string, times: number) => readonly string[]): Part {
  const lines = text.split('\n');
  const [from, to] = pickBlock(lines, random);
  const block = lines.slice(from, to);
  const indent = ' '.repeat(indentOf(block[0] ?? ''));
  return { title: `${title} ${JSON.stringify(block.join('\n').trim().slice(0, 200))}`, at: (times) => [...lines.slice(0, from), ...made(block, indent, times), ...lines.slice(to)].join('\n') };
}

const repeatLines: Enlarge = (text, random) => inPlaceOf(text, random, 'repeats', (block, _indent, times) => numbers(times).flatMap(() => block));

/** The names that a block declares get a number, wherever the block has them. */
function numbered(block: readonly string[], number: number): readonly string[] {
  const key = /^\s*(?:- )?(?:(?:export |default |async |const |let |var |def |class |function\*? )*)['"]?([A-Za-z_$][\w$]*)/.exec(block[0] ?? '')?.[1];
  if (key === undefined || number === 0) return block;
  const name = new RegExp(`(?<![\\w$])${key.replaceAll('$', '\\$')}(?![\\w$])`, 'g');
  return block.map((line) => line.replace(name, `${key}${number}`));
}

const repeatNumbered: Enlarge = (text, random) => inPlaceOf(text, random, 'repeats with numbers', (block, _indent, times) => numbers(times).flatMap((number) => numbered(block, number)));

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

const inFunctions: Enlarge = (text, random) => inPlaceOf(text, random, 'calls functions with', (block, indent, times) => [
  ...numbers(times).flatMap((number) => [`${indent}async function g${number}(event) {`, ...block, `${indent}}`]),
  ...numbers(times).map((number) => `${indent}await g${number}(event);`),
]);

/** The numbers of the next layer. */
function below(number: number, times: number, width: number): readonly number[] {
  const next = (Math.floor(number / width) + 1) * width;
  return numbers(width).map((place) => next + place).filter((one) => one < times);
}

type Join = (callees: readonly string[]) => readonly string[];

/** `times` functions in layers, each of which uses all of the next layer; those of the last one have the block. */
function layers(block: readonly string[], times: number, width: number, write: (name: string, body: readonly string[]) => readonly string[], join: Join, everywhere: boolean): readonly string[] {
  return numbers(times).flatMap((number) => {
    const callees = below(number, times, width).map((callee) => `g${callee}`);
    return write(`g${number}`, [...(callees.length === 0 || everywhere ? block : []), ...(callees.length === 0 ? [] : join(callees))]);
  });
}

const each = (write: (name: string, index: number) => string): Join => (callees) => callees.map(write);
const between = (before: string, separator: string, after: string, write: (name: string) => string): Join => (callees) => [`${before}${callees.map(write).join(separator)}${after}`];
const nested = (before: string, after: string): Join => (callees) => [`${before}${callees.reduce((inner, name) => `${name}(${inner})`, 'event')}${after}`];

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
const inChains: Enlarge = (text, random) => {
  const join = random.pick([' || ', ' && ', ' ?? ', ' + ', ', ', ' ? a : ', '.a', '[0]', '.then(() => a)', '.then((b) => b.c).catch(() => a)', '.map((b) => b)', ' | ', ';\n', ' = ', ' => ', '(a)', '`${a}`']);
  const words = [...text.matchAll(/(?<=[=(,:] ?)\w+(?:\.\w+)*(?:\([^()\n]*\))?/g)];
  const word = words.length === 0 ? undefined : random.pick(words);
  const from = word?.index ?? 0;
  const to = from + (word?.[0].length ?? 0);
  const again = word?.[0] ?? 'a';
  const unit = /^[ ;=|&?+,]/.test(join) ? join + again : join;
  return { title: `chains ${again}${unit}`, at: (times) => text.slice(0, to) + unit.repeat(times) + text.slice(to) };
};

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

/** A file of code many times, and the handler imports all of them, or each the next one. */
function manyFiles(texts: Texts, path: string, random: Random): Growth {
  const text = texts[path] ?? '';
  const [stem, ending] = [path.replace(/\.\w+$/, ''), /\.\w+$/.exec(path)?.[0] ?? ''];
  const base = stem.slice(stem.lastIndexOf('/') + 1);
  const isChain = random.next() < 0.3;
  const isCommon = /\brequire\(/.test(text);
  const load = (number: number): string => (isCommon ? `require('./${base}-${number}${ending}');\n` : `export * from './${base}-${number}${ending}';\n`);
  const at = (times: number): Texts => ({
    ...texts,
    [path]: (isChain ? load(0) : numbers(times).map(load).join('')) + text,
    ...Object.fromEntries(numbers(times).map((number) => [`${stem}-${number}${ending}`, (isChain && number + 1 < times ? load(number + 1) : '') + text])),
  });
  return { title: `${path}: ${isChain ? 'a chain of' : 'many'} files`, at };
}

const TEMPLATE: readonly Enlarge[] = [repeatNumbered, repeatNumbered, repeatResources, repeatLines, inConditions, inConditions, inIntrinsics, inFlow];
const SCRIPT: readonly Enlarge[] = [repeatLines, repeatNumbered, inFunctions, inLayers, inLayers, inMethods, inValues, inNests, inSiblings, inChains];
const PYTHON: readonly Enlarge[] = [repeatLines, repeatNumbered, inDefs, inDefLayers, inDefLayers, inPythonSiblings, inPythonTries, inPythonNests, inChains];

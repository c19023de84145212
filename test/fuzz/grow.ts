import { numbers, repeatLines } from './grow-parts.js';
import { PYTHON } from './grow-python.js';
import { SCRIPT } from './grow-script.js';
import { TEMPLATE } from './grow-template.js';
import type { Random } from './random.js';
import type { Seeds, Texts } from './seeds.js';
import { kindOf } from './seeds.js';

/** A project that is made larger: by what is repeated in it, and how often. */
export interface Growth {
  readonly title: string;
  /** The project with `times` of it. */
  readonly at: (times: number) => Texts;
}

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

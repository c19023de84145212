import { NAMES } from './hostile.js';
import type { Random } from './random.js';

type Mutation = (text: string, random: Random, others: readonly string[]) => string;

/** Values that a template may hold where it should not. */
const ODD_VALUES = [
  'null', '[]', '{}', '""', '"*"', '-1', '0', '1e999', '99999999999999999999', 'true', '~', '.nan', '0x1F', '2020-01-01', '!Ref AWS::NoValue', '!Ref Missing', '!GetAtt Missing.Arn', '!Sub "${Missing}"',
  '!Sub "${"', '!If [Missing, 1, !Ref AWS::NoValue]', '!Join ["", [a, !Ref B]]', '!Select [9, [a]]', '!Split [",", !Ref A]', '!ImportValue x', '!FindInMap [a, b, c]', '!Unknown x', '&a [*a]', '*missing',
  '{Ref: {Ref: {Ref: A}}}', '{"Fn::If": [a]}', '{"Fn::Sub": []}', '{"Fn::GetAtt": {}}', '{"Fn::ForEach::X": [a, [b], {}]}', 'arn:aws:::::::', "'::error file=x::y%0A'", '"\\u001b[31mred\\u0007"', '"\\r\\n::warning::x"', '😀', '"\\u0000"',
  '__proto__', 'constructor', 'toString', '"${AWS::Region}${AWS::Region}"', '"{{resolve:secretsmanager:a:SecretString:b}}"', '../../../../etc/passwd', '/etc/passwd', 'C:\\\\x', '"a".repeat(9)', '!!binary x', '!!js/function x',
  ...NAMES.map((name) => JSON.stringify(name)),
];
const COMMENTS = ['lambdavet: ignore', 'lambdavet: ignore[]', 'lambdavet: ignore[unused-permission]', 'lambdavet: ignore[__proto__, constructor]', 'lambdavet: ignore-file[secret-in-source] because', 'lambdavet: ignore-next-line[x', 'lambdavet: ignore[::error::x]', '# sourceMappingURL=../../../etc/passwd'];
const ODD_KEYS = [
  ...NAMES.map((name) => JSON.stringify(name)),
  '__proto__', 'constructor', 'hasOwnProperty', 'Fn::Transform', 'Fn::If', 'Ref', 'Condition', 'Properties', 'Type', 'Resources', '"a b"', '""', '<<', 'Statement', 'NotAction', 'Events', 'Environment', 'Policies', 'Metadata', 'DependsOn'];
const CHAINS = [
  'a + ', 'a && ', 'a ?? ', 'a ? b : ', 'a.', '.b', '()', '[0]', '!', '- ', 'a => ', '(a) => ', 'a = ', 'if (a) b(); else ', 'else if (a) {} ', '`${', '`b`', 'new ', 'await ', 'typeof ', '<a>', '<T,>(a) => ', ' | A', ' as T', 'B<', 'a?.', '{a:', 'function a() {',
  'not ', ' and a', 'a if b else ', 'lambda: ', 'a < ', ' + b', '[', 'f"{', 'elif a: b\n', '@a\n', 'x = y = ', '"a" ', '**',
] as const;
const ODD_TOKENS = [
  '?.', '...', '=>', 'await', 'async', 'yield', 'class', 'new', 'import', 'export', 'exports', 'module', 'this', 'super', 'null', 'undefined', '`${', '`', '/*', '*/', '//', '#', '(', ')', '{', '}', '[', ']', ';', ',', ':', '=', '==',
  'lambda', 'def', 'with', 'match', 'except', 'yield from', 'global', 'nonlocal', 'del', '@', '**', ':=', 'event', 'context', 'process.env', 'os.environ', 'require', 'arguments', 'eval', '0n', '\\', "'", '"', '"""', '\t', '\r', '\u2028', '\ud800', '__proto__',
];

/** One change to a text that is a template. */
export function mutateTemplate(text: string, random: Random, others: readonly string[]): string {
  return random.pick(TEMPLATE_MUTATIONS)(text, random, others);
}

/** One change to a text that is code. */
export function mutateCode(text: string, random: Random, others: readonly string[]): string {
  return random.pick(CODE_MUTATIONS)(text, random, others);
}

/** One change to any text: a configuration, a manifest, a lock file. */
export function mutateBytes(text: string, random: Random, others: readonly string[]): string {
  return random.pick(TEXT_MUTATIONS)(text, random, others);
}

function changeLines(text: string, change: (lines: string[], random: Random) => void, random: Random): string {
  const lines = text.split('\n');
  change(lines, random);
  return lines.join('\n');
}

/** A line with all that is indented below it. */
function blockAt(lines: readonly string[], from: number): number {
  const indent = indentOf(lines[from] ?? '');
  let to = from + 1;
  while (to < lines.length && ((lines[to] ?? '').trim() === '' || indentOf(lines[to] ?? '') > indent)) to++;
  return to;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function spanOf(text: string, random: Random, most: number): [number, number] {
  const from = random.below(text.length + 1);
  return [from, Math.min(text.length, from + random.below(most))];
}

const changeValue: Mutation = (text, random) =>
  changeLines(text, (lines) => {
    const at = random.below(lines.length);
    lines[at] = (lines[at] ?? '').replace(/^(\s*(?:- )?(?:[\w:.-]+|"[^"]*"): ?).*$/, (_line, key: string) => key + random.pick(ODD_VALUES));
  }, random);

const changeKey: Mutation = (text, random) =>
  changeLines(text, (lines) => {
    const at = random.below(lines.length);
    lines[at] = (lines[at] ?? '').replace(/^(\s*(?:- )?)(?:[\w:.-]+|"[^"]*")(:)/, (_line, before: string, colon: string) => before + random.pick(ODD_KEYS) + colon);
  }, random);

const dropBlock: Mutation = (text, random) =>
  changeLines(text, (lines) => {
    const from = random.below(lines.length);
    lines.splice(from, blockAt(lines, from) - from);
  }, random);

const repeatBlock: Mutation = (text, random) =>
  changeLines(text, (lines) => {
    const from = random.below(lines.length);
    lines.splice(random.below(lines.length), 0, ...lines.slice(from, blockAt(lines, from)));
  }, random);

const indent: Mutation = (text, random) =>
  changeLines(text, (lines) => {
    const at = random.below(lines.length);
    lines[at] = random.next() < 0.5 ? `  ${lines[at] ?? ''}` : (lines[at] ?? '').replace(/^ {2}/, '');
  }, random);

const graft: Mutation = (text, random, others) =>
  changeLines(text, (lines) => {
    const other = random.pick(others).split('\n');
    const from = random.below(other.length);
    lines.splice(random.below(lines.length + 1), 0, ...other.slice(from, blockAt(other, from)));
  }, random);

const dropSpan: Mutation = (text, random) => {
  const [from, to] = spanOf(text, random, 40);
  return text.slice(0, from) + text.slice(to);
};

const repeatSpan: Mutation = (text, random) => {
  const [from, to] = spanOf(text, random, 200);
  return text.slice(0, to) + text.slice(from, to).repeat(1 + random.below(3)) + text.slice(to);
};

const truncate: Mutation = (text, random) => text.slice(0, random.below(text.length + 1));

const insertToken: Mutation = (text, random) => {
  const [at] = spanOf(text, random, 1);
  return `${text.slice(0, at)} ${random.pick(ODD_TOKENS)} ${text.slice(at)}`;
};

const swapWords: Mutation = (text, random) => {
  const words = text.match(/[A-Za-z_$][\w$]*/g) ?? [];
  if (words.length < 2) return text;
  const [one, other] = [random.pick(words), random.pick(words)];
  const seen = random.below(3);
  let count = 0;
  return text.replaceAll(new RegExp(`\\b${one.replace(/\$/g, '\\$')}\\b`, 'g'), (word) => (count++ === seen ? other : word));
};

const spliceOther: Mutation = (text, random, others) => {
  const other = random.pick(others);
  const [from, to] = spanOf(other, random, 300);
  const [at] = spanOf(text, random, 1);
  return text.slice(0, at) + other.slice(from, to) + text.slice(at);
};

const lineEndings: Mutation = (text, random) => (random.next() < 0.5 ? text.replaceAll('\n', '\r\n') : `\ufeff${text}`);

const nest: Mutation = (text, random) => {
  const [at] = spanOf(text, random, 1);
  const depth = 20 + random.below(400);
  return text.slice(0, at) + random.pick(['[', '{', '(', '{a: ', '- ', '!If [', '((', '${'] as const).repeat(depth) + text.slice(at);
};

/** Nests without brackets, below and beyond what is read. */
const chain: Mutation = (text, random) => {
  const [at] = spanOf(text, random, 1);
  const count = random.pick([50, 400, 3000, 30_000]);
  return text.slice(0, at) + random.pick(CHAINS).repeat(count) + text.slice(at);
};

const comment: Mutation = (text, random) =>
  changeLines(text, (lines) => {
    const at = random.below(lines.length);
    lines[at] = `${lines[at] ?? ''} ${random.pick(['#', '//', '/*'])} ${random.pick(COMMENTS)}`;
  }, random);

const TEXT_MUTATIONS: readonly Mutation[] = [dropSpan, repeatSpan, truncate, insertToken, spliceOther, lineEndings, nest];
const TEMPLATE_MUTATIONS: readonly Mutation[] = [changeValue, changeValue, changeValue, changeKey, dropBlock, repeatBlock, indent, graft, graft, dropSpan, insertToken, swapWords, lineEndings, nest, truncate, comment];
const CODE_MUTATIONS: readonly Mutation[] = [dropSpan, dropSpan, repeatSpan, insertToken, insertToken, swapWords, swapWords, spliceOther, graft, dropBlock, repeatBlock, lineEndings, truncate, nest, comment, chain];

import examples from '../data/rule-examples.json' with { type: 'json' };
import { wrapped } from '../report/wrapped.js';
import type { RegisteredRule } from '../rule.js';
import type { Arguments } from './arguments.js';
import type { Io } from './io.js';
import { ruleProblem } from './selection.js';
import { UsageError } from './usage-error.js';

interface Example {
  readonly bad: readonly ExampleFile[];
  /** What the command prints about the bad one. */
  readonly output: string;
  readonly good: readonly ExampleFile[];
  /** The tables that the rule judges by. */
  readonly facts?: readonly { readonly fact: string; readonly asOf: string; readonly sources: readonly string[] }[];
}

interface ExampleFile {
  readonly path: string;
  readonly text: string;
}

const EXAMPLES: Readonly<Record<string, Example>> = examples;

/** The page of one rule, from the program itself: no network. */
export function explain({ positionals, flags }: Arguments, io: Io, rules: readonly RegisteredRule[]): number {
  const [id, ...others] = positionals;
  if (id === undefined || others.length > 0) throw new UsageError('explain needs one rule: lambdavet explain RULE');
  const rule = rules.find((one) => one.id === id);
  if (!rule) throw new UsageError(capitalised(ruleProblem(id, rules) ?? ''));
  io.stdout.write(flags.has('json') ? pageJson(rule) : page(rule, Math.min(io.stdout.columns ?? 100, 100)));
  return 0;
}

/** What the pages of the site are made from. */
function pageJson({ id, concern, severity, precision, preset, fix, docs }: RegisteredRule): string {
  const { facts = [], ...examples } = EXAMPLES[id] ?? {};
  return `${JSON.stringify({ schemaVersion: 1, id, concern, severity, precision, preset, fix: fix ?? null, ...docs, examples, facts }, null, 2)}\n`;
}

function page({ id, concern, severity, precision, preset, fix, docs }: RegisteredRule, width: number): string {
  const section = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', title, ...lines]);
  const paragraph = (text: string): readonly string[] => wrapped(text, width - 2).map((line) => `  ${line}`);
  const item = (text: string): readonly string[] => wrapped(text, width - 4).map((line, index) => `  ${index === 0 ? '*' : ' '} ${line}`);
  const { bad = [], output = '', good = [], facts = [] } = EXAMPLES[id] ?? {};
  return [
    id,
    `${severity}, ${precision} precision, concern ${concern}, preset ${preset}${fix === undefined ? '' : `, fix ${fix}`}`,
    '',
    ...wrapped(docs.summary, width),
    ...section('Why', paragraph(docs.rationale)),
    ...section('Way out', paragraph(docs.remedy)),
    ...section('Reported', bad.flatMap(fileLines)),
    ...section('What is said', block(output)),
    ...section('Not reported', good.flatMap(fileLines)),
    ...section('Silent when', docs.silentWhen.flatMap(item)),
    ...section('Facts it judges by', facts.flatMap(({ fact, asOf, sources }) => item(`${fact}, as of ${asOf}: ${sources.join('; ')}`))),
    ...section('References', docs.references.map((address) => `  ${address}`)),
    ...section('To silence it', paragraph(`# lambdavet: ignore[${id}] reason, at the end of the line or alone above it (// in JavaScript and TypeScript)`)),
    '',
  ].join('\n');
}

function fileLines({ path, text }: ExampleFile): readonly string[] {
  return [`  ${path}`, ...block(text).map((line) => `  ${line}`.trimEnd())];
}

function block(text: string): readonly string[] {
  return text === '' ? [] : text.trimEnd().split('\n').map((line) => `  ${line}`.trimEnd());
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { RULES } from '../../rules/index.js';
import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import type { Diagnostic } from '../../src/diagnostic.js';
import { findCandidates } from '../../src/engine/discover.js';
import type { LoadedRepository } from '../../src/engine/load.js';
import { ModuleMemory } from '../../src/engine/module-memory.js';
import { createCaches, vet } from '../../src/engine/vet.js';
import { reportsInCode, vetModule } from '../../src/engine/vet-module.js';
import type { ChangedModule, VetModuleOptions } from '../../src/engine/vet-module.js';
import { templatesByFile } from '../../src/eslint/projects-by-file.js';
import { memorySource, overlaySource } from '../../src/source/file-source.js';
import type { FileSource } from '../../src/source/file-source.js';
import { FIXTURES, fixtureCases } from '../fixture-cases.js';
import { fixtureSource, TODAY } from '../fixture-runner.js';
import { createRandom } from '../fuzz/random.js';
import type { Random } from '../fuzz/random.js';

const SCRIPT = /\.[cm]?[jt]sx?$/;
const IN_CODE = new Set(RULES.filter(reportsInCode).map(({ id }) => id));
/** Keys for each script; more by hand: KEYS=50 npx vitest run test/engine/module-memory.test.ts. */
const KEYS = Number(process.env['KEYS'] ?? 2);
const SEED = Number(process.env['SEED'] ?? 1);

class CountingMemory extends ModuleMemory {
  known = 0;

  override open(...given: Parameters<ModuleMemory['open']>): ReturnType<ModuleMemory['open']> {
    const run = super.open(...given);
    return {
      ...run,
      find: (rule, root) => {
        const found = run.find(rule, root);
        if (found) this.known++;
        return found;
      },
    };
  }
}

function options(): VetModuleOptions & { readonly lastRun: CountingMemory } {
  return { rules: RULES, severityIn: ({ severity }) => severity, today: TODAY, runtimes: BUILT_IN_RUNTIMES, caches: createCaches(), lastRun: new CountingMemory() };
}

function told(path: string, diagnostics: readonly Diagnostic[]): unknown {
  return diagnostics.filter(({ location }) => location.path === path).map((one) => ({ ...one, fixes: one.fixes }));
}

interface Typed {
  readonly compared: readonly { readonly short: unknown; readonly whole: unknown }[];
  /** For each text: how many rules were not asked. */
  readonly known: readonly number[];
}

/** For what is typed into one file, text after text: what is found with the memory and by a run over everything. */
function typing(source: FileSource): { readonly base: LoadedRepository; type(path: string, texts: readonly string[]): Typed } {
  const vetting = options();
  const { repository: base, diagnostics: found } = vet(source, findCandidates(source, ''), vetting);
  const byFile = templatesByFile(base.projects);
  return { base, type: (path, texts) => typeInto({ base, found, path, templates: byFile.get(path) ?? [] }, source, texts, { ...vetting, lastRun: new CountingMemory() }) };
}

function typeInto(module: Omit<ChangedModule, 'source'>, source: FileSource, texts: readonly string[], vetting: ReturnType<typeof options>): Typed {
  const { path, templates } = module;
  const known: number[] = [];
  const compared = texts.flatMap((text) => {
    vetting.lastRun.known = 0;
    const changed = overlaySource(source, new Map([[path, text]]));
    const short = vetModule({ ...module, source: changed }, vetting);
    known.push(vetting.lastRun.known);
    return short ? [{ short: told(path, short.diagnostics), whole: told(path, vet(changed, templates, vetting).diagnostics) }] : [];
  });
  return { compared, known };
}

const WORDS = ['null', ' AWS_DEFAULTS_MODE ', ' ResponseURL ', "'/opt/nodejs/tools'", "'AKIAIOSFODNN7EXAMPLO'", '\n', '\r\n', '\t', '\u{1F600}', '\uFEFF', '// ', '/*', '*/', '`', '${', 'await ', '!', ';\n', 'undefined', '// lambdavet: ignore[missing-permission] known\n'];

/** A character more or less somewhere, as somebody types it; a word, which may be one that rules look for; other ends of lines; or a part that is written twice. */
function edited(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const kind = random.below(24);
  if (kind < 6) return `${text.slice(0, at)}${random.pick(WORDS)}${text.slice(at)}`;
  if (kind < 12) return text.slice(0, at) + text.slice(at + 1 + random.below(3));
  if (kind === 12) return text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text.replaceAll('\n', '\r\n');
  if (kind === 13) return text.slice(0, at) + text.slice(Math.max(0, at - random.below(200)));
  return `${text.slice(0, at)}${random.pick(['a', 'x', ' ', '1', '_'])}${text.slice(at)}`;
}

describe('keys at random places', () => {
  test.each(fixtureCases().filter(({ rule }) => IN_CODE.has(rule)).map(({ rule }) => rule))('%s: each has the findings of a run over everything', (rule) => {
    const source = fixtureSource(join(FIXTURES, rule));
    const { base, type } = typing(source);
    const paths = [...new Set(base.projects.flatMap(({ modules }) => [...modules.keys()]))].filter((path) => SCRIPT.test(path) && !path.includes('#'));
    const random = createRandom(SEED);
    for (const path of paths) {
      const texts: string[] = [source.read(path) ?? ''];
      while (texts.length <= KEYS) texts.push(edited(texts.at(-random.pick([1, 1, 1, 2])) ?? texts[0] ?? '', random));
      for (const [index, { short, whole }] of type(path, texts).compared.entries()) expect({ path, text: texts[index], found: short }).toEqual({ path, text: texts[index], found: whole });
    }
  });
});

describe('what is known without asking a rule', () => {
  const TEMPLATE = 'Resources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties: { CodeUri: src, Handler: orders.handler, Runtime: nodejs24.x, Policies: [] }\n';
  const text = [
    "import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3';",
    'export const handler = async (event) => {',
    '  const client = new S3Client({});',
    "  const note = 'how orders are kept';",
    '  console.log(JSON.stringify(event, nil1, 2));',
    '  await client.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: event.key }));',
    '};',
    '',
  ].join('\n');
  const source = memorySource({ 'template.yaml': TEMPLATE, 'src/orders.mjs': text });

  function known(...texts: readonly string[]): readonly boolean[] {
    const { compared, known: counts } = typing(source).type('src/orders.mjs', [text, ...texts]);
    for (const { short, whole } of compared) expect(short).toEqual(whole);
    expect(compared.flatMap(({ whole }) => whole).length).toBeGreaterThan(texts.length);
    return counts.slice(1).map((count) => count > 0);
  }

  test.each([
    ['a text', text.replace('orders are', 'all orders are')],
    ['a line more', `\n${text}`],
    ['a comment', text.replace("'how", "/* told */ 'how")],
    ['a name that nobody asks about', text.replace('const note', 'const noted')],
    ['a value that nobody reads', text.replace('nil1', 'nil12')],
  ])('%s: all', (_what, other) => expect(known(other, text)).toEqual([true, true]));

  test.each([
    ['a credential', text.replace('how orders are kept', 'AKIAIOSFODNN7EXAMPLO')],
    ['the name of a variable that steers the SDK', text.replace('how orders are kept', 'AWS_DEFAULTS_MODE')],
    ['a variable', text.replace('BUCKET,', 'BUCKETS,')],
    ['null', text.replace('nil1', 'null')],
    ['a call', text.replace('  const note', '  fetch(event.url);\n  const note')],
    ['a comment that silences', `// lambdavet: ignore[missing-permission] allowed elsewhere\n${text}`],
  ])('%s: nothing', (_what, other) => expect(known(other, text)).toEqual([false, false]));

  test('a rule about secrets that is off in another project says of this one what it said', () => {
    const path = 'services/src/orders.mjs';
    const secret = `export const key = 'AKIAIOSFODNN7EXAMPLO';\nexport const handler = async () => key;\n`;
    const template = (name: string, folder: string): string => TEMPLATE.replace('Orders:', `${name}:`).replace('CodeUri: src', `CodeUri: ${folder}`);
    const shared = memorySource({ 'services/template.yaml': template('Invoices', 'src'), 'template.yaml': template('Orders', 'services/src'), [path]: secret });
    const vetting: VetModuleOptions = { ...options(), severityIn: ({ severity, id }, { root }) => (id === 'secret-in-source' && root === 'services' ? 'off' : severity) };
    const templates = ['services/template.yaml', 'template.yaml'];
    const { repository: base, diagnostics: found } = vet(shared, templates, vetting);
    for (const text of [secret, `\n${secret}`, `\n\n${secret}`]) {
      const source = overlaySource(shared, new Map([[path, text]]));
      const messages = vetModule({ base, found, path, source, templates }, vetting)?.diagnostics.map(({ message }) => message);
      expect(messages).toEqual([expect.stringContaining("function 'Orders'")]);
    }
  });

  test('a rule that did not run yet runs', () => {
    const vetting = options();
    const { repository: base, diagnostics: found } = vet(source, ['template.yaml'], vetting);
    const run = (changed: string, id: string): readonly string[] | undefined =>
      vetModule({ base, found, path: 'src/orders.mjs', source: overlaySource(source, new Map([['src/orders.mjs', changed]])), templates: ['template.yaml'] }, { ...vetting, isAsked: (rule) => rule.id === id })?.diagnostics.map(({ rule, location }) => `${location.startLine} ${rule}`);
    expect(run(text, 'client-in-handler')).toEqual(['3 client-in-handler']);
    expect(run(`\n${text}`, 'undeclared-environment-variable')).toEqual(['7 undeclared-environment-variable']);
    expect(run(`\n\n${text}`, 'client-in-handler')).toEqual(['5 client-in-handler']);
  });
});

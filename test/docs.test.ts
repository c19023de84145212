import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

import { RULES } from '../rules/index.js';

const ROOT = join(import.meta.dirname, '..');
const WORK = mkdtempSync(join(tmpdir(), 'lambdavet-docs-'));

afterAll(() => rmSync(WORK, { recursive: true, force: true }));

interface Links {
  deadLinks(root: string, pages?: readonly string[]): readonly string[];
}

const { deadLinks } = (await import(join(ROOT, 'scripts/check-links.mjs'))) as Links;

describe('the pages of the site', () => {
  const site = join(WORK, 'site');
  execFileSync(process.execPath, [join(ROOT, 'scripts/docs.mjs'), site]);
  const pageOf = (id: string): string => readFileSync(join(site, 'rules', `${id}.md`), 'utf8');

  test('have no dead link', () => expect(deadLinks(site)).toEqual([]));

  test('are all in the list at the side', async () => {
    const { default: config } = (await import(join(site, '.vitepress/config.mjs'))) as { default: { themeConfig: { sidebar: readonly { link: string }[] } } };
    const links = config.themeConfig.sidebar.map(({ link }) => link);
    const guides = readdirSync(join(ROOT, 'docs')).filter((name) => name !== 'index.md').map((name) => `/${name.slice(0, -3)}`);
    expect(links).toEqual(expect.arrayContaining(guides));
  });

  test.each(RULES.map(({ id }) => id))('that of %s tells whether its fix is safe', (id) => {
    const fix = RULES.find((rule) => rule.id === id)?.fix ?? 'none';
    const words = { safe: '`--fix` makes it unattended', unsafe: '`--unsafe-fixes` makes it', manual: 'no flag makes it', none: 'There is none' }[fix];
    expect(pageOf(id).split('## Fix safety\n')[1]).toContain(words);
  });

  test('tell as of when the facts are that a rule judges by', () => {
    const { limits } = JSON.parse(readFileSync(join(ROOT, 'data/limits.json'), 'utf8')) as { limits: { layers: { asOf: string; source: [string] } } };
    expect(pageOf('too-many-layers')).toContain(`* \`limits.layers\`, as of ${limits.layers.asOf}: ${limits.layers.source[0]}`);
    expect(pageOf('blocked-runtime')).toMatch(/\* `runtimes`, as of \d{4}-\d{2}-\d{2}: /);
    expect(pageOf('malformed-policy')).not.toContain('## Facts');
  });
});

test('the README and the list of rules have no dead link', () => {
  expect(deadLinks(ROOT, [join(ROOT, 'README.md'), join(ROOT, 'rules/README.md')])).toEqual([]);
});

test.each([
  ['page.md', '# Here\n[a](gone.md) [b](other.md#gone) [c](#gone)', ['page.md: gone.md', 'page.md: other.md#gone', 'page.md: #gone']],
  ['page.md', '# Here, `now`\n[a](other.md#a-b) [b](#here-now) `[c](gone.md)` <https://example.com> [d](https://example.com/x#y)', []],
  ['page.html', '<a href="/gone">a</a><a class="x" href="/page.html#gone">b</a><a href="./other">c</a>', ['page.html: /gone', 'page.html: /page.html#gone', 'page.html: ./other']],
  ['page.html', '<h1 id="here">x</h1><a href="/page#here">a</a><a href="#here">b</a><a href="https://example.com">c</a>', []],
])('dead links of %s, case %#', (name, text, dead) => {
  const folder = mkdtempSync(join(WORK, 'links-'));
  if (name === 'page.md') writeFileSync(join(folder, 'other.md'), '## A: b\n');
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'node_modules/skipped.md'), '[a](gone.md)');
  writeFileSync(join(folder, name), text);
  expect(deadLinks(folder)).toEqual(dead);
});

test('a table that a rule names itself is among the facts of its page', () => {
  const { rules } = JSON.parse(readFileSync(join(ROOT, 'data/rule-facts.json'), 'utf8')) as { rules: Readonly<Record<string, readonly string[]>> };
  const tables = readdirSync(join(ROOT, 'data')).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5));
  const missing = RULES.flatMap(({ id, concern }) => {
    const text = readFileSync(join(ROOT, 'rules', concern, `${id}.ts`), 'utf8');
    const used = [...text.matchAll(/^import (?!type\b).*src\/data\/([\w-]+)\.js/gm)].map(([, name = '']) => name).filter((name) => tables.includes(name));
    return used.filter((table) => !rules[id]?.some((fact) => fact.split('.')[0] === table)).map((table) => `data/rule-facts.json: ${id} judges by ${table}`);
  });
  expect(missing).toEqual([]);
});

import { describe, expect, it } from 'vitest';

import { createSessions, sharedSessions } from '../../src/eslint/sessions.js';
import type { SessionsOptions } from '../../src/eslint/sessions.js';
import { diskSource } from '../../src/source/disk-source.js';
import type { TrackedSource } from '../../src/source/disk-source.js';
import { TODAY } from '../fixture-runner.js';
import { HANDLER, TEMPLATE } from './lint.js';
import { makeProject, put } from './temporary-project.js';
import { recordingRule, TEST_RULES } from './test-rules.js';

interface Harness {
  readonly folder: string;
  /** Messages for a file with a text. */
  messages(path: string, text: string, shown?: readonly string[]): readonly string[];
  /** Files read since the last call. */
  reads(): readonly string[];
  wait(milliseconds: number): void;
}

function harness(files: Readonly<Record<string, string>>, options: Partial<SessionsOptions> = {}): Harness {
  const folder = makeProject(files);
  let now = 1000;
  const read: string[] = [];
  const openSource = (root: string): TrackedSource => counting(diskSource(root, { track: true }), (path) => read.push(path));
  const sessions = createSessions({ rules: TEST_RULES, isSingleRun: false, now: () => now, today: () => TODAY, openSource, ...options });
  return {
    folder,
    messages: (path, text, shown) => [...sessions.findingsIn({ file: `${folder}/${path}`, workingFolder: folder, text, ...(shown ? { shown: new Set(shown) } : {}) }).byRule.values()].flat().map(({ message }) => message.split(' ').slice(0, 2).join(' ')),
    reads: () => read.splice(0).sort(),
    wait: (milliseconds) => {
      now += milliseconds;
    },
  };
}

function counting(source: TrackedSource, onRead: (path: string) => void): TrackedSource {
  return {
    diskRoot: source.diskRoot,
    realPath: (path) => source.realPath(path),
    read: (path) => {
      onRead(path);
      return source.read(path);
    },
    bytes: (path, from, length) => source.bytes(path, from, length),
    stat: (path) => source.stat(path),
    kind: (path) => source.kind(path),
    list: (path) => source.list(path),
    stampOf: (path) => source.stampOf(path),
    trouble: () => source.trouble(),
    note: (trouble) => { source.note(trouble); },
    hasChanged: (near, isHurried) => source.hasChanged(near, isHurried),
  };
}

const PROJECT = { 'template.yaml': TEMPLATE, 'src/orders.js': HANDLER, 'scripts/deploy.js': 'export {};\n' };

describe('a session', () => {
  it('reads the repository once for all its files', () => {
    const { messages, reads } = harness(PROJECT);
    expect(messages('template.yaml', TEMPLATE)).toEqual(["Runtime 'nodejs20.x'"]);
    expect(messages('src/orders.js', HANDLER)).toEqual(["Export 'handler'"]);
    expect(reads()).toEqual(['src/orders.js', 'template.yaml']);
  });

  it('knows the code that a build has yet to write by what it is built from, while settings of the bundler change', () => {
    const template = TEMPLATE.replace('CodeUri: src/', 'CodeUri: dist/').replace('orders.handler', 'main.handler');
    const settings = (file: string): string => `module.exports = { entry: { main: './code/${file}.js' } };\n`;
    const { folder, messages, wait } = harness({ 'template.yaml': template, 'webpack.config.js': settings('orders'), 'code/orders.js': HANDLER, 'code/users.js': HANDLER });
    expect(messages('code/orders.js', HANDLER)).toEqual(["Export 'handler'"]);
    expect(messages('code/users.js', HANDLER)).toEqual([]);
    put(folder, 'webpack.config.js', settings('users'));
    wait(60_000);
    expect(messages('code/orders.js', HANDLER)).toEqual([]);
    expect(messages('code/users.js', HANDLER)).toEqual(["Export 'handler'"]);
  });

  it('puts the open buffer over the file on disk, and forgets it', () => {
    const { messages, reads } = harness(PROJECT);
    expect(messages('template.yaml', TEMPLATE.replace('nodejs20', 'nodejs24'))).toEqual([]);
    expect(messages('template.yaml', TEMPLATE)).toEqual(["Runtime 'nodejs20.x'"]);
    expect(messages('src/orders.js', HANDLER.replace('handler', 'other'))).toEqual(["Export 'other'"]);
    expect(reads()).toEqual(['src/orders.js', 'template.yaml']);
  });

  it('runs the rules that are on, and those that a comment names', () => {
    const asked: string[] = [];
    const rule = recordingRule((root) => asked.push(root));
    const { messages } = harness(PROJECT, { rules: [...TEST_RULES, rule] });
    messages('src/orders.js', HANDLER);
    const count = (text: string, shown?: readonly string[]): number => {
      const before = asked.length;
      messages('src/orders.js', text, shown);
      return asked.length - before;
    };
    expect(count(`${HANDLER}// 1`, ['first-export'])).toBe(0);
    expect(count(`${HANDLER}// 1`, ['first-export', 'records'])).toBe(1);
    expect(count(`${HANDLER}// 1`, ['records'])).toBe(0);
    // The file says what it said.
    expect(count(`${HANDLER}// 2`)).toBe(0);
    const other = `${HANDLER}fetch('https://example.com');\n`;
    expect(count(other)).toBe(1);
    expect(count(other, ['first-export'])).toBe(0);
    const silent = `// lambdavet: ignore[records] it was loud\n${HANDLER}`;
    expect(count(silent, ['unused-suppression'])).toBe(1);
    expect(messages('src/orders.js', silent, ['unused-suppression'])).toEqual(['No finding']);
  });

  it('counts what is typed and not saved in the other files of a project, until it is saved, undone or long gone', () => {
    const { messages, wait, folder } = harness({ ...PROJECT, 'jobs/template.yaml': TEMPLATE, 'jobs/src/orders.js': HANDLER });
    const typed = TEMPLATE.replace('orders.handler', 'missing.handler');
    expect(messages('src/orders.js', HANDLER)).toEqual(["Export 'handler'"]);
    messages('template.yaml', typed);
    expect(messages('src/orders.js', HANDLER)).toEqual([]);
    expect(messages('src/orders.js', `${HANDLER}//`)).toEqual([]);
    expect(messages('jobs/src/orders.js', HANDLER)).toEqual(["Export 'handler'"]);
    messages('template.yaml', TEMPLATE);
    expect(messages('src/orders.js', HANDLER)).toEqual(["Export 'handler'"]);
    messages('template.yaml', typed);
    put(folder, 'template.yaml', `${TEMPLATE}# saved\n`);
    wait(1000);
    expect(messages('src/orders.js', HANDLER)).toEqual(["Export 'handler'"]);
    messages('template.yaml', typed);
    wait(121_000);
    expect(messages('src/orders.js', HANDLER)).toEqual(["Export 'handler'"]);
  });

  it('keeps what a run that fixes tries in one file from the next', () => {
    const { messages } = harness(PROJECT, { isSingleRun: true });
    messages('template.yaml', TEMPLATE.replace('orders.handler', 'missing.handler'));
    expect(messages('src/orders.js', HANDLER)).toEqual(["Export 'handler'"]);
  });

  it('runs again only when a file that counts has changed', () => {
    const { messages, reads, wait, folder } = harness(PROJECT);
    messages('src/orders.js', HANDLER);
    reads();
    wait(1000);
    put(folder, 'scripts/deploy.js', 'export const stage = 1;\n');
    expect(messages('scripts/deploy.js', 'export const stage = 2;\n')).toEqual([]);
    expect(reads()).toEqual([]);
    put(folder, 'template.yaml', TEMPLATE.replace('orders.handler', 'missing.handler'));
    wait(1000);
    expect(messages('src/orders.js', HANDLER)).toEqual([]);
    expect(reads()).toEqual(['template.yaml']);
  });

  it('sees files that appear', () => {
    const { messages, wait, folder } = harness(PROJECT);
    messages('template.yaml', TEMPLATE);
    put(folder, 'invoices/template.yaml', TEMPLATE);
    wait(1000);
    expect(messages('invoices/template.yaml', TEMPLATE)).toEqual(["Runtime 'nodejs20.x'"]);
  });

  it('runs only the projects that a changed file is part of', () => {
    const runs: string[] = [];
    const taken = (): readonly string[] => runs.splice(0).sort();
    const importing = "export { handler } from '../../shared/handler.js';\n";
    const { messages } = harness(
      {
        'orders/template.yaml': TEMPLATE, 'orders/src/orders.js': importing,
        'invoices/template.yaml': TEMPLATE, 'invoices/src/orders.js': importing,
        'jobs/template.yaml': TEMPLATE, 'jobs/src/orders.js': HANDLER,
        'shared/handler.js': HANDLER, 'notes.yaml': 'a: 1\n',
      },
      { rules: [...TEST_RULES, recordingRule((root) => runs.push(root))] },
    );
    messages('jobs/src/orders.js', HANDLER);
    expect(taken()).toEqual(['invoices', 'jobs', 'orders']);
    expect(messages('jobs/src/orders.js', `${HANDLER}//`)).toEqual(["Export 'handler'"]);
    expect(taken()).toEqual(['jobs']);
    expect(messages('orders/template.yaml', `${TEMPLATE}#`)).toEqual(["Runtime 'nodejs20.x'"]);
    expect(taken()).toEqual(['orders']);
    expect(messages('shared/handler.js', `${HANDLER}//`)).toEqual(["Export 'handler'"]);
    expect(taken()).toEqual(['invoices', 'orders']);
    expect(messages('notes.yaml', TEMPLATE)).toEqual(["Runtime 'nodejs20.x'"]);
    expect(taken()).toEqual(['', 'invoices', 'jobs', 'orders']);
  });

  it('knows a template that was never saved', () => {
    const { messages } = harness(PROJECT);
    expect(messages('src/template.yaml', TEMPLATE)).toEqual(["Runtime 'nodejs20.x'"]);
  });

  it.each([
    ['not within 200 ms', { isSingleRun: false }, 150, 1],
    ['after 200 ms', { isSingleRun: false }, 250, 0],
    ['never again in a single run', { isSingleRun: true }, 1000, 1],
  ] as const)('looks at the disk again: %s', (_, options, waited, expected) => {
    const { messages, wait, folder } = harness(PROJECT, options);
    messages('src/orders.js', HANDLER);
    put(folder, 'template.yaml', TEMPLATE.replace('orders.handler', 'missing.handler'));
    wait(waited);
    expect(messages('src/orders.js', HANDLER).length).toBe(expected);
  });

  it('has nothing to say in what packaging wrote, as it stands and as it is typed in', () => {
    const packaged = TEMPLATE.replace('src/', 's3://artifacts/3f2a9c0d1b7e48569a0c2d4e6f8b1a35');
    const { messages } = harness({ ...PROJECT, 'packaged.yaml': packaged });
    expect(messages('packaged.yaml', packaged)).toEqual([]);
    expect(messages('packaged.yaml', `${packaged}#\n`)).toEqual([]);
    expect(messages('packaged.yaml', packaged.replace('Orders', 'Returns'))).toEqual(["Runtime 'nodejs20.x'"]);
    expect(messages('template.yaml', TEMPLATE)).toEqual(["Runtime 'nodejs20.x'"]);
  });

  it('leaves out what our own comments silence', () => {
    const text = TEMPLATE.replace('nodejs20.x', 'nodejs20.x # lambdavet: ignore[deprecated-runtime] leaving in May');
    const { messages } = harness({ 'template.yaml': text });
    expect(messages('template.yaml', text)).toEqual([]);
  });

  it('is one for each repository', () => {
    const folder = makeProject({ ...PROJECT, 'nested/.git/HEAD': '', 'nested/template.yaml': TEMPLATE });
    const roots: string[] = [];
    const openSource = (root: string): TrackedSource => {
      roots.push(root.slice(folder.length));
      return diskSource(root, { track: true });
    };
    const sessions = createSessions({ rules: TEST_RULES, isSingleRun: false, openSource });
    for (const path of ['src/orders.js', 'nested/template.yaml', 'template.yaml']) sessions.findingsIn({ file: `${folder}/${path}`, workingFolder: folder, text: '' });
    expect(roots).toEqual(['', '/nested']);
  });

  it('is shared by copies of one version', () => {
    expect(sharedSessions('0.0.0-test', TEST_RULES)).toBe(sharedSessions('0.0.0-test', []));
    expect(sharedSessions('0.0.0-test', TEST_RULES)).not.toBe(sharedSessions('0.0.1-test', []));
  });
});

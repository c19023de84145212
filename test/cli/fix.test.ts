import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { folderWith, runCli } from './run-cli.js';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  DbPassword: # of the orders
    Type: String
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: worker.handler
      CodeUri: s3://artifacts/worker.zip
      Timeout: 60
      Environment: { Variables: { DB_PASSWORD: !Ref DbPassword } }
      Events:
        Jobs: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } }
`;
const FLAGS = ['--no-config', '--format', 'concise', '--today', '2026-11-20'];
const SAFE = TEMPLATE.replace('    Type: String\n', '    Type: String\n    NoEcho: true\n').replace('VisibilityTimeout: 30', 'VisibilityTimeout: 360');
const ADDED = `      RedrivePolicy:
        deadLetterTargetArn: !GetAtt JobsDeadLetterQueue.Arn
        maxReceiveCount: 5
  JobsDeadLetterQueue:
    Type: AWS::SQS::Queue
`;
const UNSAFE = SAFE.replace('VisibilityTimeout: 360\n', `VisibilityTimeout: 360\n${ADDED}`).replace('nodejs20.x', 'nodejs24.x');

describe('--fix', () => {
  it('makes safe fixes and reports what is left', () => {
    const folder = folderWith({ 'template.yaml': TEMPLATE });
    const { code, out, err } = runCli(folder, ['--fix', ...FLAGS]);
    expect(readFileSync(join(folder, 'template.yaml'), 'utf8')).toBe(SAFE);
    expect(err).toBe('Fixed 2 findings in 1 file.\n');
    expect(code).toBe(1);
    expect(out).toContain('deprecated-runtime');
    expect(out).not.toContain('queue-visibility');
    expect(runCli(folder, ['--fix', ...FLAGS])).toEqual({ code, out, err: '' });
  });

  it('makes the others when asked', () => {
    const folder = folderWith({ 'template.yaml': TEMPLATE });
    expect(runCli(folder, ['--unsafe-fixes', ...FLAGS]).code).toBe(0);
    expect(readFileSync(join(folder, 'template.yaml'), 'utf8')).toBe(UNSAFE);
  });

  it('keeps a byte order mark and Windows line ends', () => {
    const folder = folderWith({ 'template.yaml': `\uFEFF${TEMPLATE.replaceAll('\n', '\r\n')}` });
    runCli(folder, ['--unsafe-fixes', ...FLAGS]);
    expect(readFileSync(join(folder, 'template.yaml'), 'utf8')).toBe(`\uFEFF${UNSAFE.replaceAll('\n', '\r\n')}`);
  });

  it('shows what it would do', () => {
    const folder = folderWith({ 'template.yaml': TEMPLATE });
    const { code, out } = runCli(folder, ['--diff', ...FLAGS]);
    expect(code).toBe(1);
    expect(out).toBe(`--- a/template.yaml
+++ b/template.yaml
@@ -2,11 +2,12 @@
 Parameters:
   DbPassword: # of the orders
     Type: String
+    NoEcho: true
 Resources:
   Jobs:
     Type: AWS::SQS::Queue
     Properties:
-      VisibilityTimeout: 30
+      VisibilityTimeout: 360
   Worker:
     Type: AWS::Serverless::Function
     Properties:
`);
    expect(readFileSync(join(folder, 'template.yaml'), 'utf8')).toBe(TEMPLATE);
    writeFileSync(join(folder, 'template.yaml'), UNSAFE);
    expect(runCli(folder, ['--diff', '--unsafe-fixes', ...FLAGS])).toEqual({ code: 0, out: '', err: '' });
  });

  it('shows it in a form that steers no terminal, with names as git quotes them', () => {
    const folder = folderWith({ 'a\n::error::"b\u001b[2J\u202e/template.yaml': TEMPLATE.replace('of the orders', 'of the \u001b[2Jorders') });
    const piped = runCli(folder, ['--diff', ...FLAGS]).out;
    const name = String.raw`a\012\072\072error\072\072\"b\033[2J\342\200\256/template.yaml`;
    expect(piped.split('\n').slice(0, 2)).toEqual([`--- "a/${name}"`, `+++ "b/${name}"`]);
    expect(piped).toContain('# of the \u001b[2Jorders');
    expect(runCli(folder, ['--diff', ...FLAGS], { isTTY: true }).out).toBe(piped.replace('\u001b', '\uFFFD'));
  });

  it('shows no change beside a credential', () => {
    const key = ['AKIA', 'Q3EGRIGXEMBN5J2K'].join('');
    const folder = folderWith({ 'template.yaml': TEMPLATE.replace('of the orders', `of ${key}`), 'other/template.yaml': TEMPLATE });
    const { code, out, err } = runCli(folder, ['--diff', ...FLAGS]);
    expect({ code, err }).toEqual({ code: 1, err: '1 part of the changes to template.yaml cannot be shown, as a line has a credential; without --diff they are made.\n' });
    expect(out).not.toContain(key);
    expect(out.split('\n').slice(0, 2)).toEqual(['--- a/other/template.yaml', '+++ b/other/template.yaml']);
  });

  it('fixes only what is reported, and never standard input', () => {
    const folder = folderWith({ 'template.yaml': TEMPLATE, 'other/template.yaml': TEMPLATE });
    runCli(folder, ['--fix', 'other', ...FLAGS]);
    expect(readFileSync(join(folder, 'template.yaml'), 'utf8')).toBe(TEMPLATE);
    expect(readFileSync(join(folder, 'other/template.yaml'), 'utf8')).toBe(SAFE);
    expect(runCli(folder, ['--fix', '--stdin', '--stdin-filename', 'template.yaml', ...FLAGS]).err).toContain('--fix changes files on disk');
  });

  it('leaves alone what a comment or the command line silences', () => {
    const folder = folderWith({ 'template.yaml': TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 30 # lambdavet: ignore[queue-visibility-below-timeout] agreed') });
    const { err } = runCli(folder, ['--fix', '--ignore', 'secrets', ...FLAGS]);
    expect(err).toBe('');
  });

  it('is told of in JSON', () => {
    const { out } = runCli(folderWith({ 'template.yaml': TEMPLATE }), ['--no-config', '--format', 'json', '--select', 'queue-visibility-below-timeout']);
    const [finding] = (JSON.parse(out) as { readonly findings: readonly { readonly fixes: readonly unknown[] }[] }).findings;
    const start = TEMPLATE.indexOf('30');
    expect(finding?.fixes).toEqual([{ title: 'Set the visibility timeout to 360 s', applicability: 'safe', edits: [{ path: 'template.yaml', start, end: start + 2, text: '360' }] }]);
  });
});

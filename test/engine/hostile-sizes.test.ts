import { describe, expect, test } from 'vitest';

import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import type { Problem } from '../../src/diagnostic.js';
import { findCandidates } from '../../src/engine/discover.js';
import { createMentions } from '../../src/engine/packaging/surroundings.js';
import type { RunResult } from '../../src/engine/run.js';
import { vetOneByOne } from '../../src/engine/vet.js';
import { memorySource } from '../../src/source/file-source.js';
import type { FileSource } from '../../src/source/file-source.js';
import { RULES } from '../../rules/index.js';
import { withSizes } from '../sized-source.js';

const template = (runtime = 'nodejs22.x', functions = 1): string => `Transform: AWS::Serverless-2016-10-31\nResources:\n${many(functions, (index) => `  Orders${index}: { Type: AWS::Serverless::Function, Properties: { Runtime: ${runtime}, Handler: orders.handler, CodeUri: . } }\n`).join('')}`;
const many = <T>(count: number, make: (index: number) => T): readonly T[] => Array.from({ length: count }, (_none, index) => make(index));
const record = (count: number, entry: (index: number) => readonly [string, unknown]): string => JSON.stringify(Object.fromEntries(many(count, entry)));
const importing = (count: number, name: (index: number) => string): string => `${many(count, (index) => `require('${name(index)}');`).join('\n')}\nexports.handler = async () => 1;\n`;
const nested = (depth: number, open: string, close: string): string => `${open.repeat(depth)}1${close.repeat(depth)}`;

/** Counts of the findings and of the fixes that some rule has. */
function fixesOf(rule: string, texts: Readonly<Record<string, string>>): { readonly findings: number; readonly fixes: number } {
  const { diagnostics } = vetted(memorySource(texts));
  const own = diagnostics.filter((one) => one.rule === rule);
  return { findings: own.length, fixes: own.flatMap(({ fixes }) => fixes).length };
}

function vetted(source: FileSource): RunResult {
  return vetOneByOne(source, findCandidates(source, ''), { rules: RULES, severityIn: ({ severity }) => severity, today: '2026-11-20', runtimes: BUILT_IN_RUNTIMES });
}

/** Kind, path and beginning of the message of what a run says that it could not do. */
function problemsOf(texts: Readonly<Record<string, string>>, sizes = ''): readonly string[] {
  const source = withSizes(memorySource({ 'template.yaml': template(), 'orders.js': 'exports.handler = async () => 1;\n', ...texts }), sizes);
  return vetted(source).problems.filter(({ message }) => !message.startsWith("Rule 'dependency-not-packaged' has more")).map(({ kind, path, message }) => `${kind} ${path}: ${message}`);
}

describe('what is made to take forever is told, and not followed', () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['entries in paths', { 'orders.js': importing(5000, (index) => `@p${index}/x`), 'tsconfig.json': `{ "compilerOptions": { "paths": ${record(100_000, (index) => [`@q${index}/*`, ['lib/*']])} } }` }, "limit tsconfig.json: It has more than 1000 entries in 'paths'; the others are not followed."],
    ['places of one path', { 'orders.js': importing(2000, (index) => `@p${index}/x`), 'tsconfig.json': JSON.stringify({ compilerOptions: { paths: { '*': many(100_000, (index) => `l${index}/*`) } } }) }, "limit tsconfig.json: It has more than 20 places for '*'; the others are not followed."],
    ['referred projects', { 'orders.js': importing(2000, (index) => `@p${index}/x`), 'tsconfig.json': JSON.stringify({ references: many(50_000, (index) => ({ path: `./t${index}.json` })) }) }, "limit tsconfig.json: It has more than 1000 entries in 'references'; the others are not followed."],
    ['referred projects around a file', { 'orders.js': importing(1, () => 'x'), 'tsconfig.json': JSON.stringify({ references: many(11, (index) => ({ path: `./t${index}.json` })) }) }, 'limit tsconfig.json: It refers to more than 10 projects around one file; the others are not followed.'],
    ['what a tsconfig extends', { 'orders.js': importing(1, () => 'x'), 'tsconfig.json': '{ "extends": ["./a.json", "./a.json", "./a.json", "./a.json", "./a.json", "./a.json"] }', 'a.json': '{}' }, "limit tsconfig.json: It has more than 5 entries in 'extends'; the others are not followed."],
    ['a tsconfig that extends itself', { 'orders.js': importing(1, () => 'x'), 'tsconfig.json': '{ "extends": "./tsconfig.json" }' }, 'limit tsconfig.json: It is extended by way of more than 10 files; it is not read.'],
    ['patterns of imports', { 'orders.js': importing(5000, (index) => `#p${index}`), 'package.json': `{ "imports": ${record(100_000, (index) => [`#q${index}/*`, './a.js'])} }` }, "limit package.json: Its 'imports' has more than 200 patterns; the others are not followed."],
    ['folders of a workspace', { 'orders.js': importing(1, () => 'p'), 'package.json': JSON.stringify({ workspaces: many(20_000, (index) => `**/n${index}`) }), ...Object.fromEntries(many(100, (index) => [`d${index}/x.txt`, ''])) }, 'limit package.json: Its workspace needs a look at more than 100000 folders; packages beyond are not known.'],
    ['stars of files', { 'package.json': '{ "files": ["*a*a*a*a*a*a*a*a*a*a*b"] }', ...Object.fromEntries(many(20, (index) => ['a'.repeat(200) + String(index), ''])) }, "limit package.json: Its 'files' has more patterns, or more stars in one, than are followed; the size of the package is not exact."],
    ['a class of files that is none', { 'package.json': '{ "files": ["[a-/b", "![z-a]"] }' }, "limit package.json: Its 'files' has more patterns, or more stars in one, than are followed; the size of the package is not exact."],
    ['lines of an ignore file', { '.gitignore': many(50_000, (index) => `d${index}/*.x`).join('\n'), ...Object.fromEntries(many(100, (index) => [`f${index}.yaml`, ''])) }, 'limit .gitignore: It has more than 2000 patterns; the others are not followed.'],
    ['files of a package', Object.fromEntries(many(50_001, (index) => [`d/f${index}.txt`, ''])), 'limit .: It has more than 50000 files; the others are not counted.'],
    ['texts around the code', { 'orders.js': importing(1000, (index) => `p${index}`), ...Object.fromEntries(many(20, (index) => [`r${index}.md`, 'lorem ipsum '.repeat(25_000)])) }, 'limit .: Texts in it have more than 5000000 characters; of no package is said that they do not mention it.'],
  ])('%s', (_what, texts, problem) => {
    expect(problemsOf(texts)).toContain(problem);
  });

  test.each<[string, Readonly<Record<string, string>>, string, string]>([
    ['a lock file', { 'orders.js': importing(1, () => 'left-pad'), 'package.json': '{ "dependencies": { "axios": "1" } }' }, 'package-lock.json 20000001', 'limit package-lock.json: It has 20000001 bytes; lock files over 20000000 bytes are not read.'],
    ['a template', {}, 'shop.template.yaml 5000001', 'limit shop.template.yaml: It has 5000001 bytes; templates over 5000000 bytes are not read.'],
    ['a definition of a state machine', { 'template.yaml': `${template()}  Machine: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: machine.json } }\n` }, 'machine.json 1000001', 'limit machine.json: It has 1000001 bytes; definitions of state machines over 1000000 bytes are not read.'],
  ])('bytes of %s', (_what, texts, sizes, problem) => {
    expect(problemsOf(texts, sizes)).toContain(problem);
  });

  test.each([
    ['a module of Python', { 'template.yaml': template('python3.13'), 'orders.py': `from ${'a.'.repeat(30_000)}a import b\nimport ${'c.'.repeat(30_000)}c\ndef handler(event, context):\n    return b\n` }],
    ['an import', { 'orders.js': `require('./${'a/'.repeat(60_000)}a');\nexports.handler = async () => 1;\n` }],
    ['a handler', { 'template.yaml': template().replace('orders.handler', `${'a/'.repeat(60_000)}orders.handler`) }],
    ['an output folder', { 'tsconfig.json': `{ "compilerOptions": { "outDir": "${'a/'.repeat(60_000)}" } }` }],
  ])('folders in the path of %s', (_what, texts) => {
    expect(problemsOf(texts)).toEqual([]);
  });

  test('folders in the path of the code', () => {
    expect(problemsOf({ 'template.yaml': template().replace('CodeUri: .', `CodeUri: ${'a/'.repeat(60_000)}a`) })).toEqual([expect.stringMatching(/^outside-root template\.yaml: The code of function 'Orders0' \('a\/a\//)]);
  });

  test('a table of many names that many lines take from', () => {
    const code = `const names = ${record(8000, (index) => [`k${index}`, `v${index}`])};\nexports.handler = async (event) => {\n${'  use(process.env[names[event.x]]);\n'.repeat(8000)}};\n`;
    expect(problemsOf({ 'orders.js': code })).toEqual([]);
  });

  test('calls that many statements may be about', () => {
    const named = (name: string): string => `arn:aws:dynamodb:us-east-1:123456789012:table/${name}`;
    const statements = many(1500, (index) => `{ Effect: Allow, Action: dynamodb:GetItem, Resource: '${named(`orders-${index}`)}' }`).join();
    const calls = many(1500, (index) => `  await client.send(new GetItemCommand({ TableName: 'invoices-${index}' }));\n`).join('');
    const code = `const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb');\nconst client = new DynamoDBClient({});\nexports.handler = async () => {\n${calls}};\n`;
    expect(problemsOf({ 'template.yaml': template().replace('CodeUri: .', `CodeUri: ., Policies: [{ Statement: [${statements}] }]`), 'orders.js': code }).filter((problem) => !problem.startsWith("limit template.yaml: A finding of 'permission-resource-mismatch'"))).toEqual([]);
  });

  test('characters of a script', () => {
    expect(problemsOf({ 'orders.js': `exports.handler = async () => 1;\n${'//'.repeat(1_000_000)}` })).toEqual(['limit orders.js: It has 2000033 characters; scripts over 2000000 characters are not read.']);
  });

  test('includes of lists for pip, and characters of one line', () => {
    const texts = { 'template.yaml': template('python3.13'), 'orders.py': 'import requests\ndef handler(event, context):\n    return 1\n' };
    const chain = Object.fromEntries(many(8, (index) => [index === 0 ? 'requirements.txt' : `r${index}.txt`, `-r r${index + 1}.txt\n`]));
    expect(problemsOf({ ...texts, ...chain })).toEqual(['limit r6.txt: It is included by way of more than 5 lists; what it installs is not known.']);
    expect(problemsOf({ ...texts, 'requirements.txt': 'x'.repeat(2001) })).toEqual(['limit requirements.txt: It has a line of more than 2000 characters; what it installs is not known.']);
  });

  test('lines of a list for pip, asked for by many imports', () => {
    const texts = { 'template.yaml': template('python3.13'), 'orders.py': `${many(1000, (index) => `import mod_${index}`).join('\n')}\ndef handler(event, context):\n    return 1\n`, 'requirements.txt': many(200_000, (index) => `p${index}==1`).join('\n') };
    expect(problemsOf(texts)).toEqual(['limit requirements.txt: It has more than 10000 lines; what it installs is not known.']);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['conditions of an export', { 'orders.js': importing(1, () => 'm'), 'package.json': '{ "workspaces": ["m"] }', 'm/package.json': `{ "name": "m", "exports": { ".": ${nested(100_000, '{"a":', '}')} } }` }],
    ['dependencies of a lock file', { 'orders.js': importing(1, () => 'left-pad'), 'package.json': '{ "dependencies": { "axios": "1" } }', 'package-lock.json': `{ "dependencies": { "axios": ${nested(100_000, '{"dependencies":{"a":', '}}')} } }` }],
    ['statements of a policy', { 'template.yaml': template().replace('CodeUri: .', `CodeUri: ., Policies: [{ Statement: [${many(800, (index) => `{ Effect: Allow, Action: [s3:GetObject, s3:PutObject, s3:DeleteObject, s3:GetObjectAcl, s3:GetObjectTagging, s3:RestoreObject], Resource: 'arn:aws:s3:::orders-${index}' }`).join()}] }]`) }],
    ['layers of a function', { 'template.yaml': `${template().replace('CodeUri: .', `CodeUri: ., Layers: [${many(1000, (index) => `!Ref L${index}`).join()}]`)}${many(1000, (index) => `  L${index}: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: l${index} } }\n`).join('')}`, 'orders.js': importing(1000, (index) => `x${index}`), ...Object.fromEntries(many(1000, (index) => [`l${index}/nodejs/node_modules/x${index}/index.js`, ''])) }],
    ['functions that an event is handed through', { 'orders.js': `${many(12_000, (index) => `function f${index}(x) { return ${index === 0 ? 'x' : `f${index - 1}(x)`}; }`).join('\n')}\nexports.handler = async (event) => f11999(event);\n` }],
    ['words of a description', { 'template.yaml': `Parameters: { Password: { Type: String, NoEcho: true, Description: ${'name '.repeat(200_000)} } }\n${template()}` }],
    ['settings of one object, and reads behind one test', { 'orders.js': `const config = {\n${many(15_000, (index) => `a${index}: process.env.A${index}`).join(',\n')} };\nexports.handler = async () => ('${'x'.repeat(500_000)}' ? [${many(3000, (index) => `process.env.A${index}`).join()}] : config);\n` }],
    ['names taken out of the environment', { 'orders.js': `const { ${many(30_000, (index) => `A${index} = 1`).join()} } = process.env;\nexports.handler = async ({ ${many(30_000, (index) => `b${index}`).join()} }) => [${many(30_000, (index) => `A${index}, b${index}`).join()}];\n` }],
    ['topics of one function', { 'template.yaml': template() + many(2500, (index) => `  T${index}: { Type: AWS::SNS::Topic }\n  S${index}: { Type: AWS::SNS::Subscription, Properties: { TopicArn: !Ref T${index}, Protocol: lambda, Endpoint: !GetAtt Orders0.Arn } }\n  P${index}: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Orders0, Principal: sns.amazonaws.com, SourceArn: !Ref T${index} } }\n`).join('') }],
    ['log groups of functions', { 'template.yaml': template('nodejs22.x', 1000) + many(4000, (index) => `  L${index}: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /aws/lambda/orders-${index} } }\n`).join('') }],
    ['methods of one class, and members of one object', { 'orders.js': `class Orders {\n${many(12_000, (index) => `  m${index}() { return this.f${index}; }`).join('\n')}\n}\nconst orders = new Orders();\nconst table = { ${many(12_000, (index) => `a${index}: () => ${index}`).join()} };\nexports.handler = async () => {\n${many(12_000, (index) => `  orders.m${index}();\n  table.a${index}();\n`).join('')}};\n` }],
    ['methods of one class in Python', { 'template.yaml': template('python3.13'), 'orders.py': `class Orders:\n${many(8000, (index) => `    def m${index}(self):\n        return self.f${index}\n`).join('')}orders = Orders()\ndef handler(event, context):\n${many(8000, (index) => `    orders.m${index}()\n`).join('')}` }],
    ['branches in branches', { 'template.yaml': `Parameters: { ${many(41, (index) => `P${index}: { Type: String }`).join()} }\nConditions: { ${many(41, (index) => `C${index}: !Equals [!Ref P${index}, a]`).join()} }\n${template()}${many(100, (index) => `  Jobs${index}: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${many(40, (level) => `{ 'Fn::If': [C${level}, ${level}, `).join('')}${index}${']}'.repeat(40)} } }\n`).join('')}` }],
    ['buckets that may invoke one function', { 'template.yaml': template() + many(2500, (index) => `  B${index}: { Type: AWS::S3::Bucket, Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: !GetAtt Orders0.Arn }] } } }\n  P${index}: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Orders0, Principal: s3.amazonaws.com, SourceArn: !GetAtt B${index}.Arn } }\n`).join('') }],
    ['stars of an ignore file', { 'package.json': '{}', '.npmignore': '*a*a*a*a*a*a*a*a*a*a*b\n[a-/b\n', ['a'.repeat(200)]: '' }],
    ['ways out of a function, and calls behind them', { 'orders.js': `exports.handler = async (event) => {\n${'  if (!event.id) return undefined;\n  use(new Map());\n'.repeat(10_000)}};\n` }],
    ['ways out of a function in Python', { 'template.yaml': template('python3.13'), 'orders.py': `import os\ndef handler(event, context):\n${many(10_000, (index) => `    if os.environ.get('A${index}'):\n        return 1\n`).join('')}` }],
    ['clauses that catch under one name', { 'template.yaml': template('python3.13'), 'orders.py': `def handler(event, context):\n    try:\n        place(event)\n${many(14_000, (index) => `    except Error${index} as error:\n        print(error)\n`).join('')}` }],
    ['commands of a package', { 'package.json': '{ "dependencies": { "b": "1" } }', 'node_modules/b/x.js': '', 'node_modules/b/package.json': `{ "name": "b", "bin": ${record(200_000, (index) => [`c${index}`, 'x.js'])} }` }],
  ])('%s are followed however many or deep they are', (_what, texts) => {
    expect(problemsOf(texts).filter((problem) => !problem.startsWith('limit'))).toEqual([]);
  });

  test('a version of a lock file that is a list in lists is told', () => {
    expect(problemsOf({ 'orders.js': importing(1, () => 'left-pad'), 'package.json': '{ "dependencies": { "axios": "1" } }', 'package-lock.json': `{ "lockfileVersion": ${nested(100_000, '[', ']')} }` })).toEqual(['parse package-lock.json: It has lock file version (none), which is not known; what it installs is not known.']);
  });

  test('stages of a cloud assembly that list each other are each read once', () => {
    const stage = (target: string): string => JSON.stringify({ artifacts: Object.fromEntries(many(30, (index) => [`a${index}`, { type: 'cdk:cloud-assembly', properties: { directoryName: target } }])) });
    const stack = JSON.stringify({ artifacts: { Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.template.json' } } } });
    const source = memorySource({ 'cdk.out/manifest.json': stage('s0'), ...Object.fromEntries(many(6, (index) => [`cdk.out/s${index}/manifest.json`, index === 5 ? stack : stage(`../s${index + 1}`)])), 'cdk.out/s5/Shop.template.json': '{}' });
    expect(findCandidates(source, '')).toEqual(['cdk.out/s5/Shop.template.json']);
  });
});

describe('fixes are tried where they stand, however large the file is', () => {
  const environment = 'undeclared-environment-variable';
  const reads = (count: number): string => `exports.handler = async () => [${many(count, (index) => `process.env.A${index}`).join()}];\n`;

  test('of a template with many functions', () => {
    const others = many(3000, (index) => `  Topic${index}:\n    Type: AWS::SNS::Topic\n`).join('');
    expect(fixesOf(environment, { 'template.yaml': template('nodejs22.x', 20) + others, 'orders.js': reads(300) })).toEqual({ findings: 300, fixes: 300 });
  });

  test('of a template on one line', () => {
    const text = `{"Metadata":${record(100_000, (index) => [`k${index}`, 'v'])},"Transform":"AWS::Serverless-2016-10-31","Resources":{"Orders":{"Type":"AWS::Serverless::Function","Properties":{"Runtime":"nodejs18.x","Handler":"orders.handler","CodeUri":"."}}}}`;
    expect(fixesOf('deprecated-runtime', { 'template.json': text, 'orders.js': reads(0) })).toEqual({ findings: 1, fixes: 1 });
  });

  test.each([
    ['JavaScript', 'nodejs22.x', 'orders.js', "const { S3Client } = require('@aws-sdk/client-s3');\nexports.handler = async (event) => {\n", (index: number) => `  const c${index} = new S3Client({});\n  await c${index}.send(event.x);\n`, '};\n'],
    ['Python', 'python3.13', 'orders.py', 'import boto3\ndef handler(event, context):\n', (index: number) => `    c${index} = boto3.client('s3')\n    c${index}.list_buckets()\n`, ''],
  ])('of a handler in %s that makes thousands of clients, as long as it is not looked through too often', (_language, runtime, file, before, client, behind) => {
    const code = before + many(1500, client).join('') + behind;
    expect(fixesOf('client-in-handler', { 'template.yaml': template(runtime), [file]: code })).toEqual({ findings: 1500, fixes: Math.floor(30_000_000 / code.length) });
  });

  test('and not where hundreds of functions would change', () => {
    expect(fixesOf(environment, { 'template.yaml': template('nodejs22.x', 1000), 'orders.js': reads(500) })).toEqual({ findings: 500, fixes: 0 });
  });

  test('and no more when too much was read again for them', () => {
    const aliases = `Metadata: { Shared: &shared { A: a }, Again: *shared, Long: '${'x'.repeat(1_000_000)}' }\n`;
    expect(fixesOf(environment, { 'template.yaml': template() + aliases, 'orders.js': reads(100) })).toEqual({ findings: 100, fixes: 9 });
  });
});

describe('a package is mentioned', () => {
  const problems: Problem[] = [];
  const mentions = (text: string, name: string): boolean => createMentions(memorySource({ 'api/README.md': text }), (problem) => problems.push(problem))('api/src', name);

  test.each([['left-pad', 'Install left-pad first.'], ['left-pad', 'left-pad.'], ['left-pad', 'npm:left-pad@1.0.0'], ['left-pad', '`Left-Pad`'], ['@shop/money', 'npm i @shop/money@2'], ['shop', '@shop'], ['a.b', 'needs a.b, too'], ["it's", 'anything']])('%s in %s', (name, text) => {
    expect(mentions(text, name)).toBe(true);
  });

  test.each([['left-pad', 'left-pad-2'], ['left-pad', 'a/left-pad'], ['left-pad', 'left-pad/lib'], ['left-pad', 'x.left-pad'], ['pad', 'left-pad'], ['@shop/money', 'shop/money'], ['@shop/money', '@shop/money/lib']])('%s not in %s', (name, text) => {
    expect(mentions(text, name)).toBe(false);
  });

  test('by a text that is too long to be read, whatever it says', () => {
    expect(mentions('a'.repeat(500_001), 'left-pad')).toBe(true);
    expect(problems).toEqual([]);
  });
});

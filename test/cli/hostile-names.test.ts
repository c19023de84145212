import { describe, expect, test } from 'vitest';

import { folderWith, runCli } from './run-cli.js';

/** Names that mean something to a terminal, a build service, a page or a reader of Markdown. */
const NAMES = ['a\n::error::b', 'a\r\n##[group]c', '\u001b[2Jd', '\u001b]8;;http://x\u0007e', '</script><script>alert(1)</script>', '`x` | y', '\u202ef', '%0A::warning::g', '<img src=x onerror=alert(1)>'];
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const COMMAND = /^\s*::[A-Za-z]|##[A-Za-z]*\[/m;
/** What starts a line of `--format github`, by our hand. */
const OWN_COMMAND = /^::(?:error|warning|notice) (?=file=|line=|title=)/gm;

const quoted = (text: string): string => JSON.stringify(text);
const fileName = (name: string): string => name.replaceAll('/', '-');

function projectOf(name: string): readonly (readonly [string, string])[] {
  const folder = fileName(name);
  const statement = `{ Sid: ${quoted(name)}, Effect: Allow, Action: ${quoted(`s3:Get${name}`)}, Resource: ${quoted(name)} }`;
  const properties = `Runtime: nodejs16.x, Handler: orders.handler, CodeUri: ., FunctionName: ${quoted(name)}, Policies: [{ Statement: [${statement}] }], Environment: { Variables: { ${quoted(name)}: ${quoted(name)} } }`;
  return [
    [`${folder}/template.yaml`, `Transform: AWS::Serverless-2016-10-31\nParameters: { ${quoted(name)}: { Type: String } }\nResources:\n  ${quoted(name)}: { Type: AWS::Serverless::Function, Properties: { ${properties} } }\n  Invoices: { Type: AWS::Serverless::Function, Properties: { Runtime: python3.8, Handler: missing.handler, CodeUri: . } }\n`],
    [`${folder}/orders.js`, `const a = require(${quoted(name)}), { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');\nexports.handler = async () => { const s3 = new S3Client({}); await s3.send(new GetObjectCommand({ Bucket: ${quoted(name)}, Key: process.env[${quoted(`${name}!`)}] })); return a; };\n`],
    [`${folder}/package.json`, JSON.stringify({ name, version: name, dependencies: { [folder]: name } })],
    [`${folder}/node_modules/${folder}/package.json`, JSON.stringify({ name, version: name })],
    [`${folder}/broken.yaml`, `Resources:\n  ${quoted(name)}: {{{\n`],
  ];
}

const REPOSITORY = Object.fromEntries([['.git/HEAD', ''], ...NAMES.flatMap(projectOf)] as const);

function expectHarmless({ out, err }: { readonly out: string; readonly err: string }): void {
  for (const text of [out, err]) {
    expect(text.match(CONTROL)).toBeNull();
    expect(text.match(COMMAND)).toBeNull();
    expect(text).not.toContain('mistake of lambdavet');
  }
}

describe('names that steer what reads them are harmless', () => {
  test.each([[], ['--format', 'full'], ['--format', 'github'], ['--format', 'gitlab'], ['--format', 'junit'], ['--format', 'markdown'], ['--format', 'json'], ['--format', 'sarif'], ['inspect'], ['inspect', '--json'], ['inspect', '--package'], ['inspect', '--package', '--json'], ['inspect', '--package', '--format', 'html'], ['policy'], ['policy', '--json']].map((argv) => [argv]))('in %j', (argv) => {
    const { out, err } = runCli(folderWith(REPOSITORY), [...argv, ...(argv[0]?.startsWith('-') === false ? [] : ['--preset', 'all'])]);
    expect(out.length).toBeGreaterThan(100);
    expectHarmless({ out: argv.includes('github') ? out.replace(OWN_COMMAND, '') : out, err });
  });

  test('in a page, where no name ends the script or starts an element', () => {
    const { out } = runCli(folderWith(REPOSITORY), ['inspect', '--package', '--format', 'html']);
    expect(out.match(/<script>/g)).toHaveLength(1);
    expect(out).not.toMatch(/<img|<b>/);
  });

  test.each(NAMES)('in what is said about %j on a command line', (name) => {
    const folder = folderWith(REPOSITORY);
    for (const argv of [['explain', name], ['inspect', name], ['policy', name], ['merge', name], ['init', name], [name], ['--format', name], ['--config', name], ['--select', name], ['--runtimes', name], [`--${name}`]]) expectHarmless(runCli(folder, argv));
    expectHarmless(runCli(folder, ['init'], { cwd: `${folder}/${fileName(name)}` }));
  });
});

import { describe, expect, test } from 'vitest';

import { findingsOf, folderWith, HANDLER, reportOf, runCli } from './run-cli.js';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Runtime: { Type: String, Default: python3.13 }
  Stage: { Type: String, Default: dev }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: orders.handler
      CodeUri: .
      Runtime: !Ref Runtime
      Timeout: !If [IsProd, 60, 3]
      Events:
        Api: { Type: Api, Properties: { Path: /, Method: get } }
`;

function samconfig(environment: string, overrides: string): string {
  return `version = 0.1\n[${environment}.deploy.parameters]\nstack_name = "orders"\nparameter_overrides = ${overrides}\n`;
}

function project(config: string, more: Readonly<Record<string, string>> = {}): string {
  return folderWith({ 'template.yaml': TEMPLATE, 'orders.py': HANDLER, 'samconfig.toml': config, ...more });
}

/** `path:line rule message` of every finding. */
function placesOf(folder: string, ...flags: readonly string[]): readonly string[] {
  const { out } = runCli(folder, ['--format', 'concise', '--select', 'deprecated-runtime', ...flags]);
  return out.split('\n').filter((line) => /^\S+:\d+:\d+: /.test(line)).map((line) => line.replace(/:\d+: (?:error|warning) ([\w-]+) .*/, ' $1'));
}

describe('an environment of samconfig.toml', () => {
  test('is not read unless asked for', () => {
    expect(runCli(project('[broken'), ['--format', 'json', '--select', 'deprecated-runtime']).out).toMatch(/"problems": \[\]/);
  });

  test.each([
    ['a text', String.raw`"Runtime=\"python3.8\" Stage=\"prod\""`],
    ['the long form', '"ParameterKey=Stage,ParameterValue=prod ParameterKey=Runtime,ParameterValue=python3.8"'],
    ['a list', '["Stage=prod", "Runtime=python3.8"]'],
    ['a table', '{ Stage = "prod", Runtime = "python3.8" }'],
  ])('gives parameters their values: %s', (_form, overrides) => {
    const folder = project(samconfig('prod', overrides));
    expect(placesOf(folder)).toEqual([]);
    expect(placesOf(folder, '--config-env', 'prod')).toEqual(['samconfig.toml:4 deprecated-runtime']);
  });

  test('decides conditions', () => {
    const timeouts = (...flags: readonly string[]): number => reportOf(runCli(project(samconfig('test', '"Stage=test"')), ['--format', 'json', '--select', 'api-timeout-mismatch', ...flags])).findings.length;
    expect([timeouts(), timeouts('--config-env', 'test')]).toEqual([1, 0]);
  });

  test('the message names it', () => {
    const { out } = runCli(project(samconfig('prod', '"Runtime=python3.8"')), ['--config-env', 'prod', '--format', 'concise']);
    expect(out).toMatch(/^samconfig\.toml:4:32: .*in environment 'prod'/m);
  });

  test('what stands for all commands counts where deploy says nothing', () => {
    const config = samconfig('prod', '"Runtime=python3.8"').replace('.deploy.', '.global.');
    expect(placesOf(project(config), '--config-env', 'prod')).toEqual(['samconfig.toml:4 deprecated-runtime']);
    expect(placesOf(project(`${config}[prod.deploy.parameters]\nparameter_overrides = "Runtime=python3.12"\n`), '--config-env', 'prod')).toEqual([]);
  });

  test('a file above counts for the template that it names', () => {
    const config = (file: string): string => `${samconfig('prod', '"Runtime=python3.8"')}template_file = "${file}"\n`;
    const files = { 'samconfig.toml': config('infra/app.yaml'), 'infra/app.yaml': TEMPLATE, 'infra/orders.py': HANDLER };
    expect(placesOf(folderWith(files), '--config-env', 'prod')).toEqual(['samconfig.toml:4 deprecated-runtime']);
    expect(placesOf(folderWith({ ...files, 'samconfig.toml': config('other.yaml') }), '--config-env', 'prod')).toEqual([]);
  });

  test('reaches nested stacks through the parameters of their parent', () => {
    const parent = 'Parameters:\n  Version: { Type: String }\nResources:\n  Shop: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: shop.yaml, Parameters: { Runtime: !Ref Version } } }\n';
    const folder = folderWith({ 'template.yaml': parent, 'shop.yaml': TEMPLATE, 'orders.py': HANDLER, 'samconfig.toml': samconfig('prod', '"Version=python3.8"') });
    expect(placesOf(folder, '--config-env', 'prod')).toEqual(['samconfig.toml:4 deprecated-runtime']);
  });

  test('may be set in the configuration', () => {
    const folder = project(samconfig('prod', '"Runtime=python3.8"'), { 'lambdavet.config.json': '{ "configEnv": "prod" }' });
    expect(placesOf(folder)).toEqual(['samconfig.toml:4 deprecated-runtime']);
  });

  test('inspect shows its values', () => {
    const { out } = runCli(project(samconfig('prod', '"Runtime=python3.8"')), ['inspect', '--json', '--config-env', 'prod']);
    expect(out).toContain('"value": "python3.8"');
  });

  test('secrets stay hidden', () => {
    const template = `${TEMPLATE}      Environment: { Variables: { TOKEN: !Ref Token } }\n`.replace('Parameters:', 'Parameters:\n  Token: { Type: String, NoEcho: true }');
    const folder = folderWith({ 'template.yaml': template, 'orders.py': HANDLER, 'samconfig.toml': samconfig('prod', '"Runtime=python3.8 Token=hunter2hunter2"') });
    expect(runCli(folder, ['inspect', '--json', '--config-env', 'prod']).out).not.toContain('hunter2');
    const { out } = runCli(folder, ['--config-env', 'prod', '--select', 'deprecated-runtime']);
    expect(out).toContain('samconfig.toml:4:');
    expect(out).not.toContain('hunter2h');
  });

  test('that no file has is a mistake of the command', () => {
    const folder = project(samconfig('production', '"Stage=prod"'));
    expect(runCli(folder, ['--config-env', 'prodction'])).toMatchObject({ code: 2, err: "No samconfig.toml here has an environment 'prodction'; did you mean 'production'?\n" });
  });

  test('a file that is broken is a problem with its line; the rest is vetted', () => {
    const folder = project('version = 0.1\n[prod.deploy.parameters]\nparameter_overrides = "open\n', { 'b/template.yaml': TEMPLATE.replace('python3.13', 'python3.8'), 'b/orders.py': HANDLER });
    const result = runCli(folder, ['--config-env', 'prod', '--format', 'json', '--select', 'deprecated-runtime']);
    expect(reportOf(result).problems).toMatchObject([{ kind: 'parse', path: 'samconfig.toml', line: 3 }]);
    expect(findingsOf(result)).toHaveLength(1);
  });

  test('overrides of another shape are a problem', () => {
    const result = runCli(project(samconfig('prod', '"file://params.yaml"')), ['--config-env', 'prod', '--format', 'json']);
    expect(reportOf(result).problems).toMatchObject([{ kind: 'parse', path: 'samconfig.toml', line: 4 }]);
  });
});

import { describe, expect, test } from 'vitest';

import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import { findCandidates } from '../../src/engine/discover.js';
import { createCaches, vet } from '../../src/engine/vet.js';
import type { VetResult } from '../../src/engine/vet.js';
import { loadRepository } from '../../src/engine/load.js';
import type { LoadedRepository } from '../../src/engine/load.js';
import { defineStack } from '../../src/project/definitions.js';
import { known } from '../../src/resolved.js';
import { memorySource } from '../../src/source/file-source.js';
import { RULES } from '../../rules/index.js';

type Sources = Readonly<Record<string, string>>;

function load(sources: Sources): LoadedRepository {
  const source = memorySource(sources);
  return loadRepository(source, findCandidates(source, ''), createCaches());
}

function vetted(sources: Sources, rule: string): VetResult {
  const source = memorySource(sources);
  const severityIn: Parameters<typeof vet>[2]['severityIn'] = ({ id, severity }) => (id === rule ? severity : 'off');
  return vet(source, findCandidates(source, ''), { rules: RULES, severityIn, today: '2026-11-20', runtimes: BUILT_IN_RUNTIMES });
}

const CHILD = `Parameters:
  Runtime: { Type: String, Default: nodejs22.x }
  Seconds: { Type: Number, Default: 3 }
  Table: { Type: String }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: orders.handler
      Runtime: !Ref Runtime
      Timeout: !Ref Seconds
      InlineCode: 'exports.handler = async () => {}'
      Environment: { Variables: { TABLE: !Ref Table } }
Outputs:
  Name: { Value: !Sub 'orders-\${Runtime}' }
  Arn: { Value: !GetAtt Orders.Arn }
`;

function stack(id: string, url: string, parameters = '{}'): string {
  return `  ${id}:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: ${url}\n      Parameters: ${parameters}\n`;
}

describe('nested stacks', () => {
  test('join the project of their parent, with the values that it passes', () => {
    const { projects, problems, functionCount } = load({
      'template.yaml': `Resources:\n${stack('Shop', './stacks/shop.yaml', '{ Runtime: nodejs14.x, Seconds: 60 }')}`,
      'stacks/shop.yaml': CHILD,
    });
    expect(problems).toEqual([]);
    expect(projects.map(({ root, templates }) => [root, templates.map(({ path }) => path)])).toEqual([['', ['template.yaml', 'stacks/shop.yaml']]]);
    expect(functionCount).toBe(1);
    const [orders] = (projects[0]?.stacks ?? []).flatMap((one) => defineStack(one).flatMap(({ functions }) => functions));
    expect(orders && [known(orders.runtime), known(orders.timeout), orders.timeout.at.path]).toEqual(['nodejs14.x', 60, 'template.yaml']);
  });

  test('of SAM are read as well', () => {
    const { projects } = load({
      'template.yaml': 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Shop:\n    Type: AWS::Serverless::Application\n    Properties:\n      Location: shop.yaml\n',
      'shop.yaml': CHILD,
    });
    expect(projects.map(({ stacks }) => stacks.map(({ template, nested }) => [template.path, [...nested.keys()]]))).toEqual([[['template.yaml', ['Shop']]]]);
  });

  test('findings point to the value in the parent', () => {
    const { diagnostics } = vetted({
      'template.yaml': `Resources:\n${stack('Shop', './shop.yaml', '\n        Runtime: nodejs14.x')}`,
      'shop.yaml': CHILD,
    }, 'blocked-runtime');
    expect(diagnostics.map(({ location: { path, startLine, startColumn } }) => [path, startLine, startColumn])).toEqual([['template.yaml', 7, 18]]);
  });

  test('a template used twice is vetted for each use; what both have is one finding', () => {
    const sources = {
      'template.yaml': `Resources:\n${stack('Old', './shop.yaml', '{ Runtime: nodejs14.x }')}${stack('New', './shop.yaml', '{ Runtime: nodejs22.x }')}`,
      'shop.yaml': CHILD,
    };
    expect(vetted(sources, 'blocked-runtime').diagnostics.map(({ location }) => location.startLine)).toEqual([6]);
    expect(load(sources).projects[0]?.handlers.size).toBe(2);
    const bad = { ...sources, 'shop.yaml': CHILD.replace('!Ref Runtime', 'nodejs14.x') };
    expect(vetted(bad, 'blocked-runtime').diagnostics.map(({ location: { path, startLine } }) => [path, startLine])).toEqual([['shop.yaml', 10]]);
  });

  test('a default counts where the parent passes nothing, and nowhere else', () => {
    const child = CHILD.replace('nodejs22.x', 'nodejs14.x');
    const parent = (parameters: string): Sources => ({ 'template.yaml': `Resources:\n${stack('Shop', './shop.yaml', parameters)}`, 'shop.yaml': child });
    expect(vetted(parent('{}'), 'blocked-runtime').diagnostics).toHaveLength(1);
    expect(vetted(parent('{ Runtime: nodejs22.x }'), 'blocked-runtime').diagnostics).toEqual([]);
    expect(vetted(parent('{ Runtime: !ImportValue runtime }'), 'blocked-runtime').diagnostics).toEqual([]);
  });

  test('outputs come up, also into the parameters of another stack', () => {
    const { projects } = load({
      'template.yaml': `Resources:\n${stack('Audit', './shop.yaml', '{ Runtime: nodejs22.x, Table: !GetAtt Shop.Outputs.Name }')}${stack('Shop', './shop.yaml', '{ Runtime: nodejs20.x }')}`,
      'shop.yaml': CHILD,
    });
    const tables = (projects[0]?.stacks ?? []).flatMap((one) => defineStack(one).flatMap(({ functions }) => functions)).map(({ environment }) => {
      const table = known(environment)?.get('TABLE')?.value;
      return table && known(table);
    });
    expect(tables).toEqual([['orders-nodejs20.x'], undefined]);
  });

  test('a stack that is never deployed is left out', () => {
    const parent = `Conditions:\n  Never: !Equals [a, b]\nResources:\n${stack('Shop', './shop.yaml').replace('    Properties', '    Condition: Never\n    Properties')}`;
    expect(load({ 'template.yaml': parent, 'shop.yaml': CHILD }).functionCount).toBe(0);
  });

  test('a parameter that leads back to itself is unknown', () => {
    const child = CHILD.replace("!Sub 'orders-${Runtime}'", '!Ref Table');
    const { projects } = load({
      'template.yaml': `Resources:\n${stack('A', './shop.yaml', '{ Table: !GetAtt B.Outputs.Name }')}${stack('B', './shop.yaml', '{ Table: !GetAtt A.Outputs.Name }')}`,
      'shop.yaml': child,
    });
    expect(projects[0]?.handlers.size).toBe(2);
  });
});

describe('nested stacks that lead nowhere', () => {
  const problemsOf = (sources: Sources): readonly unknown[] => load(sources).problems.map(({ kind, path, line }) => [kind, path, line]);

  test('are problems where a file should be there', () => {
    expect(problemsOf({ 'app/template.yaml': `Resources:\n${stack('A', './gone.yaml')}${stack('B', '../../away.yaml')}${stack('C', 'https://s3.amazonaws.com/x/c.yaml')}${stack('D', '!Ref Url')}` })).toEqual([
      ['unreadable', 'app/template.yaml', 5],
      ['outside-root', 'app/template.yaml', 10],
    ]);
  });

  test('circles are not followed', () => {
    const other = (name: string): string => `Resources:\n${stack('Next', `./${name}.yaml`)}  Jobs: { Type: AWS::SQS::Queue }\n`;
    expect(problemsOf({ 'a.yaml': other('b'), 'b.yaml': other('a') })).toEqual([['parse', 'b.yaml', 5]]);
    expect(problemsOf({ 'a.yaml': other('a') })).toEqual([['parse', 'a.yaml', 5]]);
  });

  test('templates that nest another twice, and it another, are capped', () => {
    const sources = Object.fromEntries(Array.from({ length: 30 }, (_, level) => [
      `level-${level}.yaml`,
      `Resources:\n${stack('A', `./level-${level + 1}.yaml`)}${stack('B', `./level-${level + 1}.yaml`)}`,
    ]));
    const { problems, projects } = load({ ...sources, 'level-30.yaml': CHILD });
    expect(problems.map(({ kind }) => kind)).toContain('limit');
    expect(projects).toHaveLength(1);
  });

  test('500 of them take no time', () => {
    const places = Array.from({ length: 500 }, (_, index) => stack(`Shop${index}`, './shop.yaml', index === 0 ? '{}' : `{ Table: !GetAtt Shop${index - 1}.Outputs.Name }`));
    const { problems, functionCount } = load({ 'template.yaml': `Resources:\n${places.join('')}`, 'shop.yaml': CHILD.replace("!Sub 'orders-${Runtime}'", '!Ref Table') });
    expect(problems.map(({ kind, path, line }) => [kind, path, line])).toEqual([['limit', 'template.yaml', 1005]]);
    expect(functionCount).toBe(200);
  });
});

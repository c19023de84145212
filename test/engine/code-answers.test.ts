import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import { CodeAnswers } from '../../src/engine/code-answers.js';
import { findCandidates } from '../../src/engine/discover.js';
import { createCaches, vet } from '../../src/engine/vet.js';
import type { VetOptions } from '../../src/engine/vet.js';
import { memorySource, overlaySource } from '../../src/source/file-source.js';
import type { FileSource } from '../../src/source/file-source.js';
import { RULES } from '../../rules/index.js';
import { FIXTURES, fixtureCases } from '../fixture-cases.js';
import { fixtureSource, TODAY } from '../fixture-runner.js';

function options(): VetOptions {
  return { rules: RULES, severityIn: ({ severity }) => severity, today: TODAY, runtimes: BUILT_IN_RUNTIMES, caches: createCaches() };
}

/** What is said of the second source, when what the code of the first one told is kept, and when nothing is. */
function compare(before: FileSource, after: FileSource): { readonly kept: unknown; readonly anew: unknown } {
  const [vetting, answers] = [options(), new CodeAnswers()];
  const run = (source: FileSource): unknown => vet(source, findCandidates(source, ''), { ...vetting, answersBelow: (project) => answers.of(project, vetting) }).diagnostics;
  run(before);
  return { kept: run(after), anew: vet(after, findCandidates(after, ''), options()).diagnostics };
}

describe('a template that changes', () => {
  test.each([...new Set(fixtureCases().map(({ rule }) => rule))])('%s: has the findings that a run gives which kept nothing', (rule) => {
    const source = fixtureSource(join(FIXTURES, rule));
    const templates = findCandidates(source, '').filter((path) => /\.ya?ml$/.test(path));
    const { kept, anew } = compare(source, overlaySource(source, new Map(templates.map((path) => [path, `# typed\n${source.read(path) ?? ''}`]))));
    expect(kept).toEqual(anew);
  });
});

const FILES = {
  'template.yaml': `Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src, Handler: orders.handler, Runtime: nodejs24.x }
`,
  'src/orders.js': "const { table } = require('./table.js');\nexports.handler = async () => table;\nexports.other = async () => process.env.OTHER;\n",
  'src/table.js': 'exports.table = process.env.TABLE;\n',
  'src/invoices.js': 'exports.handler = async () => process.env.INVOICES;\n',
};

describe('what the code of a project tells', () => {
  const later = (texts: Readonly<Record<string, string>>): FileSource => overlaySource(memorySource(FILES), new Map(Object.entries(texts)));

  test.each([
    ['another export', { 'template.yaml': FILES['template.yaml'].replace('orders.handler', 'orders.other') }],
    ['another file', { 'template.yaml': FILES['template.yaml'].replace('orders.handler', 'invoices.handler') }],
    ['no file', { 'template.yaml': FILES['template.yaml'].replace('orders.handler', 'missing.handler') }],
    ['an imported module with other text', { 'src/table.js': 'exports.table = process.env.TABLES;\n' }],
    ['an import that leads nowhere', { 'src/orders.js': "const { table } = require('./tables.js');\nexports.handler = async () => table;\n" }],
  ])('is worked out anew for %s', (_case, texts) => {
    const { kept, anew } = compare(memorySource(FILES), later(texts));
    expect(kept).toEqual(anew);
  });

  test('is kept while only the template changes', () => {
    const [vetting, answers] = [options(), new CodeAnswers()];
    const drivers = [memorySource(FILES), later({ 'template.yaml': `# typed\n${FILES['template.yaml']}` }), later({ 'src/table.js': '\n' })].map((source) => {
      const [project] = vet(source, ['template.yaml'], vetting).repository.projects;
      return project && answers.of(project, vetting);
    });
    expect(drivers[1]).toBe(drivers[0]);
    expect(drivers[2]).not.toBe(drivers[0]);
  });
});

import { expect, test } from 'vitest';

import { RULES } from '../../rules/index.js';
import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import { findCandidates } from '../../src/engine/discover.js';
import type { KeptOutcome } from '../../src/engine/keep-outcomes.js';
import { openRepository } from '../../src/engine/load.js';
import { runRules } from '../../src/engine/run.js';
import type { RunOptions, RunResult } from '../../src/engine/run.js';
import { vetShare } from '../../src/engine/share.js';
import type { OtherThread } from '../../src/engine/share.js';
import { withoutCaches } from '../../src/engine/vet.js';
import { memorySource } from '../../src/source/file-source.js';

const OPTIONS: RunOptions = { rules: RULES, severityIn: ({ severity }) => severity, today: '2026-11-20', runtimes: BUILT_IN_RUNTIMES };

/** Six projects that share a broken module and one with a finding, which all of them have something to say about; one has code inside its template with a comment that silences. */
function files(): Readonly<Record<string, string>> {
  const texts: Record<string, string> = { 'shared/log.js': 'exports.log = (;\n', 'shared/table.js': 'exports.table = () => process.env.TABEL;\n' };
  for (let index = 0; index < 6; index++) {
    const code = index === 3 ? '\n      InlineCode: |\n        // lambdavet: ignore[undeclared-environment-variable] for the test\n        exports.handler = async () => process.env.TABEL;' : '\n      CodeUri: .';
    texts[`team${index}/template.yaml`] = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      Environment: { Variables: { TABLE: orders } }${code}
`;
    texts[`team${index}/index.js`] = "const { log } = require('../shared/log');\nconst { table } = require('../shared/table');\nexports.handler = async () => log(process.env.TABEL + table());\n";
  }
  return texts;
}

/** A thread that claims some of the projects and has them vetted before this one asks; `lost` of them it does not hand over. */
function threadOf(claimed: readonly number[], lost: readonly number[]): OtherThread {
  const source = memorySource(files());
  const outcomes = new Map<number, KeptOutcome>();
  const problems = vetShare(openRepository(source, findCandidates(source, ''), withoutCaches()), OPTIONS, {
    claim: (index) => claimed.includes(index),
    handOver: (index, kept) => {
      // As between threads: only what JSON can say.
      if (!lost.includes(index)) outcomes.set(index, JSON.parse(JSON.stringify(kept)) as KeptOutcome);
    },
    digest: undefined,
  });
  return { claim: (index) => !claimed.includes(index), share: () => ({ outcomes, problems }) };
}

function said({ diagnostics, problems, secrets }: RunResult): string {
  return JSON.stringify({ diagnostics, problems, secrets });
}

function run(otherThread?: OtherThread): { readonly said: string; readonly counts: readonly number[]; readonly result: RunResult } {
  const source = memorySource(files());
  const repository = openRepository(source, findCandidates(source, ''), withoutCaches());
  const result = runRules(source, repository, { ...OPTIONS, otherThread });
  return { said: said(result), counts: [repository.fileCount, repository.functionCount], result };
}

test.each([
  ['half of the projects', [1, 3, 5], []],
  ['the first one', [0], []],
  ['all of them', [0, 1, 2, 3, 4, 5], []],
  ['none', [], []],
  ['some, and some of these are lost', [0, 1, 2, 3], [0, 2]],
  ['all, and all are lost', [0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5]],
])('two threads say what one says: the other one takes %s', (_what, claimed, lost) => {
  const alone = run();
  expect(alone.result.diagnostics.find(({ rule, location }) => rule === 'undeclared-environment-variable' && location.path === 'shared/table.js')?.related.length).toBeGreaterThan(3);
  expect(alone.result.diagnostics.map(({ rule, suppressed }) => [rule, suppressed !== null])).toContainEqual(['undeclared-environment-variable', true]);
  const together = run(threadOf(claimed, lost));
  expect(together.said).toBe(alone.said);
  expect(together.counts).toEqual(alone.counts);
});

import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from 'sarif';

const BINARY = join(import.meta.dirname, '../../node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool');

/** Why the official validator cannot run here; undefined if it can. */
export const NOT_RUNNABLE = existsSync(BINARY) ? undefined : 'the package @microsoft/sarif-multitool-linux is not installed';

const GITHUB_RULES = [
  'GH1001.ProvideRequiredLocationProperties',
  'GH1002.InlineThreadFlowLocations',
  'GH1003.ProvideRequiredRegionProperties',
  'GH1004.ReviewArraysThatExceedConfigurableDefaults',
  'GH1005.LocationsMustBeRelativeUrisOrFilePaths',
  'GH1006.ProvideCheckoutPath',
  'GH1007.ProvideFullyFormattedMessageStrings',
  'SARIF2007.ExpressPathsRelativeToRepoRoot',
];
const SWITCHED_OFF = [
  // Fetches every link, its own schema's included: without a network it always notes.
  'SARIF2006.UrisShouldBeReachable',
  // Wants ids like CS2001. Ours are the words that people type in configurations and comments.
  'SARIF2009.ConsiderConventionalIdentifierValues',
];

/** What microsoft/sarif-sdk: policies/github.config.xml switches on, and what we switch off. */
function configuration(): string {
  const entry = (rule: string, state: string) =>
    `<Properties Key="${rule}.Options"><Property Key="RuleEnabled" Value="${state}" Type="Driver.RuleEnabledState" /></Properties>`;
  const entries = [...GITHUB_RULES.map((rule) => entry(rule, 'Error')), ...SWITCHED_OFF.map((rule) => entry(rule, 'Disabled'))];
  return `<?xml version="1.0" encoding="utf-8"?>\n<Properties>${entries.join('\n')}</Properties>`;
}

/** Everything the validator says about a SARIF text, as `level rule message arguments`. It exits 0 even after errors. */
export function validate(sarif: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'lambdavet-sarif-'));
  try {
    const input = join(folder, 'report.sarif');
    const config = join(folder, 'config.xml');
    const output = join(folder, 'output.sarif');
    writeFileSync(input, sarif);
    writeFileSync(config, configuration());
    const options = ['--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning;Note', '--output', output, '--log', 'ForceOverwrite', '--quiet'];
    const { status, stdout, stderr } = spawnSync(executable(folder), ['validate', input, '-c', config, ...options], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the validator failed: ${stdout}${stderr}`);
    return findings(readFileSync(output, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function findings(output: string): readonly string[] {
  const log: Log = JSON.parse(output.replace(/^\uFEFF/, ''));
  const results = log.runs.flatMap((run) => run.results ?? []);
  return results.map(({ level, ruleId, message }) => `${level ?? 'warning'} ${ruleId} ${message.id}: ${message.arguments?.join(' | ')}`);
}

/** Packages may be unpacked without the right to execute. */
function executable(folder: string): string {
  try {
    accessSync(BINARY, constants.X_OK);
    return BINARY;
  } catch {
    const copy = join(folder, 'Sarif.Multitool');
    copyFileSync(BINARY, copy);
    chmodSync(copy, 0o700);
    return copy;
  }
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { findCandidates } from '../engine/discover.js';
import { diskSource } from '../source/disk-source.js';
import type { Arguments } from './arguments.js';
import { eslintSnippet } from './eslint-snippet.js';
import { filesOf, FRAMEWORKS } from './frameworks.js';
import type { Io } from './io.js';
import { printable } from '../report/printable.js';
import { UsageError } from './usage-error.js';

/** What the working directory is deployed with, and what that means for a run. */
interface Framework {
  readonly name: string;
  readonly files: readonly string[];
  readonly advice?: string;
}

const SHOWN = 3;
const ESLINT_CONFIGS = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((ending) => `eslint.config.${ending}`);
const HOOK_COMMAND = 'npx --no-install lambdavet check --no-error-on-unmatched --quiet';
const PRE_COMMIT = `repos:
  - repo: local
    hooks:
      - id: lambdavet
        name: lambdavet
        entry: ${HOOK_COMMAND}
        language: system
        files: '\\.([cm]?[jt]sx?|py|ya?ml|json|template|toml)$'
        require_serial: true
`;

/** Writes a configuration, the ESLint plugin's and a hook, as far as there is none; what is there is left alone, and told how to extend. */
export function init({ positionals }: Arguments, { cwd, stdout }: Io): number {
  if (positionals.length > 0) throw new UsageError('init takes no arguments: it looks at the working directory');
  const frameworks = findFrameworks(cwd);
  const lines = [
    ...(frameworks.length === 0 ? ['Found no SAM, CloudFormation, CDK or Serverless Framework project here; writing the files all the same.'] : frameworks.map(foundLine)),
    ...frameworks.flatMap(({ advice }) => advice ?? []),
    ...writeConfig(cwd),
    ...writeEslint(cwd, frameworks.flatMap(({ name, files }) => (name === 'SAM' || name === 'CloudFormation' ? files : []))),
    ...writeHook(cwd),
    ...(frameworks.length === 0 ? [] : ["Next: 'npx lambdavet' shows what there is to say, 'npx lambdavet baseline' accepts all of today's, so that only new findings fail."]),
  ];
  stdout.write(`${lines.map(printable).join('\n')}\n`);
  return 0;
}

function foundLine({ name, files }: Framework): string {
  const more = files.length - SHOWN;
  return `Found ${name}: ${files.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function findFrameworks(cwd: string): readonly Framework[] {
  const source = diskSource(cwd);
  const candidates = findCandidates(source, '').map((path) => ({ path, text: source.read(path) ?? '' }));
  const templates = candidates.filter(({ text }) => hasResources(text) && text.includes('AWS::')).map(({ path, text }) => ({ path, isSam: text.includes('AWS::Serverless') }));
  const all: readonly Framework[] = [
    { name: 'SAM', files: templates.filter(({ isSam }) => isSam).map(({ path }) => path) },
    { name: 'CloudFormation', files: templates.filter(({ isSam }) => !isSam).map(({ path }) => path) },
    ...FRAMEWORKS.map((framework) => ({ name: framework.name, files: filesOf(framework, cwd), advice: framework.advice })),
  ];
  return all.filter(({ files }) => files.length > 0);
}

/** At the top, where serverless.yml has them deeper; anywhere in JSON. */
function hasResources(text: string): boolean {
  return /^["']?Resources["']?\s*:/m.test(text) || (/^\uFEFF?\s*\{/.test(text) && text.includes('"Resources"'));
}

function writeConfig(cwd: string): readonly string[] {
  if (readPackage(cwd)?.['lambdavet'] !== undefined) return ["Kept package.json: it has the key 'lambdavet'"];
  const schema = './node_modules/lambdavet/schema/lambdavet.config.schema.json';
  return write(cwd, 'lambdavet.config.json', `${JSON.stringify({ $schema: schema, preset: 'recommended' }, null, 2)}\n`, []);
}

function writeEslint(cwd: string, templates: readonly string[]): readonly string[] {
  const snippet = eslintSnippet(templates);
  const existing = ESLINT_CONFIGS.find((name) => existsSync(join(cwd, name)));
  if (existing !== undefined) return [`Kept ${existing}; add to it:`, ...indented(snippet)];
  const legacy = legacyConfig(cwd);
  // A flat configuration beside it would take its place, and all rules of the project would be gone.
  if (legacy !== undefined) return [`Kept ${legacy}: the plugin needs a flat configuration (ESLint 9.22 or newer); once there is one, add to it:`, ...indented(snippet)];
  return write(cwd, 'eslint.config.mjs', snippet, []);
}

/** What configured ESLint before version 9. */
function legacyConfig(cwd: string): string | undefined {
  const file = ['', '.js', '.cjs', '.yaml', '.yml', '.json'].map((ending) => `.eslintrc${ending}`).find((name) => existsSync(join(cwd, name)));
  return file ?? (readPackage(cwd)?.['eslintConfig'] === undefined ? undefined : 'package.json#eslintConfig');
}

/** The hook of the tool that is there; without any, that of pre-commit. */
function writeHook(cwd: string): readonly string[] {
  const has = (name: string): boolean => existsSync(join(cwd, name));
  const lefthook = ['lefthook.yml', 'lefthook.yaml', '.lefthook.yml'].find(has);
  if (readPackage(cwd)?.['lint-staged'] !== undefined) return ["Kept package.json; add to 'lint-staged':", ...indented(`"*.{js,mjs,cjs,ts,mts,cts,py,yaml,yml,json,template}": "${HOOK_COMMAND.replace('npx --no-install ', '')}"`)];
  if (lefthook !== undefined) return [`Kept ${lefthook}; add to it:`, ...indented(`pre-commit:\n  jobs:\n    - name: lambdavet\n      glob: ['*.{js,mjs,cjs,ts,mts,cts,py,yaml,yml,json,template}']\n      run: ${HOOK_COMMAND} {staged_files}`)];
  if (has('.husky')) return write(cwd, '.husky/pre-commit', `${HOOK_COMMAND}\n`, indented(HOOK_COMMAND));
  return write(cwd, '.pre-commit-config.yaml', PRE_COMMIT, indented(PRE_COMMIT.replace('repos:\n', '')));
}

/** Never over a file that is there, not even one that appears meanwhile. */
function write(cwd: string, name: string, text: string, addition: readonly string[]): readonly string[] {
  try {
    writeFileSync(join(cwd, name), text, { flag: 'wx' });
    return [`Wrote ${name}`];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EEXIST') return [`Kept ${name}${addition.length > 0 ? '; add to it:' : ''}`, ...addition];
    throw new UsageError(`Cannot write '${name}' (${code})`);
  }
}

function indented(text: string): readonly string[] {
  return text.trimEnd().split('\n').map((line) => `    ${line}`);
}

function readPackage(cwd: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const data: unknown = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
    return typeof data === 'object' && data !== null ? { ...data } : undefined;
  } catch {
    return undefined; // None, or one that npm will complain about.
  }
}

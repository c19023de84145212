// The first step of the action: vets (or joins shards), leaves the reports in a folder, fills the job's summary and the outputs. It fails only where
// the run itself failed; then there is no SARIF file, since an incomplete one would close alerts as fixed. Findings fail the last step, after the upload.
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const given = (name) => (process.env[`LAMBDAVET_${name}`] ?? '').trim();
const lines = (text) => text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '');

function fail(message) {
  console.log(`::error title=lambdavet::${message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}`);
  process.exit(2);
}

/** The words that run the tool; never through a shell. */
function command(version) {
  if (version === '' || version === 'bundled') return [process.execPath, join(dirname(fileURLToPath(import.meta.url)), 'dist/cli.cjs')];
  if (version === 'project') {
    try {
      const manifest = createRequire(join(process.cwd(), 'package.json')).resolve('lambdavet/package.json');
      return [process.execPath, join(dirname(manifest), 'dist/cli.cjs')];
    } catch {
      return fail("version is 'project', but lambdavet is not installed in node_modules");
    }
  }
  if (!/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.test(version)) return fail(`version is '${version}', but must be bundled, project or an exact X.Y.Z`);
  return ['npx', '--yes', `lambdavet@${version}`];
}

function execute(args) {
  const [file, ...first] = command(given('VERSION'));
  const { status, error } = spawnSync(file, [...first, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) fail(`lambdavet could not be started: ${error.message}`);
  return status ?? 2;
}

const folder = mkdtempSync(join(process.env.RUNNER_TEMP ?? tmpdir(), 'lambdavet-'));
const reports = { json: join(folder, 'lambdavet.json'), sarif: join(folder, 'lambdavet.sarif'), markdown: join(folder, 'lambdavet.md') };
const shown = given('ANNOTATIONS') === 'true' ? 'github' : 'concise';
const limit = given('SARIF_LIMIT') === '' ? [] : [`--sarif-limit=${given('SARIF_LIMIT')}`];
const failOn = ['--fail-on', given('FAIL_ON') || 'never'];

function vet() {
  const optional = { config: 'CONFIG', preset: 'PRESET', 'min-severity': 'MIN_SEVERITY', 'min-precision': 'MIN_PRECISION', shard: 'SHARD' };
  const flags = Object.entries(optional).flatMap(([flag, name]) => (given(name) === '' ? [] : [`--${flag}=${given(name)}`]));
  const outputs = Object.entries(reports).flatMap(([format, file]) => ['--output', `${format}=${file}`]);
  return execute(['check', '--format', shown, ...outputs, ...limit, ...failOn, ...flags, '--', ...lines(given('PATHS'))]);
}

function merge(parts) {
  const files = readdirSync(parts, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
  const named = (name) => files.filter((file) => file.endsWith(`/${name}`) || file.endsWith(`\\${name}`));
  const sarif = execute(['merge', ...named('lambdavet.sarif'), '--format', 'sarif', '--output', `sarif=${reports.sarif}`, ...limit, ...failOn]);
  const json = execute(['merge', ...named('lambdavet.json'), '--format', shown, '--output', `json=${reports.json}`, '--output', `markdown=${reports.markdown}`, ...failOn]);
  return Math.max(sarif, json);
}

const output = (name, value) => process.env.GITHUB_OUTPUT && appendFileSync(process.env.GITHUB_OUTPUT, `${name}=${value}\n`);

mkdirSync(folder, { recursive: true });
const code = given('MERGE') === '' ? vet() : merge(given('MERGE'));
output('exit-code', code);
if (code !== 0 && code !== 1) {
  rmSync(folder, { recursive: true, force: true });
  fail(`lambdavet ended with exit code ${code}; nothing is uploaded`);
}
if (process.env.GITHUB_STEP_SUMMARY) appendFileSync(process.env.GITHUB_STEP_SUMMARY, readFileSync(reports.markdown, 'utf8'));
const { errors, warnings, notes } = JSON.parse(readFileSync(reports.json, 'utf8')).summary;
for (const [name, value] of Object.entries({ 'sarif-file': reports.sarif, 'json-file': reports.json, 'report-folder': folder, findings: errors + warnings + notes })) output(name, value);

import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const WORK = mkdtempSync(join(tmpdir(), 'lambdavet-pack-'));
/** What is published, built apart from the working tree so that no other test sees a half-written `dist`. */
const STAGE = join(WORK, 'package');
const MAX_PACKAGES = 6;
const MAX_BYTES = 10_000_000;

let packed: readonly string[] = [];
let tarball = '';

beforeAll(() => {
  mkdirSync(STAGE);
  for (const name of ['package.json', 'README.md', 'LICENSE', 'THIRD_PARTY_NOTICES.md']) if (existsSync(join(ROOT, name))) copyFileSync(join(ROOT, name), join(STAGE, name));
  if (existsSync(join(ROOT, 'schema'))) cpSync(join(ROOT, 'schema'), join(STAGE, 'schema'), { recursive: true });
  run(ROOT, process.execPath, 'scripts/build.mjs', '--quiet', '--check', '--outdir', join(STAGE, 'dist'));
  const listing = run(STAGE, 'npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', WORK);
  const [entry] = readPackListing(listing);
  packed = entry?.files ?? [];
  tarball = join(WORK, entry?.filename ?? '');
}, 120_000);

afterAll(() => rmSync(WORK, { recursive: true, force: true }));

describe('the package', () => {
  test('has what publint asks for', async () => {
    const { messages, pkg } = await publint({ pkgDir: STAGE, strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test('holds the entries and nothing of the sources', () => {
    expect(packed).toEqual(expect.arrayContaining(['dist/cli.cjs', 'dist/core.cjs', 'dist/library.cjs', 'dist/index.js', 'dist/eslint.js', 'dist/later-commands.cjs', 'dist/later-formats.cjs', 'dist/later-tables.cjs', 'dist/later-types.cjs', 'dist/toml.cjs', 'dist/yaml.cjs', 'THIRD_PARTY_NOTICES.md', 'package.json']));
    expect(packed.filter((path) => !/^(?:dist\/|schema\/|package\.json$|README\.md$|LICENSE$|THIRD_PARTY_NOTICES\.md$)/.test(path))).toEqual([]);
  });

  test('names no folder of the machine it was built on', () => {
    const folders = [ROOT, WORK, homedir()].filter((folder) => folder.length > 1).map((folder) => `${folder}/`);
    const naming = packed.filter((path) => folders.some((folder) => readFileSync(join(STAGE, path), 'utf8').includes(folder)));
    expect(naming).toEqual([]);
  });

  test('is developed with a lock file that names no registry', () => {
    expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/);
  });
});

describe.each([
  { kind: 'an empty project', dependencies: [] },
  { kind: 'a TypeScript 5 project', dependencies: ['typescript@5.9.3', 'eslint@10'] },
  { kind: 'a TypeScript 7 project', dependencies: ['typescript@7.0.2', 'eslint@10'] },
  // The command is for them too: what ESLint and esbuild of another day cannot do is no reason to refuse the installation.
  { kind: 'a project of another day', dependencies: ['eslint@8.57.1', 'esbuild@0.14.54'] },
])('installed in $kind', ({ kind, dependencies }) => {
  const project = join(WORK, kind.replaceAll(' ', '-'));

  beforeAll(() => {
    writeProject(project);
    run(project, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball, ...dependencies);
  }, 120_000);

  test('the command finds what is wrong', () => {
    const { stdout, stderr, status } = execute(project, join(project, 'node_modules/.bin/lambdavet'), '--format', 'concise');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^src\/orders\.ts:\d+:\d+: warning client-in-handler /m);
    // It is judged by one of the tables beside the code.
    expect(stdout).toMatch(/^template\.yaml:\d+:\d+: warning wildcard-resource /m);
    expect(status).toBe(1);
  });

  test('the parser is found where only its own code looks for it', () => {
    const [modules, nested] = [join(project, 'node_modules'), join(project, 'node_modules/oxc-parser/node_modules')];
    mkdirSync(nested);
    renameSync(join(modules, '@oxc-parser'), join(nested, '@oxc-parser'));
    try {
      expect(execute(project, join(modules, '.bin/lambdavet'), '--format', 'concise').stdout).toMatch(/^src\/orders\.ts:\d+:\d+: warning client-in-handler /m);
    } finally {
      renameSync(join(nested, '@oxc-parser'), join(modules, '@oxc-parser'));
    }
  });

  test('a start loads of Node nothing that it does not need', () => {
    const listing = join(WORK, 'builtin-modules.cjs');
    writeFileSync(listing, "const before = new Set(process.moduleLoadList);\nprocess.on('exit', () => console.log(JSON.stringify(process.moduleLoadList.filter((name) => !before.has(name)))));\n");
    const { stdout } = execute(project, process.execPath, '--require', listing, join(project, 'node_modules/lambdavet/dist/cli.cjs'), '--format', 'concise');
    const loaded = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as readonly string[];
    // So the list is one, and the script was compiled.
    expect(loaded).toContain('NativeModule vm');
    expect(loaded.filter((name) => /zlib|stream|perf|net|crypto|^NativeModule os$|child_process|worker|esm\/resolve/.test(name))).toEqual([]);
  });

  test('the recovering parser is found for a broken template', () => {
    const { stdout } = execute(join(project, '../broken'), join(project, 'node_modules/.bin/lambdavet'), '--format', 'concise');
    expect(stdout).toMatch(/^template\.yaml:\d+: problem /m);
  });

  test('the API and the ESLint plugin load as modules and with require', () => {
    const program = "const a = await import('lambdavet'); const b = await import('lambdavet/eslint'); console.log(a.RULES.length > 0, typeof a.vet, typeof b.default)";
    expect(run(project, process.execPath, '--input-type=module', '-e', program)).toBe('true function object\n');
    const required = execute(project, process.execPath, '--input-type=commonjs', '-e', "console.log(typeof require('lambdavet/eslint').default, typeof require('lambdavet').vet)");
    expect(required).toEqual({ stdout: 'object function\n', stderr: '', status: 0 });
  });

  if (dependencies.some((name) => name.startsWith('typescript'))) {
    test('its declarations satisfy the compiler', { timeout: 120_000 }, () => {
      const { stdout } = execute(project, process.execPath, 'node_modules/typescript/bin/tsc', '--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', 'lint.ts');
      expect(stdout).toBe('');
    });

    test('ESLint shows the findings in the template', () => {
      const { stdout, stderr } = execute(project, join(project, 'node_modules/.bin/eslint'), '--format', 'json', 'template.yaml');
      expect(stderr).toBe('');
      expect(stdout).toContain('"ruleId":"lambdavet/wildcard-action"');
      expect(stdout).toContain('"ruleId":"lambdavet/wildcard-resource"');
    });
  } else if (dependencies.length === 0) {
    test('it brings few packages and little to download', () => {
      const modules = join(project, 'node_modules');
      const lock = readFileSync(join(modules, '.package-lock.json'), 'utf8');
      expect(lock.match(/^ {4}"node_modules\//gm)?.length).toBeLessThanOrEqual(MAX_PACKAGES);
      // What the command compiled in the tests above came from here, not from the registry.
      const files = filesBelow(modules).filter((file) => !file.endsWith('.cache'));
      expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThanOrEqual(MAX_BYTES);
    });
  }
});

function writeProject(folder: string): void {
  const files = {
    'package.json': '{ "name": "orders", "private": true, "type": "module" }',
    'lint.ts': "import { RULES, vet } from 'lambdavet';\nimport plugin from 'lambdavet/eslint';\n\nexport const ids: readonly string[] = RULES.map(({ id }) => id);\nexport const parts = [plugin.meta.name, plugin.rules, vet];\n",
    'eslint.config.js': "import lambdavet from 'lambdavet/eslint';\nexport default lambdavet.configs.templates;\n",
    'template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: orders.handler
      Runtime: nodejs24.x
      Timeout: 10
      Policies: [{ Statement: [{ Effect: Allow, Action: 'dynamodb:*', Resource: '*' }, { Effect: Allow, Action: 'sqs:SendMessage', Resource: '*' }] }]
    Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [orders.ts] } }
`,
    'src/orders.ts': `import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';

export const handler = async () => {
  const client = new DynamoDBClient({});
  return client.send(new ListTablesCommand({}));
};
`,
    '../broken/template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src/, Handler: [orders.handler }
`,
  };
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

function execute(cwd: string, command: string, ...options: readonly string[]): Outcome {
  const { stdout, stderr, status, error } = spawnSync(command, options, { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' } });
  if (error) throw error;
  return { stdout, stderr, status };
}

function run(cwd: string, command: string, ...options: readonly string[]): string {
  const { stdout, stderr, status } = execute(cwd, command, ...options);
  if (status !== 0) throw new Error(`${command} ${options.join(' ')} failed:\n${stdout}${stderr}`);
  return stdout;
}

interface PackEntry {
  readonly filename: string;
  readonly files: readonly string[];
}

function readPackListing(json: string): readonly PackEntry[] {
  // A list, or in newer versions of npm a map by the name of the package.
  const entries: Readonly<Record<string, { readonly filename: string; readonly files: readonly { readonly path: string }[] }>> = JSON.parse(json);
  return Object.values(entries).map(({ filename, files }) => ({ filename, files: files.map(({ path }) => path) }));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

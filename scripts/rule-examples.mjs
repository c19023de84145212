// The examples of a rule are its fixtures `invalid` and `valid`, without the expectations in them, and what the command prints about the first.
import { build } from 'esbuild';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';

/** The day of test/fixture-runner.ts: fixtures are written for it. */
const TODAY = '2026-11-20';

/** The files of one of the two cases as readers see them; none where there is no such case. */
export function exampleFiles(root, id, kind) {
  const folder = join(root, 'fixtures', id, kind);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
  return files.filter((file) => !/(?:expected|messages)\.txt$|\.fixed$/.test(file)).map((file) => ({ path: file.slice(folder.length + 1).replaceAll('\\', '/'), text: withoutExpectations(readFileSync(file, 'utf8')) }));
}

/** The command shows what is only being made here. */
const withoutExamples = {
  name: 'without-examples',
  setup(esbuild) {
    esbuild.onResolve({ filter: /rule-examples\.json$/ }, () => ({ path: 'rule-examples', namespace: 'none' }));
    esbuild.onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: '{}', loader: 'json' }));
  },
};

/** The word after the fence of a block. */
export function languageOf(path) {
  return { yaml: 'yaml', yml: 'yaml', json: 'json', ts: 'ts', js: 'js', mjs: 'js', cjs: 'js', py: 'python' }[path.split('.').at(-1)] ?? 'text';
}

function withoutExpectations(text) {
  return `${text.split('\n').map((line) => line.replace(/\s*(?:#|\/\/) (?:expect|related)(?:-next)?:.*$/, '')).join('\n').trimEnd()}\n`;
}

/** Bad, what is said about it, good; for each rule. Runs the command itself, from its sources. */
export async function ruleExamples(root, ids) {
  const folder = mkdtempSync(join(root, 'node_modules/.lambdavet-examples-'));
  try {
    const outfile = join(folder, 'main.cjs');
    await build({ entryPoints: [join(root, 'src/cli/main.ts')], outfile, bundle: true, platform: 'node', format: 'cjs', packages: 'external', logLevel: 'error', plugins: [withoutExamples], define: { 'import.meta.url': 'importMetaUrl', 'import.meta.filename': '__filename', __IAM_TABLES__: JSON.stringify(join(root, 'src/data/iam')) }, banner: { js: `const importMetaUrl=${JSON.stringify(`file://${join(root, 'src/cli/main.ts')}`)};` } });
    const { main } = createRequire(outfile)(outfile);
    return Object.fromEntries(ids.map((id) => {
      const bad = exampleFiles(root, id, 'invalid');
      return [id, { bad, output: outputOf(main, join(folder, id), id, bad), good: exampleFiles(root, id, 'valid') }];
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function outputOf(main, folder, id, files) {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  let out = '';
  const stream = { write: (text) => void (out += text), isTTY: false };
  if (files.length > 0) main(['--root', '.', '--no-config', '--select', id, '--fail-on', 'never', '--format', 'full'], { cwd: folder, env: {}, stdout: stream, stderr: stream, readStdin: () => '', today: () => TODAY });
  // Packages of many megabytes are made up by the tests, and a comment is unused only where its rule runs: no output then.
  return out.includes(`[${id}]`) ? out : '';
}

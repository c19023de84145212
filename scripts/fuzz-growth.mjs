// `npm run fuzz:growth`: repeats a part of a fixture more and more often, and tells where the time to vet it grows faster than the project.
//   --cases N   how many (1,000 unless said)
//   --seed N    the first; each case has the next one
//   --steps     counts how often each part of the code runs instead of time: small sizes do, and no load of the machine matters
// The cases run in a process that is ended when one of them takes too long.
import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';

import { createCounter } from './count-steps.mjs';

/** Seconds that one size of one project may take, at any load of the machine. */
const LONGEST = 300;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { cases: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' }, steps: { type: 'boolean', default: false }, folder: { type: 'string' } } });
const [cases, first] = [Number(values.cases), Number(values.seed)];
if (![cases, first].every(Number.isInteger)) throw new Error('--cases and --seed are whole numbers');
if (values.folder === undefined) process.exitCode = await watch();
else await judgeAll(values.folder);

async function watch() {
  const folder = mkdtempSync(join(root, 'node_modules/.fuzz-growth-'));
  try {
    symlinkSync(join(root, 'src/data'), join(folder, 'data'));
    await build({ entryPoints: ['grow', 'judge-growth', 'judge-steps', 'random', 'seeds'].map((name) => join(root, `test/fuzz/${name}.ts`)), outdir: join(folder, 'engine'), outExtension: { '.js': '.mjs' }, bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external', logLevel: 'error' });
    writeFileSync(join(folder, 'failed'), '');
    let hung = 0;
    for (let from = first; from < first + cases;) {
      const at = await judgeFrom(folder, from);
      if (at === undefined) break;
      console.log(`seed ${at} does not end`);
      hung++;
      from = at + 1;
    }
    const failed = hung + readFileSync(join(folder, 'failed'), 'utf8').length;
    console.log(`${cases} cases from seed ${first}: ${failed} failed`);
    return failed > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The seed that did not end; undefined when all did. */
function judgeFrom(folder, from) {
  const at = join(folder, 'at');
  writeFileSync(at, String(from));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--folder', folder, '--seed', String(from), '--cases', String(first + cases - from), ...(values.steps ? ['--steps'] : [])], { stdio: 'inherit' });
    let [seen, since] = ['', 0];
    const timer = setInterval(() => {
      const now = readFileSync(at, 'utf8');
      since = now === seen ? since + 1 : 0;
      seen = now;
      if (since > LONGEST) child.kill('SIGKILL');
    }, 1000);
    child.on('error', reject).on('exit', (code) => {
      clearInterval(timer);
      resolve(code === 0 ? undefined : Number(readFileSync(at, 'utf8').split(' ')[0]));
    });
  });
}

async function judgeAll(folder) {
  const count = values.steps ? createCounter(join(folder, 'engine')) : undefined;
  const load = (name) => import(pathToFileURL(join(folder, `engine/${name}.mjs`)));
  const [{ growProject }, { judgeGrowth }, { judgeSteps }, { createRandom }, { readSeeds }] = await Promise.all(['grow', 'judge-growth', 'judge-steps', 'random', 'seeds'].map(load));
  const seeds = readSeeds(join(root, 'fixtures'));
  const [at, failed] = [openSync(join(folder, 'at'), 'w'), openSync(join(folder, 'failed'), 'a')];
  for (let seed = first; seed < first + cases; seed++) {
    let step = 0;
    const growth = growProject(seeds, createRandom(seed));
    const onStep = () => writeSync(at, `${seed} ${step++}`.padEnd(20), 0);
    const fault = count ? judgeSteps(growth, count, onStep) : judgeGrowth(growth, processorMilliseconds, onStep);
    if (fault === undefined) continue;
    console.log(`seed ${seed}: ${growth.title}\n  ${fault}`);
    writeSync(failed, 'x');
  }
}

/** Other work on the machine must not look like growth. */
function processorMilliseconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

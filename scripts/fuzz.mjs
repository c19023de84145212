// `npm run fuzz`: vets projects that are made from the fixtures by changing them, and tells what goes wrong.
//   --cases N      how many (10,000 unless said)
//   --seed N       the first; each case has the next one
//   --out FOLDER   writes the projects that failed, one folder each
//   --processes N  has the cases shared by as many processes (1 unless said)
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { cases: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' }, out: { type: 'string' }, processes: { type: 'string', default: '1' } } });
const [cases, first, processes] = [Number(values.cases), Number(values.seed), Number(values.processes)];
if (![cases, first, processes].every(Number.isInteger) || processes < 1) throw new Error('--cases, --seed and --processes are whole numbers');
process.exitCode = processes > 1 ? await share() : await vet();

/** The exit code of the worst process. Each says its own cases, so that one that hangs is seen by its silence. */
async function share() {
  const each = Math.ceil(cases / processes);
  const starts = Array.from({ length: processes }, (_, index) => first + index * each).filter((start) => start < first + cases);
  const codes = await Promise.all(starts.map((start) => new Promise((resolve, reject) => {
    const options = ['--cases', Math.min(each, first + cases - start), '--seed', start, ...(values.out ? ['--out', values.out] : [])];
    spawn(process.execPath, [fileURLToPath(import.meta.url), ...options], { stdio: 'inherit' }).on('error', reject).on('exit', (code, signal) => {
      // A native stack that overflows says nothing itself.
      if (signal) console.log(`the process from seed ${start} was ended by ${signal}`);
      resolve(code ?? 1);
    });
  })));
  return Math.max(...codes);
}

async function vet() {
  const folder = mkdtempSync(join(root, 'node_modules/.fuzz-'));
  try {
    // The tables about IAM are looked for beside the folder of the module that reads them.
    symlinkSync(join(root, 'src/data'), join(folder, 'data'));
    const bundle = join(folder, 'engine');
    await build({ entryPoints: [join(root, 'test/fuzz/run.ts'), join(root, 'test/fuzz/seeds.ts')], outdir: bundle, outExtension: { '.js': '.mjs' }, bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external', logLevel: 'error' });
    const { fuzz } = await import(pathToFileURL(join(bundle, 'run.mjs')));
    const { readSeeds } = await import(pathToFileURL(join(bundle, 'seeds.mjs')));
    const seeds = readSeeds(join(root, 'fixtures'));
    const kinds = new Map();
    const from = performance.now();
    for (let seed = first; seed < first + cases; seed += 100) {
      for (const failure of fuzz(seeds, seed, Math.min(100, first + cases - seed), processorMilliseconds)) {
        const kind = failure.faults[0].replace(/\d+/g, 'N').slice(0, 160);
        const known = kinds.get(kind) ?? [];
        kinds.set(kind, [...known, failure.seed]);
        if (known.length === 0) console.log(`seed ${failure.seed}: ${failure.faults.join('\n  ')}`);
        if (values.out) keep(values.out, failure);
      }
      const done = seed + 100 - first;
      if (done % 10_000 === 0 && done < cases) console.error(`${done} cases from seed ${first}: ${[...kinds.values()].flat().length} failed so far`);
    }
    const failed = [...kinds.values()].flat().length;
    console.log(`${cases} cases from seed ${first} in ${((performance.now() - from) / 1000).toFixed(1)} s: ${failed} failed`);
    for (const [kind, list] of kinds) console.log(`${String(list.length).padStart(6)}  ${kind}  (seeds ${list.slice(0, 5).join(', ')})`);
    return failed > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Long runs share the machine with other work, which must not look like a hang. */
function processorMilliseconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function keep(out, { seed, faults, texts, archives }) {
  for (const [path, text] of Object.entries({ ...texts, ...archives, 'faults.txt': faults.join('\n') })) {
    const file = join(out, String(seed), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

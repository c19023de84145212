// `npm run fuzz:nesting`: repeats random bits of code thousands of times and looks whether what the guard lets through ends the process of the
// native parser, which has a stack of its own and no bound. Each piece of work runs in a process that may die.
//   --units N      how many (10,000 unless said)
//   --from N       the first; each unit has the next number
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';

const TOKENS = [
  '<', '>', '<T>', '<T,>', '<T,U>', '<T extends a>', '<T=a>', '<const T,>', '(', ')', '(a)', '()', '[', ']', '[a]', '{', '}', '{}', '{a}', '=>', '=', '==', '?', ':', '?.', '.', '.a', ',', ';', '\n', 'a', 'b',
  'async ', 'new ', 'abstract ', 'is ', 'asserts ', 'keyof ', 'typeof ', 'infer T ', 'extends ', 'in ', 'of ', 'as ', 'satisfies ', 'await ', 'yield ', 'class ', 'class A ', 'function', 'function*', 'function a',
  'if', 'if(a)', 'else ', 'for', 'for(;;)', 'for(a of b)', 'while(a)', 'do ', 'with(a)', 'try{}', 'catch{}', 'finally{}', 'case a:', 'switch(a){}', 'return ', 'throw ', 'delete ', 'void ', '!', '~', '-', '+', '--', '++',
  '&&', '||', '??', '&', '|', '^', '**', '*', '/', '/a/', '%', '...', '@a ', '@', '`', '`a`', '${', '#a', '"s"', '1', 'let ', 'const ', 'var ', 'type A=', 'type ', 'interface A', 'enum A', 'namespace A', 'declare ',
  'export ', 'export default ', 'import ', 'import(', 'static ', 'get ', 'set ', 'accessor ', 'public ', 'readonly ', 'unique symbol', 'implements ', 'super', 'this', 'null', 'a:', 'a?', 'a!', '|a', '&a', '<a>', '</a>',
  '<a/>', '<a b=', '=a', '-->', '<!--', '//', '/*', '*/', 'using ', 'out ', 'require(', 'import a=',
];
const BEGINNINGS = ['', 'x = ', 'type A = ', 'let a: ', 'f(', 'class A {', 'x = {', 'function f() {', 'async function* f() {', 'const a = <T,>(', 'interface A {', 'enum A {', 'namespace A {', 'x = `', 'x = [', 'x = a', 'type A = B', 'export ', 'type A = { a: ', 'declare function f(a: '];
const ENDINGS = ['ts', 'tsx', 'js'];
const [MOST_REPEATS, MOST_CHARACTERS, PIECE] = [30_000, 400_000, 2000];

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { units: { type: 'string', default: '10000' }, from: { type: 'string', default: '0' }, bundle: { type: 'string' }, at: { type: 'string' } } });
const [first, units] = [Number(values.from), Number(values.units)];
if (![first, units].every(Number.isInteger)) throw new Error('--units and --from are whole numbers');
if (values.bundle !== undefined && values.at !== undefined) await parseAll(values.bundle, values.at);
else process.exitCode = await watch();

/** Runs the pieces, and goes on behind a unit that ended a process. */
async function watch() {
  const folder = join(root, 'node_modules');
  mkdirSync(folder, { recursive: true });
  const temporary = mkdtempSync(join(folder, '.nesting-'));
  try {
    const [bundle, at] = [join(temporary, 'javascript.mjs'), join(temporary, 'at')];
    await build({ entryPoints: [join(root, 'src/source/javascript.ts')], outfile: bundle, bundle: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external', logLevel: 'error' });
    let deaths = 0;
    for (let from = first; from < first + units;) {
      const count = Math.min(PIECE, first + units - from);
      const { status, signal, stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--bundle', bundle, '--at', at, '--from', String(from), '--units', String(count)], { encoding: 'utf8' });
      process.stdout.write(stdout);
      if (status === 0) from += count;
      else {
        const unit = Number(readFileSync(at, 'utf8'));
        console.log(`unit ${unit} ended the process (${signal ?? status}): ${JSON.stringify(unitOf(unit))}`);
        deaths++;
        from = unit + 1;
      }
    }
    console.log(`${units} units from ${first}: ${deaths} ended the process`);
    return deaths > 0 ? 1 : 0;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function parseAll(bundle, at) {
  const { parseJavaScript } = await import(pathToFileURL(bundle));
  const file = openSync(at, 'w');
  for (let index = first; index < first + units; index++) {
    const { beginning, unit, ending } = unitOf(index);
    writeSync(file, String(index).padEnd(12), 0);
    try {
      parseJavaScript(`a.${ending}`, beginning + unit.repeat(Math.min(MOST_REPEATS, Math.floor(MOST_CHARACTERS / unit.length))));
    } catch (error) {
      if (!/^(?:TooDeep|UnbreakableLine)Error$/.test(error.name)) console.log(`unit ${index} threw ${error.name}: ${error.message}`);
    }
  }
}

function unitOf(index) {
  const next = generator(index);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const unit = Array.from({ length: 1 + Math.floor(next() * 6) }, () => pick(TOKENS)).join('');
  return { unit, beginning: pick(BEGINNINGS), ending: pick(ENDINGS) };
}

/** mulberry32: the same numbers for the same unit everywhere. */
function generator(seed) {
  let state = Math.imul(seed, 7919) + 13;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

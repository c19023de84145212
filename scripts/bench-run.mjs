// One measurement in a process of its own; `npm run bench` starts it. Prints one JSON object.
//   vet FOLDER       everything below the folder under all rules, cold; tells time, peak memory and which files were parsed
//   again FOLDER     the same, then once more with the facts of the first run kept
//   floor LISTFILE   reads and parses the listed files and does nothing else
//   command FOLDER FLAG...   the command as people run it, in this process; its report comes first
//   typing FOLDER FILE COUNT HOW   lints a file that changes with every keystroke, HOW: plain, or vetted by the plugin
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const WARM_UP = 20;
const [mode, ...operands] = process.argv.slice(2);
const modes = { vet: vetOnce, again: vetTwice, floor: parseOnly, command: runCommand, typing: typeInto };
console.log(JSON.stringify(await modes[mode](...operands)));

async function prepare(isKeeping) {
  const { BUILT_IN_RUNTIMES, RULES, createCaches, diskSource, findCandidates, vetOneByOne } = await import('../dist/index.js');
  const options = { rules: RULES, severityIn: ({ severity }) => severity, today: new Date().toISOString().slice(0, 10), runtimes: BUILT_IN_RUNTIMES };
  const kept = isKeeping ? { caches: createCaches() } : {};
  return (folder, onProject = () => {}) => {
    const from = performance.now();
    const source = diskSource(folder);
    const result = vetOneByOne(source, findCandidates(source, ''), { ...options, ...kept, onProject });
    return { result, milliseconds: performance.now() - from };
  };
}

async function vetOnce(folder) {
  const run = await prepare(false);
  const templates = new Set();
  const modules = new Set();
  let [projects, functions] = [0, 0];
  const { result, milliseconds } = run(folder, (project) => {
    projects++;
    functions += project.functionCount;
    for (const path of project.templates) templates.add(path);
    // Code written inside a template is no file.
    for (const path of project.modules) if (!path.includes('#')) modules.add(path);
  });
  return { ...costs(), milliseconds, projects, functions, findings: result.diagnostics.length, templates: [...templates], modules: [...modules] };
}

async function vetTwice(folder) {
  const run = await prepare(true);
  const { milliseconds: cold } = run(folder);
  const { milliseconds: warm } = run(folder);
  return { cold, warm };
}

async function parseOnly(listFile) {
  const { parseEvents } = await import('js-yaml');
  const { parseSync } = await import('oxc-parser');
  const { folder, templates, modules } = JSON.parse(readFileSync(listFile, 'utf8'));
  let parsed = 0;
  for (const path of templates) {
    try {
      parsed += parseEvents(readFileSync(join(folder, path), 'utf8'), { maxDepth: 200 }).length;
    } catch {
      // A broken template: what was parsed of it counts.
    }
  }
  for (const path of modules) {
    const { program, comments } = parseSync(path, readFileSync(join(folder, path), 'utf8'), { astType: 'ts', range: true, preserveParens: false });
    parsed += program.body.length + comments.length;
  }
  return { ...costs(), parsed };
}

/** `performance.now()` counts from the start of the process. */
function costs() {
  return { wholeProcess: performance.now(), peakBytes: process.resourceUsage().maxRSS * 1024 };
}

async function runCommand(folder, ...flags) {
  const { createRequire } = await import('node:module');
  process.chdir(folder);
  process.argv = [process.argv[0], 'lambdavet', ...flags];
  createRequire(import.meta.url)('../dist/cli.cjs');
  process.exitCode = 0;
  return costs();
}

async function typeInto(folder, file, count, how) {
  const { ESLint } = await import('eslint');
  const { default: plugin } = await import('../dist/eslint.js');
  const parser = await import('@typescript-eslint/parser');
  const base = [{ files: ['**/*.{js,ts}'], languageOptions: { parser } }];
  const linter = new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: how === 'plain' ? base : [...base, ...plugin.configs.recommended] });
  const text = readFileSync(join(folder, file), 'utf8');
  const filePath = join(folder, file);
  const word = 'the name of the table that orders are kept in';
  const times = [];
  // The first ones load and compile what a warm session has.
  for (let index = -WARM_UP; index < Number(count); index++) {
    // What an editor sends while somebody types a text in front of all other code, at a fast typist's pace.
    const typed = `const written = '${word.slice(0, 1 + (index + WARM_UP) % word.length)}${index}';\n${text}`;
    const milliseconds = await timed(() => linter.lintText(typed, { filePath }));
    if (index < 0) continue;
    times.push(milliseconds);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  return { times };
}

async function timed(action) {
  const from = performance.now();
  await action();
  return performance.now() - from;
}

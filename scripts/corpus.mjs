// `npm run corpus -- FOLDER`: vets every repository in a folder apart from the others and prints what a person needs to judge
// the findings: counts, problems, crashes, time, and a sample of findings per rule with the code around them.
//   --sample N   findings shown per rule (20)      --rule ID   shows this rule only
//   --seed S     another sample (1)
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { BUILT_IN_RUNTIMES, createSources, diskSource, findCandidates, RULES, vet } from '../dist/index.js';

const AROUND = 3;
const MAX_WIDTH = 160;
/** Text of other people must not steer the terminal it is printed on. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string', default: '20' }, rule: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
const sampleSize = Number(flags.sample);
const today = new Date().toISOString().slice(0, 10);

function repositories(folder) {
  return readdirSync(folder).sort().filter((name) => !name.startsWith('.') && statSync(join(folder, name)).isDirectory());
}

/** A crash is a result here: the other repositories are vetted all the same. */
function vetRepository(folder, name) {
  const from = performance.now();
  try {
    const source = diskSource(join(folder, name));
    const result = vet(source, findCandidates(source, ''), { rules: RULES, severityIn: ({ severity }) => severity, today, runtimes: BUILT_IN_RUNTIMES });
    const shown = result.diagnostics.filter(({ suppressed }) => suppressed === null);
    return { name, seconds: (performance.now() - from) / 1000, ...result, shown, sources: createSources({ diagnostics: result.diagnostics, secrets: result.secrets, textOf: result.textOf }) };
  } catch (error) {
    return { name, seconds: (performance.now() - from) / 1000, crash: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function countBy(items, keyOf) {
  const counts = new Map();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function repositoryLine(run) {
  if (run.crash) return [run.name, '-', '-', '-', '-', 'crash', '-', run.seconds.toFixed(2)];
  const { projects, functionCount } = run.repository;
  const templates = projects.reduce((sum, project) => sum + project.templates.length, 0);
  const problems = countBy(run.problems, ({ kind }) => kind).map(([kind, count]) => `${count} ${kind}`).join(', ') || '0';
  return [run.name, projects.length, templates, functionCount, run.shown.length, problems, run.problems.filter(({ kind }) => kind === 'internal').length, run.seconds.toFixed(2)].map(String);
}

function printTable(header, lines) {
  const all = [header, ...lines];
  const widths = header.map((_, column) => Math.max(...all.map((cells) => cells[column].length)));
  const text = (cells) => cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  ').trimEnd();
  console.log([text(header), widths.map((width) => '-'.repeat(width)).join('  '), ...lines.map(text)].join('\n'));
}

function printRules(runs) {
  const findings = runs.flatMap(({ shown }) => shown);
  const functions = runs.reduce((sum, { repository }) => sum + repository.functionCount, 0);
  const counts = new Map(countBy(findings, ({ rule }) => rule));
  const lines = RULES.map(({ id, severity, preset }) => [id, severity, preset, counts.get(id) ?? 0, runs.filter(({ shown }) => shown.some(({ rule }) => rule === id)).length])
    .sort((a, b) => b[3] - a[3])
    .map(([id, severity, preset, count, repos]) => [id, severity, preset, String(count), functions === 0 ? '-' : (count / functions).toFixed(3), String(repos)]);
  console.log(`\n## Findings: ${findings.length} in ${functions} functions\n`);
  printTable(['rule', 'severity', 'preset', 'findings', 'per function', 'repositories'], lines);
}

/** Words and numbers of the file at hand are taken out, so that equal troubles stand together. */
function printProblems(runs) {
  const problems = runs.flatMap(({ name, problems: own }) => own.map((problem) => ({ ...problem, path: `${name}/${problem.path}` })));
  console.log(`\n## Problems: ${problems.length}`);
  const groupOf = ({ kind, message }) => `${kind}: ${message.replace(/'[^']*'/g, "'…'").replace(/\d+/g, 'N')}`;
  for (const [group, count] of countBy(problems, groupOf)) {
    console.log(`\n${String(count).padStart(5)}  ${printable(group)}`);
    for (const { path, line } of problems.filter((problem) => groupOf(problem) === group).slice(0, 3)) console.log(`         ${printable(path)}${line === undefined ? '' : `:${line}`}`);
  }
}

function printSamples(runs) {
  const random = randomNumbers(Number(flags.seed));
  const ids = flags.rule === undefined ? RULES.map(({ id }) => id) : [flags.rule];
  for (const id of ids) {
    const found = runs.flatMap((run) => run.shown.filter(({ rule }) => rule === id).map((finding) => ({ run, finding })));
    if (found.length === 0) continue;
    const chosen = sample(found, sampleSize, random);
    console.log(`\n## ${id}: ${chosen.length} of ${found.length}`);
    for (const { run, finding } of chosen) printFinding(run, finding);
  }
}

function printFinding({ name, sources }, { location, severity, message, related }) {
  console.log(`\n${printable(name)}/${printable(location.path)}:${location.startLine}:${location.startColumn} ${severity} ${printable(message)}`);
  for (const line of frame(sources, location)) console.log(line);
  for (const { location: place, message: words } of related.slice(0, 4)) console.log(`      = ${printable(place.path)}:${place.startLine} ${printable(words)}`);
}

/** Lines with secrets masked, as the text reports show them; the first one of the finding is marked. */
function frame(sources, { path, startLine }) {
  const lines = [];
  for (let number = Math.max(1, startLine - AROUND); number <= startLine + AROUND; number++) {
    const text = sources.masked(path, number)?.text;
    if (text === undefined) continue;
    const cut = printable(text).slice(0, MAX_WIDTH);
    lines.push(`${number === startLine ? '>' : ' '}${String(number).padStart(5)} | ${cut}`);
  }
  return lines;
}

function printable(text) {
  return text.replace(CONTROL, '\u00b7');
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function randomNumbers(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** So many of them, in their order; all where there are not more. */
function sample(items, count, random) {
  const order = items.map((_, index) => index);
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order.slice(0, count).sort((a, b) => a - b).map((index) => items[index]);
}

function main() {
  const [given] = positionals;
  if (given === undefined || positionals.length > 1 || !(sampleSize >= 0)) throw new Error('usage: npm run corpus -- FOLDER [--sample N] [--rule ID] [--seed S]');
  if (flags.rule !== undefined && !RULES.some(({ id }) => id === flags.rule)) throw new Error(`there is no rule '${flags.rule}'`);
  const folder = resolve(given);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`there is no folder '${given}'`);
  const all = repositories(folder).map((name) => vetRepository(folder, name));
  printTable(['repository', 'projects', 'templates', 'functions', 'findings', 'problems', 'failed rules', 'seconds'], all.map(repositoryLine));
  for (const { name, crash } of all) if (crash) console.log(`\nCRASH in ${name}: ${crash}`);
  const runs = all.filter(({ crash }) => crash === undefined);
  printRules(runs);
  printProblems(runs);
  printSamples(runs);
  if (runs.length < all.length) process.exitCode = 1;
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

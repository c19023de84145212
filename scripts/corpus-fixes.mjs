// `npm run corpus:fixes -- FOLDER`: tries the fixes that are offered in every repository of a folder, each alone and in memory, and
// says which do not cure their finding, bring another one, or leave a file that cannot be read.
//   --most N   fixes tried per rule and repository (10)      --rule ID   only those of this rule      --show   prints what they change
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { BUILT_IN_RUNTIMES, diskSource, findCandidates, overlaySource, RULES, vet } from '../dist/index.js';

const { values: flags, positionals } = parseArgs({ allowPositionals: true, options: { most: { type: 'string', default: '10' }, rule: { type: 'string' }, show: { type: 'boolean', default: false } } });
const most = Number(flags.most);
const today = new Date().toISOString().slice(0, 10);
const run = (source, candidates) => vet(source, candidates, { rules: RULES, severityIn: ({ severity }) => severity, today, runtimes: BUILT_IN_RUNTIMES });

const identity = ({ rule, messageId, location: { path }, function: owner }) => [rule, messageId, path, owner ?? ''].join(' ');

function counted(diagnostics) {
  const counts = new Map();
  for (const one of diagnostics) if (one.suppressed === null) counts.set(identity(one), (counts.get(identity(one)) ?? 0) + 1);
  return counts;
}

function applied(text, edits) {
  return [...edits].sort((a, b) => b.start - a.start).reduce((result, { start, end, text: written }) => result.slice(0, start) + written + result.slice(end), text);
}

const tally = new Map();

function tryFix(source, diagnostic, fix, textOf) {
  const paths = [...new Set(fix.edits.map(({ path }) => path))];
  const templates = paths.filter((path) => /\.(?:ya?ml|json|template)$/.test(path));
  const candidates = templates.length === paths.length ? templates : findCandidates(source, '');
  const texts = new Map(paths.map((path) => [path, applied(textOf(path), fix.edits.filter((edit) => edit.path === path))]));
  const [before, after] = [run(source, candidates), run(overlaySource(source, texts), candidates)];
  const [old, now] = [counted(before.diagnostics), counted(after.diagnostics)];
  const id = identity(diagnostic);
  const added = [...now].filter(([one, count]) => count > (old.get(one) ?? 0)).map(([one]) => one);
  const isCured = !old.has(id) || (now.get(id) ?? 0) < old.get(id);
  const outcome = after.problems.length > before.problems.length ? 'unreadable' : added.length > 0 ? 'brings another' : !old.has(id) ? 'not judged' : isCured ? 'good' : 'not cured';
  if (flags.show || (outcome !== 'good' && outcome !== 'not judged')) {
    console.log(`${outcome}: ${diagnostic.rule} ${source.diskRoot}/${diagnostic.location.path}:${diagnostic.location.startLine} ${fix.title}`);
    for (const one of added.slice(0, 3)) console.log(`    brings ${one}`);
    if (flags.show) for (const { path, start, text } of fix.edits) console.log(`    ${path}@${start}: ${JSON.stringify(text)}`);
  }
  return outcome;
}

for (const folder of positionals.map((one) => resolve(one))) {
  for (const name of readdirSync(folder).sort().filter((one) => !one.startsWith('.') && statSync(join(folder, one)).isDirectory())) {
    const source = diskSource(join(folder, name));
    const { diagnostics, textOf } = run(source, findCandidates(source, ''));
    const tried = new Map();
    for (const diagnostic of diagnostics) {
      if (diagnostic.suppressed !== null || (flags.rule !== undefined && diagnostic.rule !== flags.rule) || RULES.find(({ id }) => id === diagnostic.rule).fix === undefined) continue;
      const counts = tally.get(diagnostic.rule) ?? { findings: 0, fixes: 0 };
      tally.set(diagnostic.rule, counts);
      counts.findings++;
      const { fixes } = diagnostic;
      if (fixes.length > 0) counts.fixes++;
      const count = tried.get(diagnostic.rule) ?? 0;
      if (fixes.length === 0 || count >= most) continue;
      tried.set(diagnostic.rule, count + 1);
      for (const fix of fixes) {
        const outcome = tryFix(source, diagnostic, fix, textOf);
        counts[outcome] = (counts[outcome] ?? 0) + 1;
      }
    }
  }
}
console.table(Object.fromEntries(tally));

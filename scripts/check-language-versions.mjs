// Compares data/language-versions.json with type stubs, which say for each module and name the versions that have it:
//   node scripts/check-language-versions.mjs <typeshed>/stdlib <@types/node>
// Both are in npm: pyright holds typeshed. Exits 1 where they differ, and lists what they cannot tell.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [stubs, nodeTypes] = process.argv.slice(2);
if (!stubs || !nodeTypes) {
  console.error('usage: node scripts/check-language-versions.mjs <typeshed>/stdlib <@types/node>');
  process.exit(2);
}

const { python, javascript } = JSON.parse(readFileSync(new URL('../data/language-versions.json', import.meta.url), 'utf8'));
const moduleRanges = new Map(
  readFileSync(join(stubs, 'VERSIONS'), 'utf8').split('\n').flatMap((line) => {
    const [, name, since, last] = /^([\w.]+): (\d\.\d+)-(\d\.\d+)?/.exec(line) ?? [];
    return name ? [[name, { since, removed: last && next(last) }]] : [];
  }),
);
const differences = [];
const untold = [];

for (const { name, since, removed } of python.modules) compare(name, { since, removed }, moduleRanges.get(name), '3.0');
for (const { module, name, since, removed } of python.names) {
  compare(`${module}.${name}`, { since, removed }, rangeOfName(module, name), undefined);
}
for (const { name, since } of javascript.modules) {
  const file = join(nodeTypes, `${name.replace('node:', '')}.d.ts`);
  const first = existsSync(file) ? versions(readFileSync(file, 'utf8')) : undefined;
  compare(name, { since, removed: undefined }, first && { since: first, removed: undefined }, undefined);
}

for (const line of untold) console.log(`not told: ${line}`);
for (const line of differences) console.log(`differs:  ${line}`);
console.log(`${python.modules.length + python.names.length + javascript.modules.length} entries, ${differences.length} differ, ${untold.length} not told`);
process.exitCode = differences.length > 0 ? 1 : 0;

function compare(name, ours, theirs, always) {
  if (!theirs || (theirs.since === undefined && theirs.removed === undefined)) {
    untold.push(name);
    return;
  }
  const since = theirs.since === always ? undefined : theirs.since;
  if (ours.since === since && ours.removed === theirs.removed) return;
  differences.push(`${name}: ${JSON.stringify(ours)}, stubs: ${JSON.stringify({ since, removed: theirs.removed })}`);
}

function next(version) {
  const [major, minor] = version.split('.').map(Number);
  return `${major}.${minor + 1}`;
}

/** The lowest major version that a declaration of a module names. */
function versions(text) {
  const majors = [...text.matchAll(/@since v(\d+)/g)].map((match) => Number(match[1]));
  return majors.length > 0 ? String(Math.min(...majors)) : undefined;
}

/** The `sys.version_info` conditions around the declaration of a name; no range where the stubs do not have the name at all. */
function rangeOfName(module, name) {
  const base = join(stubs, ...module.split('.'));
  const file = [join(base, '__init__.pyi'), `${base}.pyi`].find((path) => existsSync(path));
  if (!file) return undefined;
  const from = moduleOf(readFileSync(file, 'utf8'), module, name);
  if (from !== undefined) return from;
  for (const sub of moduleRanges.keys()) {
    if (!sub.startsWith(`${module}.`)) continue;
    const path = `${join(stubs, ...sub.split('.'))}.pyi`;
    if (existsSync(path) && new RegExp(`^(?:class|def|async def) ${name}\\b`, 'm').test(readFileSync(path, 'utf8'))) return moduleRanges.get(sub);
  }
  return undefined;
}

function moduleOf(text, module, name) {
  const declares = new RegExp(`^\\s*(?:(?:async )?def ${name}\\b|class ${name}\\b|${name}\\s*[:=]|from .* import .*\\bas ${name}\\b|${name} as ${name}\\b)`);
  const blocks = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const indent = line.length - line.trimStart().length;
    while (blocks.length > 0 && blocks.at(-1).indent >= indent && !/^\s*[)\]}]/.test(line)) blocks.pop();
    const [, operator, minor] = /^\s*if sys\.version_info (>=|<) \(3, (\d+)\):/.exec(line) ?? [];
    if (operator) blocks.push({ indent, since: operator === '>=' ? `3.${minor}` : undefined, removed: operator === '<' ? `3.${minor}` : undefined });
    else if (/^\s*(?:class|def|if|else|elif)\b.*:$/.test(line) && !declares.test(line)) blocks.push({ indent, isOther: true });
    if (!declares.test(line) || blocks.some((block) => block.isOther)) continue;
    return { since: blocks.findLast((block) => block.since)?.since, removed: blocks.findLast((block) => block.removed)?.removed };
  }
  return undefined;
}

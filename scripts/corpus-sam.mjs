// `npm run corpus:sam -- FOLDER`: compares what we understand of SAM templates with what the SAM translator makes of them.
// FOLDER is a checkout of aws/serverless-application-model; inputs that the translator rejects are left out.
//   --show N   examples per kind of disagreement (1)     --property P   kinds of this property only
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';

import { lastSegment, readTranslated, statementLine } from './translated-template.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'string', default: '1' }, property: { type: 'string' } },
});

/** Analyses are no part of the public interface: they are bundled from the sources. */
async function loadAnalyses() {
  const outfile = join(root, 'node_modules/.cache/corpus-sam.mjs');
  const contents = `
    export { bind, createDriver } from './src/analysis.js';
    export { vet } from './src/engine/vet.js';
    export { BUILT_IN_RUNTIMES } from './src/data/runtime-table.js';
    export { memorySource } from './src/source/file-source.js';
    export { files } from './src/project/files.js';
    export { inspection } from './src/project/inspection.js';
    export { functionGrants } from './src/project/function-grants.js';
    export { possibilities } from './src/resolved.js';
    export { displayText } from './src/project/text.js';`;
  await build({ stdin: { contents, resolveDir: root, loader: 'ts' }, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' });
  return import(pathToFileURL(outfile).href);
}

/** What we understand of one template, in the form of readTranslated. */
function readOurs(lib, text) {
  const source = lib.memorySource({ 'template.yaml': text });
  const { repository } = lib.vet(source, ['template.yaml'], { rules: [], severityIn: () => 'off', today: '2026-01-01', runtimes: lib.BUILT_IN_RUNTIMES });
  const written = new Set();
  const functions = new Map();
  for (const project of repository.projects) {
    for (const { resources } of project.templates) for (const { logicalId } of resources) written.add(logicalId);
    const { inspection, functionGrants } = lib.createDriver([lib.bind(lib.files, project)]).answers({ inspection: lib.inspection, functionGrants: lib.functionGrants });
    for (const inspected of inspection) functions.set(inspected.fn.logicalId, toFunction(lib, inspected, functionGrants.get(inspected.fn.key)));
  }
  return { written, functions };
}

function toFunction(lib, { fn, triggers, permissions }, grants) {
  const shown = (resolved, show = String) => {
    if (resolved.state === 'absent' || resolved.implicit) return '-';
    if (resolved.state === 'unknown' && !resolved.possible) return '${…}';
    return [...new Set(lib.possibilities(resolved).map(({ value }) => show(value)))].sort().join(' or ') || '${…}';
  };
  const text = (resolved) => shown(resolved, lib.displayText);
  const mappings = triggers.filter(({ trigger }) => trigger.mapping !== undefined);
  return {
    values: {
      Runtime: shown(fn.runtime),
      Handler: shown(fn.handler),
      Timeout: shown(fn.timeout),
      MemorySize: shown(fn.memorySize),
      EphemeralStorage: shown(fn.ephemeralStorage),
      PackageType: shown(fn.packageType),
      FunctionName: shown(fn.functionName),
      Architectures: shown(fn.architectures, (all) => all.join(', ')),
      Tracing: shown(fn.tracing),
      Layers: shown(fn.layers, (all) => all.map(lib.displayText).join(', ')),
      VpcConfig: fn.hasVpc ? 'set' : '-',
      DeadLetterQueue: text(fn.deadLetter),
    },
    environment: new Map(fn.environment.state === 'known' ? [...fn.environment.value].map(([name, { value }]) => [name, text(value)]) : []),
    mappings: new Map(mappings.map((one) => [mappingName(fn, one.trigger), mappingOf(one, shown, text)])),
    principals: [...new Set(permissions.map(({ principal }) => principal))],
    triggers: [...new Set(fn.triggers.filter(({ isPermissionOnly }) => !isPermissionOnly).map(({ kind }) => kind))],
    role: {
      managed: [...new Set(grants.managedPolicies.map(lastSegment))],
      statements: [...new Set(grants.statements.filter(({ origin, policy }) => origin !== 'managed' && (origin !== 'generated' || policy === undefined)).map(ourStatement))],
    },
  };
}

/** SAM calls the mapping after function and event; a resource keeps its own name. */
function mappingName(fn, { name }) {
  if (fn.type !== 'AWS::Serverless::Function') return name;
  return { event: `${fn.logicalId}${name}`, resource: name, viaQueue: `${fn.logicalId}${name}EventSourceMapping` };
}

function mappingOf({ trigger: { mapping, isEnabled, source }, batchSize }, shown, text) {
  return {
    effectiveBatchSize: shown({ ...batchSize, implicit: undefined }),
    BatchSize: shown(mapping.batchSize),
    MaximumBatchingWindowInSeconds: shown(mapping.batchingWindowSeconds),
    ParallelizationFactor: shown(mapping.parallelizationFactor),
    TumblingWindowInSeconds: shown(mapping.tumblingWindowSeconds),
    MaximumRetryAttempts: shown(mapping.retryAttempts),
    MaximumRecordAgeInSeconds: shown(mapping.recordAgeSeconds),
    MaximumConcurrency: shown(mapping.maximumConcurrency),
    OnFailure: text(mapping.onFailure),
    source: source ?? '-',
    Enabled: isEnabled ? 'yes' : 'no',
  };
}

function ourStatement({ actions, resources, ...statement }) {
  return statementLine({ ...statement, actions: actions.map(({ text }) => text), resources: resources.map(({ text }) => text) });
}

/** Counts per property, and the kinds of disagreement with examples. */
function createTally() {
  return { properties: new Map(), kinds: new Map(), templates: 0 };
}

function count(tally, property, outcome, isSet) {
  const counts = tally.properties.get(property) ?? { same: 0, unknown: 0, different: 0, set: 0 };
  counts[outcome] += 1;
  counts.set += isSet ? 1 : 0;
  tally.properties.set(property, counts);
}

function disagree(tally, property, kind, example) {
  const key = `${property}: ${kind.replace(/\$\{[^}]*\}/g, '${…}').slice(0, 220)}`;
  tally.kinds.set(key, [...(tally.kinds.get(key) ?? []), example]);
}

function compareValue(tally, property, ours, theirs, where) {
  const isSet = theirs !== '-';
  if (ours === theirs) return count(tally, property, 'same', isSet);
  const isUnknown = ours.includes('${…}');
  count(tally, property, isUnknown ? 'unknown' : 'different', isSet);
  disagree(tally, property, `${isUnknown ? 'unknown here' : `here ${ours}`}, translator ${theirs}`, `${where}: here ${ours}, translator ${theirs}`);
}

function compareSet(tally, property, ours, theirs, where) {
  const missing = theirs.filter((one) => !ours.includes(one));
  const extra = ours.filter((one) => !theirs.includes(one));
  count(tally, property, missing.length + extra.length === 0 ? 'same' : 'different', theirs.length > 0);
  for (const one of missing) disagree(tally, property, `missing here: ${one}`, `${where}: ${one}`);
  for (const one of extra) disagree(tally, property, `only here: ${one}`, `${where}: ${one}`);
}

/** A function whose condition no values of the parameters can meet is never created: we leave it out, the translator cannot. */
function compareFunctions(tally, ours, theirs, where) {
  const missing = [...theirs].filter(([id]) => !ours.has(id));
  const extra = [...ours.keys()].filter((id) => !theirs.has(id));
  count(tally, 'functions', missing.length + extra.length === 0 ? 'same' : 'different', theirs.size > 0);
  for (const [id, { hasCondition }] of missing) disagree(tally, 'functions', `missing here, ${hasCondition ? 'it has a condition' : 'it has no condition'}`, `${where}: ${id}`);
  for (const id of extra) disagree(tally, 'functions', 'only here', `${where}: ${id}`);
}

function compareFunction(tally, ours, theirs, where) {
  for (const [property, value] of Object.entries(theirs.values)) compareValue(tally, property, ours.values[property], value, where);
  compareSet(tally, 'Environment names', [...ours.environment.keys()], [...theirs.environment.keys()], where);
  for (const [name, value] of theirs.environment) if (ours.environment.has(name)) compareValue(tally, 'Environment values', ours.environment.get(name), value, `${where} ${name}`);
  compareSet(tally, 'triggers (kinds)', ours.triggers, theirs.triggers, where);
  compareSet(tally, 'permissions (principals)', ours.principals, theirs.principals, where);
  compareMappings(tally, ours.mappings, theirs.mappings, where);
  if (!theirs.role) return;
  compareSet(tally, 'role: managed policies', ours.role.managed, theirs.role.managed, where);
  compareSet(tally, 'role: statements', ours.role.statements, theirs.role.statements, where);
}

function compareMappings(tally, ours, theirs, where) {
  const byName = new Map([...ours].map(([name, settings]) => [typeof name === 'string' ? name : [name.event, name.viaQueue, name.resource].find((one) => theirs.has(one)) ?? name.event, settings]));
  if (theirs.size + byName.size > 0) compareSet(tally, 'event source mappings', [...byName.keys()], [...theirs.keys()], where);
  for (const [name, settings] of theirs) {
    const own = byName.get(name);
    if (own) for (const [setting, value] of Object.entries(settings)) compareValue(tally, `mapping: ${setting}`, written(own, setting, value), value, `${where} ${name}`);
  }
}

/** For a queue behind a topic SAM writes what is the default anyway. */
function written(settings, name, theirs) {
  return name === 'BatchSize' && settings[name] === '-' && theirs !== '-' ? settings.effectiveBatchSize : settings[name];
}

function printTable(tally) {
  const lines = [...tally.properties].map(([property, { same, unknown, different, set }]) => {
    const all = same + unknown + different;
    return [property, String(all), String(set), String(same), String(unknown), String(different), `${((100 * same) / all).toFixed(1)} %`];
  });
  const all = [['property', 'compared', 'set there', 'same', 'unknown here', 'different', 'agreement'], ...lines];
  const widths = all[0].map((_, column) => Math.max(...all.map((cells) => cells[column].length)));
  for (const cells of all) console.log(cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '));
}

function printKinds(tally) {
  const kinds = [...tally.kinds].filter(([kind]) => flags.property === undefined || kind.startsWith(`${flags.property}:`)).sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  console.log(`\n${kinds.length} kinds of disagreement`);
  for (const [kind, examples] of kinds) {
    console.log(`\n${String(examples.length).padStart(4)}  ${kind}`);
    for (const example of examples.slice(0, Number(flags.show))) console.log(`        ${example}`);
  }
}

async function main() {
  const [given] = positionals;
  const folder = join(resolve(given ?? ''), 'tests/translator');
  if (given === undefined || !existsSync(join(folder, 'input'))) throw new Error('usage: npm run corpus:sam -- FOLDER, a checkout of aws/serverless-application-model');
  const lib = await loadAnalyses();
  const tally = createTally();
  for (const file of readdirSync(join(folder, 'input')).sort()) {
    const name = file.replace(/\.ya?ml$/, '');
    const output = join(folder, 'output', `${name}.json`);
    if (name === file || name.startsWith('error_') || !existsSync(output)) continue;
    const { written, functions } = readOurs(lib, readFileSync(join(folder, 'input', file), 'utf8'));
    const translated = readTranslated(JSON.parse(readFileSync(output, 'utf8')), written);
    tally.templates += 1;
    compareFunctions(tally, functions, translated, name);
    for (const [id, theirs] of translated) if (functions.has(id)) compareFunction(tally, functions.get(id), theirs, `${name} ${id}`);
  }
  console.log(`${tally.templates} templates that the translator accepts\n`);
  printTable(tally);
  printKinds(tally);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

import { findConfigs } from '../../src/cli/config.js';
import { UsageError } from '../../src/cli/usage-error.js';
import { BASELINE_FILE, BaselineError, readBaseline } from '../../src/engine/baseline.js';
import { memorySource } from '../../src/source/file-source.js';
import { RULES } from '../../rules/index.js';
import { mutateBytes } from './mutate.js';
import type { Random } from './random.js';

const BASES = [
  '{ "extends": "./base.json", "preset": "strict", "select": ["permissions"], "rules": { "default-memory": "off" } }',
  '{\n  "exclude": ["generated/**", "*.test.js"],\n  "failOn": "warning",\n  "minPrecision": "high"\n}\n',
  '{ "extends": ["./base.json", "../lambdavet.config.json", "/etc/passwd"], "ignore": ["cold-start"], "configEnv": "prod" }',
  '{ "lambdavet": { "rules": { "constructor": "error", "__proto__": "off" } } }',
  '{ "exclude": ["*a*a*a*a*a*a*a*a*b"] }',
];

const BASELINES = [
  '{ "schemaVersion": 1, "findings": { "template.yaml": { "default-memory": { "0123456789abcdef": 2 } } } }',
  '{\n  "schemaVersion": 1,\n  "findings": {\n    "__proto__": { "constructor": { "toString": 1 } }\n  }\n}\n',
];

/** What is wrong with how changed configurations and baselines are read: they may be refused, with file and line, and nothing else. */
export function judgeConfig(random: Random): readonly string[] {
  const made = (bases: readonly string[]): string => {
    const text = random.pick(bases);
    return random.next() < 0.8 ? mutateBytes(text, random, bases) : text;
  };
  const texts = { 'lambdavet.config.json': made(BASES), 'base.json': made(BASES), 'orders/package.json': made(BASES), [BASELINE_FILE]: made(BASELINES) };
  const source = memorySource(texts);
  const readAll = (): void => {
    const configs = findConfigs(source, RULES);
    for (const folder of ['', 'orders', 'orders/src']) configs.forRun(folder);
    configs.excludes(`orders/${'a'.repeat(200)}.js`);
  };
  return [...refusal('configuration', readAll), ...refusal('baseline', () => readBaseline(source))].map((fault) => `${fault}: ${JSON.stringify(texts)}`);
}

function refusal(what: string, read: () => void): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    const told = error instanceof UsageError || error instanceof BaselineError ? error.message : undefined;
    if (told !== undefined && /^[\w/.-]+:\d+: /.test(told)) return [];
    return [`${what}: ${told ?? (error instanceof Error ? (error.stack ?? '') : String(error))}`];
  }
}

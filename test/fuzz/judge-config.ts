import { findConfigs } from '../../src/cli/config.js';
import { UsageError } from '../../src/cli/usage-error.js';
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

/** What is wrong with how changed configurations are read: they may be refused, with file and line, and nothing else. */
export function judgeConfig(random: Random): readonly string[] {
  const made = (): string => {
    const text = random.pick(BASES);
    return random.next() < 0.8 ? mutateBytes(text, random, BASES) : text;
  };
  const texts = { 'lambdavet.config.json': made(), 'base.json': made(), 'orders/package.json': made() };
  try {
    const configs = findConfigs(memorySource(texts), RULES);
    for (const folder of ['', 'orders', 'orders/src']) configs.forRun(folder);
    configs.excludes(`orders/${'a'.repeat(200)}.js`);
    return [];
  } catch (error) {
    const told = error instanceof UsageError ? error.message : undefined;
    if (told !== undefined && /^[\w/.]+:\d+: /.test(told)) return [];
    return [`configuration: ${told ?? (error instanceof Error ? (error.stack ?? '') : String(error))}: ${JSON.stringify(texts)}`];
  }
}

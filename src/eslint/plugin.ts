import type { ESLint, Rule } from 'eslint';

import type { RegisteredRule } from '../rule.js';
import { createConfigs } from './configs.js';
import type { PluginConfigs } from './configs.js';
import { cfn } from './language.js';
import { createLookup, toEslintRule } from './rule-adapter.js';
import type { Sessions } from './sessions.js';

/** The plugin as ESLint and oxlint take it. */
export interface LambdavetPlugin extends ESLint.Plugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  readonly rules: Record<string, Rule.RuleModule>;
  readonly languages: { readonly cfn: typeof cfn };
  readonly configs: PluginConfigs & Record<string, PluginConfigs['recommended']>;
}

/** One ESLint rule for each of ours, our language for templates, and the configurations. */
export function createPlugin(version: string, rules: readonly RegisteredRule[], sessions: Sessions): LambdavetPlugin {
  const lookup = createLookup(sessions);
  const parts = {
    meta: { name: 'lambdavet', version, namespace: 'lambdavet' },
    rules: Object.fromEntries(rules.map((rule) => [rule.id, toEslintRule(rule, lookup)])),
    languages: { cfn },
  };
  // The configurations hold the plugin that holds them.
  const plugin = { ...parts, configs: {} };
  return Object.assign(plugin, { configs: { ...createConfigs(plugin, rules) } });
}

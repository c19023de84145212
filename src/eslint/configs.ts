import type { ESLint, Linter } from 'eslint';

import type { Preset, RegisteredRule } from '../rule.js';
import { IGNORED, TEMPLATE_FILES } from './template-files.js';

/** Flat configurations, each a list that can be spread or named in `extends`. */
export interface PluginConfigs {
  readonly recommended: Linter.Config[];
  readonly strict: Linter.Config[];
  readonly templates: Linter.Config[];
  readonly 'templates-strict': Linter.Config[];
  /** Beside the others: declared types are asked for what values do not tell. */
  readonly typed: Linter.Config[];
}

const HANDLER_FILES = ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'];

const PRESETS: Readonly<Record<'recommended' | 'strict', readonly Preset[]>> = {
  recommended: ['recommended'],
  strict: ['recommended', 'strict'],
};

/** The configurations of the plugin; each contains the plugin itself. */
export function createConfigs(plugin: ESLint.Plugin, rules: readonly RegisteredRule[]): PluginConfigs {
  const forHandlers = (preset: 'recommended' | 'strict'): Linter.Config[] => [
    { name: `lambdavet/${preset}`, files: HANDLER_FILES, ignores: IGNORED, plugins: { lambdavet: plugin }, rules: severities(rules, preset) },
  ];
  const forTemplates = (name: string, preset: 'recommended' | 'strict'): Linter.Config[] => [
    { name, files: TEMPLATE_FILES, ignores: IGNORED, plugins: { lambdavet: plugin }, language: 'lambdavet/cfn', rules: severities(rules, preset) },
  ];
  return {
    recommended: forHandlers('recommended'),
    strict: forHandlers('strict'),
    templates: forTemplates('lambdavet/templates', 'recommended'),
    'templates-strict': forTemplates('lambdavet/templates-strict', 'strict'),
    typed: [{ name: 'lambdavet/typed', settings: { lambdavet: { types: true } } }],
  };
}

function severities(rules: readonly RegisteredRule[], preset: 'recommended' | 'strict'): Linter.RulesRecord {
  const chosen = rules.filter((rule) => PRESETS[preset].includes(rule.preset));
  return Object.fromEntries(chosen.map(({ id, severity }) => [`lambdavet/${id}`, severity === 'error' ? 'error' : 'warn']));
}

import type { TSESLint } from '@typescript-eslint/utils';
import type { Linter } from 'eslint';
import { expect, test } from 'vitest';

import plugin from '../../src/eslint/index.js';

/** Compiles only while the plugin fits what both ecosystems declare. */
function configOf(one: TSESLint.FlatConfig.Plugin & { readonly configs: { readonly recommended: readonly Linter.Config[] } }): readonly Linter.Config[] {
  return one.configs.recommended;
}

test('the plugin fits the types of ESLint and of typescript-eslint', () => {
  expect(configOf(plugin).length).toBeGreaterThan(0);
});

import { ESLint as Eslint10 } from 'eslint';
import type { Linter } from 'eslint';
import { ESLint as Eslint9 } from 'eslint9';
import { join } from 'node:path';

import { createPlugin } from '../../src/eslint/plugin.js';
import type { LambdavetPlugin } from '../../src/eslint/plugin.js';
import { createSessions } from '../../src/eslint/sessions.js';
import type { SessionsOptions } from '../../src/eslint/sessions.js';
import { TODAY } from '../fixture-runner.js';
import { TEST_RULES } from './test-rules.js';

export const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: orders.handler
      CodeUri: src/
`;
export const HANDLER = 'export const handler = async () => 1;\n';

/** A plugin with a model of its own; tests run as an editor does unless they say otherwise. */
export function makePlugin(options: Partial<SessionsOptions> = {}): LambdavetPlugin {
  const rules = options.rules ?? TEST_RULES;
  return createPlugin('0.0.0', rules, createSessions({ rules, isSingleRun: false, today: () => TODAY, ...options }));
}

export const ESLINTS = { 9: Eslint9 as unknown as typeof Eslint10, 10: Eslint10 } as const;

/** Lints a text as the content of a file, as editors do. */
export async function lintText(folder: string, path: string, text: string, config: readonly Linter.Config[], version: 9 | 10 = 10): Promise<readonly Linter.LintMessage[]> {
  const eslint = new ESLINTS[version]({ cwd: folder, overrideConfigFile: true, overrideConfig: [...config] });
  const [result] = await eslint.lintText(text, { filePath: join(folder, path) });
  return result?.messages ?? [];
}

/** `line:column-line:column rule message`. */
export function show({ line, column, endLine, endColumn, ruleId, message }: Linter.LintMessage): string {
  return `${line}:${column}-${endLine ?? ''}:${endColumn ?? ''} ${ruleId ?? 'fatal'} ${message}`;
}

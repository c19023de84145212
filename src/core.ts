// All that is bundled is one script, which the command, the API and the ESLint plugin share: an installation has it once.
import packageJson from '../package.json' with { type: 'json' };
import { RULES } from '../rules/index.js';
import { vetPart as vetPartOf } from './cli/thread-part.js';
import { createPlugin } from './eslint/plugin.js';
import type { LambdavetPlugin } from './eslint/plugin.js';
import { sharedSessions } from './eslint/sessions.js';

export { runCommand } from './cli/bin.js';
export { isParserLoaded } from './source/javascript.js';
export * as api from './index.js';

/** The part of a second thread. */
export function vetPart(...[task, claim, handOver]: [Parameters<typeof vetPartOf>[0], Parameters<typeof vetPartOf>[2], Parameters<typeof vetPartOf>[3]]): ReturnType<typeof vetPartOf> {
  return vetPartOf(task, RULES, claim, handOver);
}

/** The plugin `lambdavet/eslint`. */
export function openPlugin(): LambdavetPlugin {
  const { version } = packageJson;
  return createPlugin(version, RULES, sharedSessions(version, RULES));
}

import packageJson from '../../package.json' with { type: 'json' };
import { RULES } from '../../rules/index.js';
import { createPlugin } from './plugin.js';
import { sharedSessions } from './sessions.js';

const { version } = packageJson;

/** The ESLint plugin `lambdavet/eslint`. */
export default createPlugin(version, RULES, sharedSessions(version, RULES));

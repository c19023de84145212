import { LIMITS } from '../../src/data/limits.js';
import { environmentSizes } from '../../src/project/function-totals.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'environment-too-large',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'Environment variables take more room than Lambda accepts.',
    rationale: `Names and values together may have ${LIMITS.environmentBytes} bytes: the deployment fails. Variables of \`Globals\` count for every function.`,
    remedy: 'Keep large values in Parameter Store, in AppConfig or in a file of the package.',
    silentWhen: ['what is known before deployment stays below the limit'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html', 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'],
  },
  messages: {
    tooLarge: 'Environment variables of {functions} take {bytes} bytes at least{when}; Lambda accepts {max}.',
    alsoHere: "Function '{fn}' gets them.",
  },
  requires: { environmentSizes },

  *check({ environmentSizes: sizes }) {
    for (const { value: bytes, at, when, owners } of sizes) {
      if (bytes <= LIMITS.environmentBytes) continue;
      const [only, ...others] = owners;
      yield {
        message: 'tooLarge',
        data: { functions: functionNames(owners.map(({ fn }) => ({ logicalId: fn }))), bytes, max: LIMITS.environmentBytes, when },
        at,
        related: owners.map((owner) => ({ message: 'alsoHere', data: { fn: owner.fn }, at: owner.at })),
        ...(only && others.length === 0 ? { function: only.fn } : {}),
      };
    }
  },
});

import { LIMITS } from '../../src/data/limits.js';
import { layerCounts } from '../../src/project/function-totals.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'too-many-layers',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'Function has more layers than Lambda accepts.',
    rationale: `Lambda accepts ${LIMITS.layers} layers: the deployment fails. SAM adds the layers of a function to those of \`Globals\`, it does not replace them.`,
    remedy: 'Put several libraries into one layer or into the package.',
    silentWhen: ['the layers that may be left out by a condition are what exceeds the limit', 'the list is not known before deployment'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html', 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html'],
  },
  messages: {
    tooMany: 'The layers of {functions} number {count}{when}; Lambda accepts {max}.',
    alsoHere: "Function '{fn}' gets them.",
  },
  requires: { layerCounts },

  *check({ layerCounts: counts }) {
    for (const { value: count, at, when, owners } of counts) {
      if (count <= LIMITS.layers) continue;
      const [only, ...others] = owners;
      yield {
        message: 'tooMany',
        data: { functions: functionNames(owners.map(({ fn }) => ({ logicalId: fn }))), count, max: LIMITS.layers, when },
        at,
        related: owners.map((owner) => ({ message: 'alsoHere', data: { fn: owner.fn }, at: owner.at })),
        ...(only && others.length === 0 ? { function: only.fn } : {}),
      };
    }
  },
});

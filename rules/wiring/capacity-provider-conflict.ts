import { capacityConflicts } from '../../src/project/capacity-conflicts.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'capacity-provider-conflict',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'Setting does not go with the capacity provider of the function, or needs one.',
    rationale: 'On a capacity provider the network and the number of environments are settings of the provider: SAM refuses `VpcConfig` and `ProvisionedConcurrencyConfig` beside it, and `FunctionScalingConfig` without it, so the deployment fails. Often the setting comes from `Globals`.',
    remedy: 'Remove the setting, or leave the one of `Globals` out with `IgnoreGlobals`.',
    silentWhen: ['a condition decides about either setting', 'the function is a plain CloudFormation resource'],
    references: ['https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html', 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html'],
  },
  messages: {
    together: "Function '{fn}' has '{setting}' and 'CapacityProviderConfig', which SAM does not accept together.",
    without: "Function '{fn}' has '{setting}', but no 'CapacityProviderConfig'.",
    provider: "'CapacityProviderConfig' is set here.",
    fn: "Function '{fn}' gets it.",
  },
  requires: { capacityConflicts },

  *check({ capacityConflicts: conflicts }) {
    for (const { fn, fnAt, setting, at, providerAt } of conflicts) {
      const related = { message: 'fn' as const, data: { fn }, at: fnAt };
      if (providerAt) yield { message: 'together', data: { fn, setting }, at, related: [{ message: 'provider', at: providerAt }, related], function: fn };
      else yield { message: 'without', data: { fn, setting }, at, related: [related], function: fn };
    }
  },
});

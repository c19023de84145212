import { detourOf } from '../../src/project/detour.js';
import { secretFetches } from '../../src/project/secret-fetches.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'secret-fetched-per-invocation',
  severity: 'warning',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Secret or parameter is fetched anew on every invocation.',
    rationale: 'Each invocation waits for another request and pays for it, and under load Secrets Manager and Parameter Store throttle; the value hardly ever changes.',
    remedy: 'Keep the value outside the handler for some minutes: the parameters utility of Powertools and the AWS Parameters and Secrets Lambda Extension do so.',
    silentWhen: ['a variable outside the handler keeps something in the function that fetches or in what calls it', 'a helper that caches fetches it', 'which one is fetched comes from the event', 'AWS publishes the parameter (`/aws/service/...`)', 'the function writes secrets or parameters too', 'the function runs for custom resources, rotations or on a schedule only'],
    references: ['https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html', 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html'],
  },
  messages: {
    fetched: "'{operation}' fetches the same value on every invocation of {functions}.",
    step: "Reached through '{name}'.",
  },
  requires: { secretFetches },

  *check({ secretFetches: all }) {
    for (const { operation, at, steps, owners } of all) {
      const [only, other] = owners;
      yield {
        message: 'fetched',
        data: { operation, functions: functionNames(owners) },
        at,
        related: detourOf(steps).map((step) => ({ message: 'step', data: { name: step.name }, at: step.at, step: true })),
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});

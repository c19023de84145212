import { missingAnswers } from '../../src/project/custom-resource-answers.js';
import { detourOf } from '../../src/project/detour.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'custom-resource-no-response',
  severity: 'error',
  precision: 'medium',
  preset: 'strict',
  docs: {
    summary: 'Function behind a custom resource may end without the answer that CloudFormation waits for.',
    rationale: 'CloudFormation hands over an address and waits until something is sent to it, an hour by default. A function that ends before, by an exception too, leaves the stack waiting in each create, update, delete and rollback.',
    remedy: "Catch everything and send 'FAILED' from the clause that catches; or use a framework that does: crhelper, the provider framework of CDK, Powertools.",
    silentWhen: [
      'a wrapper, a decorator or a framework stands before the handler, or code outside of the project gets the event',
      'a clause catches the exception on its way',
      'the function is not the `ServiceToken` of a custom resource of the templates',
    ],
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-lambda-function-code-cfnresponsemodule.html',
    ],
  },
  messages: {
    never: "Nothing in the code of function '{fn}' sends an answer to 'ResponseURL', which '{resource}' waits for.",
    exception: "An exception of '{operation}' ends function '{fn}' before it answers '{resource}', which then waits: nothing catches it.",
    module: "Function '{fn}' has no module 'cfnresponse': CloudFormation puts it beside inline code only, and '{resource}' waits for an answer.",
    resource: "'{resource}' is served by function '{fn}'.",
    step: "Reached through '{name}'.",
  },
  requires: { missingAnswers },

  *check({ missingAnswers: all }) {
    for (const { fn, resource, reason, call, at } of all) {
      const data = { fn: fn.logicalId, resource: resource.name };
      const steps = call ? detourOf(call.steps) : [];
      const place = {
        at,
        function: fn.logicalId,
        related: [
          ...steps.map((step) => ({ message: 'step' as const, data: { name: step.name }, at: step.at, step: true as const })),
          { message: 'resource' as const, data, at: resource.at },
        ],
      };
      if (call) yield { message: 'exception', data: { ...data, operation: call.operation }, ...place };
      else yield { message: reason === 'module' ? 'module' : 'never', data, ...place };
    }
  },
});

import { invokeLinks } from '../../src/project/invoke-links.js';
import { quotedNames } from '../../src/project/shared-values.js';
import { TRIGGER_NAMES } from '../../src/project/trigger.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'trigger-without-permission',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'Resource is to invoke a function, but nothing permits it.',
    rationale: 'The deployment of some triggers fails (S3, CloudWatch Logs, load balancers). Others deploy, and then nothing happens: the rule fires, the topic delivers, the API answers 500, and the function never runs.',
    remedy: 'Add an `AWS::Lambda::Permission` for the service with the resource as `SourceArn`, or use a SAM event, which brings its permission along.',
    silentWhen: ['a role invokes the function', 'SAM generates the permission, or a connector does', 'a permission of the project names its function or principal at deployment only', 'a macro or an include may add resources', 'the trigger is switched off', 'the URL of a function uses IAM authentication'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html', 'https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html'],
  },
  messages: {
    missing: "No permission for '{service}' lets '{invoker}' ({kind}) invoke function '{fn}'.",
    otherSource: "No permission lets '{invoker}' ({kind}) invoke function '{fn}': {permissions} names another resource as source.",
    fn: "Function '{fn}' is declared here.",
    permission: "Permission '{permission}' is for another resource.",
  },
  requires: { invokeLinks },

  *check({ invokeLinks: links }) {
    const seen = new Set<string>();
    for (const { fn, fnAt, kind, invoker, source = invoker, at, service, permissions: others, fitting } of links) {
      const key = [at.path, source, fn, service].join('|');
      if (fitting.length > 0 || seen.has(key)) continue;
      // One API with many methods lacks one permission.
      seen.add(key);
      const data = { invoker, kind: TRIGGER_NAMES.get(kind) ?? kind, fn };
      const declared = { message: 'fn' as const, data: { fn }, at: fnAt };
      if (others.length === 0) {
        yield { message: 'missing', data: { ...data, service }, at, related: [declared], function: fn };
        continue;
      }
      const related = others.map(({ logicalId, at: place }) => ({ message: 'permission' as const, data: { permission: logicalId }, at: place }));
      yield { message: 'otherSource', data: { ...data, permissions: quotedNames(others.map(({ logicalId }) => logicalId)) }, at, related: [...related, declared], function: fn };
    }
  },
});

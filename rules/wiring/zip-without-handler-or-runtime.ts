import { functions, runsRuntime } from '../../src/project/functions.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'zip-without-handler-or-runtime',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'Function with a zip package has no handler or no runtime.',
    rationale: 'Only container images bring them along: for a zip package the deployment fails.',
    remedy: 'Set `Handler` and `Runtime`, in the function or in `Globals`.',
    silentWhen: ['the function runs a container image', 'the file is a part of a template: it uses SAM without its transform, or names that stand nowhere in it', 'the package type, the handler or the runtime is not known before deployment'],
    references: ['https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html', 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html'],
  },
  messages: {
    neither: "Function '{fn}' has a zip package, but neither 'Handler' nor 'Runtime'.",
    missing: "Function '{fn}' has a zip package, but no '{setting}'.",
  },
  requires: { functions },

  *check({ functions: all }) {
    for (const fn of all) {
      if (!runsRuntime(fn) || fn.code.kind === 'image') continue;
      const missing = (['handler', 'runtime'] as const).filter((setting) => fn[setting].state === 'absent');
      const [first, second] = missing;
      const base = { at: fn.at, function: fn.logicalId };
      if (second) yield { message: 'neither', data: { fn: fn.logicalId }, ...base };
      else if (first) yield { message: 'missing', data: { fn: fn.logicalId, setting: first === 'handler' ? 'Handler' : 'Runtime' }, ...base };
    }
  },
});

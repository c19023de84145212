import { functions } from '../../src/project/functions.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'default-memory',
  severity: 'note',
  precision: 'high',
  preset: 'strict',
  fix: 'manual',
  reportsIn: 'template',
  docs: {
    summary: 'Memory of a function is left at the default of 128 MB.',
    rationale: 'Lambda gives CPU power in proportion to memory: at 128 MB a function has a small share of one CPU, so that loading its modules, opening connections and its work take longer, and often cost no less.',
    remedy: 'Set `MemorySize` on the function or in Globals; AWS Lambda Power Tuning measures which size is cheapest.',
    silentWhen: ['the memory is set, even to 128, on the function or in Globals', 'it is not known before deployment', 'the function runs on Lambda Managed Instances'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html'],
  },
  messages: {
    default: "Function '{fn}' sets no memory size and gets {megabytes} MB.",
  },
  requires: { functions },

  *check({ functions: all }) {
    for (const { logicalId: fn, at, memorySize, isManagedInstance } of all) {
      if (isManagedInstance || memorySize.state !== 'known' || !memorySize.implicit) continue;
      yield {
        message: 'default',
        data: { fn, megabytes: memorySize.value },
        at,
        function: fn,
        fixes: () => [{ title: `Write 'MemorySize: ${memorySize.value}' out`, applicability: 'manual', changes: [{ kind: 'set', below: at, path: ['Properties', 'MemorySize'], value: memorySize.value }] }],
      };
    }
  },
});

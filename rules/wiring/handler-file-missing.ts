import { functions } from '../../src/project/functions.js';
import { byPlace, functionNames, otherOwners } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'handler-file-missing',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'Handler leads to no file.',
    rationale: 'The function deploys, and every invocation ends in Runtime.ImportModuleError or Runtime.MalformedHandlerName.',
    remedy: 'Correct `Handler` or `CodeUri`: the path counts from the code folder, without extension, with a dot before the function.',
    silentWhen: ['the folder does not exist, not even in another letter case, or looks like the output of a build', 'a makefile, a bundler or a wrapper provides the handler, or a layer of someone else than AWS may do so: not where esbuild is given entry points', 'an entry point of esbuild comes from another build, or is a pattern', '`CodeUri` is left out and no project lies beside the template', 'the inline code is a placeholder: it says so, is empty, or is the greeting that the console begins with', 'the runtime is neither Node.js nor Python, or the function is an image'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html', 'https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html'],
  },
  messages: {
    missing: "Handler '{handler}' of {functions} leads to no file{when}: {reason}.",
    alsoHere: "Function '{fn}' gets it.",
  },
  requires: { functions },

  *check({ functions: all }) {
    const missing = all.filter(({ entry, handler }) => entry.state === 'missing' && handler.state === 'known');
    for (const { value, at, when, owners } of byPlace(missing, ({ handler }) => handler)) {
      const [first] = owners;
      if (first?.entry.state !== 'missing') continue;
      yield {
        message: 'missing',
        data: { handler: value, functions: functionNames(owners), when, reason: first.entry.reason },
        at: first.entry.at ?? at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere', data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 ? { function: first.logicalId } : {}),
      };
    }
  },
});

import { files } from '../../src/project/files.js';
import { functions } from '../../src/project/functions.js';
import type { LambdaFunction } from '../../src/project/functions.js';
import { byPlace, functionNames, otherOwners } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'handler-export-missing',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'Handler names a function that its module does not export.',
    rationale: 'The function deploys, and every invocation ends in Runtime.HandlerNotFound.',
    remedy: 'Export the function under the name that `Handler` gives after the last slash and dot, or correct `Handler`.',
    silentWhen: ['the module exports something that cannot be enumerated, or an object that may get further members', 'a build other than `tsc` writes the module, and its source is known by its name only', 'the handler file is not found, or is neither JavaScript, TypeScript nor Python'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html', 'https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html'],
  },
  messages: {
    missing: "{module} does not export '{name}', which handler '{handler}' of {functions} names.",
    notCallable: "Export '{name}' of {module} is no function, but handler '{handler}' of {functions} names it.",
    owner: "Function '{fn}' gets the handler.",
  },
  requires: { files, functions },

  *check({ files: { buildOf }, functions: all }) {
    const isSure = ({ entry, key }: LambdaFunction): boolean => entry.state === 'found' && (!entry.isInferred || buildOf(key) === 'tsc');
    const broken = all.filter((fn) => (fn.handlerCode?.entryExport === 'missing' || fn.handlerCode?.entryExport === 'value') && isSure(fn));
    for (const { value, at, owners } of byPlace(broken, ({ handler }) => handler)) {
      const [first] = owners;
      if (first?.entry.state !== 'found') continue;
      const isMissing = first.handlerCode?.entryExport === 'missing';
      const isInline = first.code.kind === 'inline';
      const module = isInline ? `${isMissing ? 'The' : 'the'} inline code` : `${isMissing ? 'Module' : 'module'} '${first.entry.file}'`;
      yield {
        message: isMissing ? 'missing' : 'notCallable',
        data: { module, name: first.entry.exportName, handler: value, functions: functionNames(owners) },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'owner', data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 ? { function: first.logicalId } : {}),
      };
    }
  },
});

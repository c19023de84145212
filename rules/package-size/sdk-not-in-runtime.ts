import { clientImport } from '../../src/project/client-import.js';
import { clients } from '../../src/project/clients.js';
import { functionNames, otherOwners, quotedNames } from '../../src/project/shared-values.js';
import { isSdk, missingWords, unsuppliedImports } from '../../src/project/unsupplied-imports.js';
import { known } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'sdk-not-in-runtime',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  fix: 'manual',
  docs: {
    summary: 'Code relies on an AWS SDK that its runtime does not carry.',
    rationale: 'Runtimes up to nodejs16.x bring SDK v2, those from nodejs18.x on SDK v3 only: the import fails on every invocation, often after nothing but the runtime was changed.',
    remedy: 'Move to the clients of SDK v3 (`@aws-sdk/client-*`), or list the SDK under `dependencies` so that it is packaged.',
    silentWhen: [
      'the function has layers, a search path of its own, or a container image',
      'a bundler, a makefile or another tool builds the package, or a script or text near the code mentions the SDK',
      'no lock file tells what the listed packages need in turn',
      'a package of SDK v3 that is not a client: runtimes carry some of them',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html', 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html'],
  },
  messages: {
    missing: "Runtime {runtimes} of {functions} has no '{name}', and {reason}.",
    alsoHere: "Function '{fn}' imports it.",
  },
  requires: { unsuppliedImports, clients },

  *check({ unsuppliedImports: imports, clients: built }) {
    for (const { name, at, reason, owners } of imports) {
      if (!isSdk(name)) continue;
      const runtimes = [...new Set(owners.flatMap(({ runtime }) => known(runtime) ?? []))];
      yield {
        message: 'missing',
        data: { name, functions: functionNames(owners), reason: missingWords(reason), runtimes: quotedNames(runtimes) },
        at,
        fixes: () => (name === 'aws-sdk' ? clientImport(at, owners, built) : []),
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere' as const, data: { fn: fn.logicalId }, at: fn.at })),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

import { clientImport } from '../../src/project/client-import.js';
import { clients } from '../../src/project/clients.js';
import { handlerImports } from '../../src/project/handler-imports.js';
import { functionNames } from '../../src/project/shared-values.js';
import { unsuppliedImports } from '../../src/project/unsupplied-imports.js';
import { defineRule } from '../../src/rule.js';

/** Also the files that the package's entry point is made of. */
const WHOLE_SDK = /^aws-sdk(?:\/(?:clients\/all|lib\/aws|dist\/aws-sdk(?:\.min)?)(?:\.js)?)?\/?$/;

export default defineRule({
  id: 'whole-sdk-import',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  fix: 'manual',
  docs: {
    summary: 'All of AWS SDK v2 is imported.',
    rationale: 'Every cold start loads the clients of all services; and runtimes from nodejs18.x on do not carry SDK v2 any more.',
    remedy: "Use the client packages of SDK v3 (`@aws-sdk/client-s3`), or at least `aws-sdk/clients/s3`.",
    silentWhen: ['only types are imported', 'single clients are imported (`aws-sdk/clients/…`)', 'no handler loads the file', 'the SDK is not there at all (`sdk-not-in-runtime`)'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html', 'https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/migrating.html'],
  },
  messages: {
    whole: "Importing 'aws-sdk' loads the clients of all AWS services at every cold start of {functions}.",
  },
  requires: { handlerImports, clients, unsuppliedImports },

  *check({ handlerImports: all, clients: built, unsuppliedImports: unsupplied }) {
    const missing = new Set(unsupplied.map(({ at }) => `${at.path}:${at.start}`));
    for (const { specifier, at, owners } of all) {
      if (!WHOLE_SDK.test(specifier) || missing.has(`${at.path}:${at.start}`)) continue;
      yield {
        message: 'whole',
        data: { functions: functionNames(owners) },
        at,
        fixes: () => clientImport(at, owners, built),
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

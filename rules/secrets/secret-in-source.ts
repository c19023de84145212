import { withArticle } from '../../src/project/article.js';
import { findSecret } from '../../src/data/find-secret.js';
import { handlerLiterals } from '../../src/project/handler-literals.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'secret-in-source',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  securitySeverity: 8.5,
  docs: {
    summary: 'Credential stands in the source of a handler, or in a JSON or `.env` file that it loads.',
    rationale: 'It is in every clone of the repository and in every package that is deployed, and it cannot be rotated without a deployment.',
    remedy: 'Keep it in Secrets Manager or Parameter Store and read it at run time; treat the present one as leaked.',
    silentWhen: ['it is a placeholder or an example of the documentation', 'neither the form of the value nor name and randomness tell that it is a credential', 'no handler loads the file'],
    references: ['https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html'],
  },
  messages: {
    secret: "The source of {functions} holds a credential in plain text: {kind} {preview}.",
  },
  requires: { handlerLiterals },

  *check({ handlerLiterals: all }) {
    for (const { text, name, at, owners } of all) {
      const secret = findSecret(text, name);
      if (!secret) continue;
      yield {
        message: 'secret',
        data: { functions: functionNames(owners), kind: withArticle(secret.kind), preview: secret.preview },
        at,
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});

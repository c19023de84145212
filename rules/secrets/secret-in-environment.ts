import { withArticle } from '../../src/project/article.js';
import { findChosenPassword, findSecret } from '../../src/data/find-secret.js';
import { bothWords } from '../../src/project/condition-words.js';
import { declaredVariables } from '../../src/project/environment.js';
import { functionNames, otherOwners, qualifier } from '../../src/project/shared-values.js';
import { literal } from '../../src/project/text.js';
import { possibilities } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'secret-in-environment',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  securitySeverity: 8,
  reportsIn: 'template',
  docs: {
    summary: 'Credential stands in the template as an environment variable.',
    rationale: 'Everyone who can read the repository, the template or the configuration of the function has it, and it cannot be rotated without a deployment.',
    remedy: 'Keep it in Secrets Manager or Parameter Store and read it at run time; treat the present one as leaked.',
    silentWhen: ['the value is a reference, a dynamic reference or a placeholder', 'neither the form of the value nor name and randomness tell that it is a credential'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-encryption', 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html'],
  },
  messages: {
    secret: "Environment variable '{name}' of {functions} holds {kind} in plain text: {preview}{when}.",
    alsoHere: "Function '{fn}' gets it.",
  },
  requires: { declaredVariables },

  *check({ declaredVariables: declared }) {
    for (const { name, value, when: around, owners } of declared) {
      for (const { value: text, at, when } of possibilities(value)) {
        const plain = literal(text);
        const secret = plain === undefined ? undefined : (findSecret(plain, name) ?? findChosenPassword(plain, name));
        if (!secret) continue;
        yield {
          message: 'secret',
          data: { name, functions: functionNames(owners), kind: withArticle(secret.kind), preview: secret.preview, when: qualifier({ when: bothWords(around, when) }) },
          at,
          related: otherOwners(owners).map((fn) => ({ message: 'alsoHere', data: { fn: fn.logicalId }, at: fn.at })),
          ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
        };
      }
    }
  },
});

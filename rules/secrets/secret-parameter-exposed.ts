import type { Change } from '../../src/change.js';
import { credentialParameter } from '../../src/data/credential-parameter.js';
import { withArticle } from '../../src/project/article.js';
import { findSecret } from '../../src/data/find-secret.js';
import { declaredVariables } from '../../src/project/environment.js';
import { parameters } from '../../src/project/parameters.js';
import { permissions } from '../../src/project/permissions.js';
import { literal } from '../../src/project/text.js';
import { possibilities } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

/** What the token of a permission usually is: public, and of use to its owner alone. */
const ALEXA_SKILL = /^amzn1\./;

export default defineRule({
  id: 'secret-parameter-exposed',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  fix: 'safe',
  securitySeverity: 6,
  reportsIn: 'template',
  docs: {
    summary: 'Credential in a parameter of the template can be read by everyone who may describe the stack.',
    rationale: 'CloudFormation shows the value of a parameter without `NoEcho` in the console and in `DescribeStacks`. With `NoEcho`, a default in the template, an output or a metadata entry gives it away all the same.',
    remedy: 'Set `NoEcho: true` and keep the value out of defaults, outputs and metadata, or read it with a dynamic reference to Secrets Manager.',
    silentWhen: ['name and type do not tell that the parameter is a credential', 'the template lists the values that it may have', 'name or description says that the value is encrypted, or one of them, or the default, where a store keeps it', 'it is the id or ARN of a key of KMS: the description or the property that takes it says so', 'the value is looked up in Systems Manager', 'a default is empty, a placeholder or too simple to be in use', '`secret-in-environment` speaks about the default'],
    references: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html', 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html'],
  },
  messages: {
    noEcho: "Parameter '{parameter}' is {kind} without 'NoEcho': CloudFormation shows its value.",
    default: "Default of parameter '{parameter}' is {kind} in plain text: {preview}.",
    output: "Output '{owner}' shows the value of parameter '{parameter}', {kind}.",
    metadata: "Metadata of '{owner}' shows the value of parameter '{parameter}', {kind}.",
    token: "'EventSourceToken' of permission '{permission}' is {kind} in plain text: {preview}.",
  },
  requires: { parameters, permissions, declaredVariables },

  *check({ parameters: all, permissions: allPermissions, declaredVariables: variables }) {
    const inEnvironment = new Set(variables.flatMap(({ value }) => possibilities(value).map(({ at }) => `${at.path}:${at.start}`)));
    for (const { name, type, isHidden, isHiddenAt, isChoice, isEncrypted, at, default: fallback, echoes } of all) {
      const kind = isChoice || isEncrypted ? undefined : credentialParameter(name, type, fallback?.text);
      // To hide a value that its default shows is no cure.
      const secret = fallback && findSecret(fallback.text, name);
      if (kind !== undefined && !isHidden) {
        const changes: readonly Change[] = [isHiddenAt ? { kind: 'replace', at: isHiddenAt, value: true } : { kind: 'set', below: at, path: ['NoEcho'], value: true }];
        yield { message: 'noEcho', data: { parameter: name, kind: withArticle(kind) }, at: isHiddenAt ?? at, isPlaceShown: true, fixes: () => (secret ? [] : [{ title: "Set 'NoEcho'", applicability: 'safe', changes }]) };
      }
      if (fallback && secret && !inEnvironment.has(`${fallback.at.path}:${fallback.at.start}`)) {
        yield { message: 'default', data: { parameter: name, kind: withArticle(secret.kind), preview: secret.preview }, at: fallback.at };
      }
      if (kind === undefined && !isHidden) continue;
      for (const echo of echoes) yield { message: echo.kind, data: { owner: echo.name, parameter: name, kind: kind === undefined ? "which has 'NoEcho'" : withArticle(kind) }, at: echo.at, ...(echo.isText ? {} : { isPlaceShown: true as const }) };
    }
    for (const { logicalId, eventSourceToken } of allPermissions) {
      for (const { value, at } of possibilities(eventSourceToken)) {
        const text = literal(value) ?? '';
        const secret = ALEXA_SKILL.test(text) ? undefined : findSecret(text, 'EventSourceToken');
        if (secret) yield { message: 'token', data: { permission: logicalId, kind: withArticle(secret.kind), preview: secret.preview }, at };
      }
    }
  },
});

import { unreadVariables } from '../../src/project/unread-variables.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'unused-environment-variable',
  severity: 'note',
  precision: 'medium',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'Environment variable is set, but the code of the function never reads it.',
    rationale: 'What nobody reads is a leftover or a misspelt name; a secret among them is exposed for nothing, and all variables share 4 KB.',
    remedy: 'Remove the variable, or read it under the name that the template gives it.',
    silentWhen: [
      'the code loads or makes code at run time, may start another program, or is a placeholder until the real code is uploaded',
      'a package, a layer or an extension usually reads the name (`LOG_LEVEL`, `DD_…`, `POWERTOOLS_…`), or a package that the code imports is called like it (`ACME_BRANCH`, `acme_common`)',
      'the code reads variables by computed names, hands on the whole environment, names the variable in a text, or asks Lambda for the configuration of functions',
      'the settings of pydantic may read it, which take variables by the names of members',
      'part of the code cannot be read, Python code imports a module that may be the own one of the project, or the function has layers of others than Powertools and AWS',
      'a variable of Globals is read by one of the functions',
      'Amplify wrote the template, which sets variables of its own',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'],
  },
  messages: {
    unread: "Environment variable '{name}' is set here, but the code of {functions} never reads it.",
    similar: "'{other}', which is much alike, is read here.",
  },
  requires: { unreadVariables },

  *check({ unreadVariables: all }) {
    for (const { name, at, owners, similar } of all) {
      const [only, other] = owners;
      yield {
        message: 'unread',
        data: { name, functions: functionNames(owners) },
        at,
        related: similar ? [{ message: 'similar', data: { other: similar.variable }, at: similar.at }] : [],
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});

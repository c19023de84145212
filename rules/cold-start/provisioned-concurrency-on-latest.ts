import { provisionedConcurrency } from '../../src/project/provisioned-concurrency.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'provisioned-concurrency-on-latest',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'Provisioned concurrency is asked for without a published version.',
    rationale: 'Lambda provisions versions and aliases of versions only: SAM refuses the template without `AutoPublishAlias`, and Lambda refuses an alias of `$LATEST`.',
    remedy: 'Set `AutoPublishAlias` on the function (SAM), or let the alias point at an `AWS::Lambda::Version`.',
    silentWhen: ['`AutoPublishAlias`, the version of the alias or the provisioned concurrency itself depends on a condition or is not known before deployment'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html', 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html'],
  },
  messages: {
    unpublished: "Function '{owner}' asks for provisioned concurrency, but has no 'AutoPublishAlias' that could have it.",
    latest: "Alias '{owner}' asks for provisioned concurrency, but points at '$LATEST', which cannot have any.",
    alsoHere: "'{owner}' has it.",
  },
  requires: { provisionedConcurrency },

  *check({ provisionedConcurrency: all }) {
    for (const { at, owner, ownerAt, target, fn } of all) {
      if (target !== 'unpublished-function' && target !== 'latest-alias') continue;
      const related = at.start === ownerAt.start ? [] : [{ message: 'alsoHere' as const, data: { owner }, at: ownerAt }];
      yield { message: target === 'latest-alias' ? 'latest' : 'unpublished', data: { owner }, at, related, ...(fn === undefined ? {} : { function: fn }) };
    }
  },
});

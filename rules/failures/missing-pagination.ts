import { detourOf } from '../../src/project/detour.js';
import { firstPages } from '../../src/project/first-pages.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'missing-pagination',
  severity: 'note',
  precision: 'medium',
  preset: 'strict',
  docs: {
    summary: 'Only the first page of a list is read.',
    rationale: 'A call that lists gives a page: 1 MB of a table, 1,000 objects of a bucket, 10 parameters of a path. Once there is more, the rest is silently left out.',
    remedy: 'Use the paginator of the SDK, or repeat the call with the token of the answer until there is none; ask for a number of items where the first ones suffice.',
    silentWhen: [
      'the token of the answer, or what tells that there is more, is read, or the answer is returned or handed on whole',
      'one item of the list is taken, or only their number is read',
      'the request asks for a page, a number of items, an order, a prefix or a filter, or is not known in full',
      'the call is made by a paginator, or gives its answer to a callback',
    ],
    references: [
      'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html',
      'https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html',
      'https://boto3.amazonaws.com/v1/documentation/api/latest/guide/paginators.html',
    ],
  },
  messages: {
    first: "'{operation}' gives {functions} one page, and nothing reads '{next}', which tells of more.",
    step: "Reached through '{name}'.",
  },
  requires: { firstPages },

  *check({ firstPages: all }) {
    for (const { operation, next, at, steps, owners } of all) {
      const [only, other] = owners;
      yield {
        message: 'first',
        data: { operation, next, functions: functionNames(owners) },
        at,
        related: detourOf(steps).map((step) => ({ message: 'step', data: { name: step.name }, at: step.at, step: true })),
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});

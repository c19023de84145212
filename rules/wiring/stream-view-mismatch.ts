import { missingImages } from '../../src/project/missing-images.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'stream-view-mismatch',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: "Handler reads an image that the table's stream does not deliver.",
    rationale: 'The records of a DynamoDB stream hold what `StreamViewType` says and nothing else: the other image is missing from each of them.',
    remedy: 'Set `StreamViewType: NEW_AND_OLD_IMAGES`, or read the image that is delivered.',
    silentWhen: ['the table is not in the template, or its view type is not known before deployment', 'another stream of the function delivers the image'],
    references: ['https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html'],
  },
  messages: {
    missing: "Code of function '{fn}' reads '{image}', but the stream of table '{table}' delivers '{view}'.",
    view: "The stream of table '{table}' delivers '{view}'.",
  },
  requires: { missingImages },

  *check({ missingImages: all }) {
    const seen = new Set<string>();
    for (const { fn, image, view, table, at } of all) {
      // Functions that share the code and the table have one fault in common.
      const key = `${at.path}:${at.start}:${view.at.path}:${view.at.start}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield {
        message: 'missing',
        data: { fn: fn.logicalId, image, table, view: view.value },
        at,
        related: [{ message: 'view', data: { table, view: view.value }, at: view.at }],
        function: fn.logicalId,
      };
    }
  },
});

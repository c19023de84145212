import { functionNames } from '../../src/project/shared-values.js';
import { tableFaults } from '../../src/project/table-faults.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'dynamodb-schema-contract',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Call does not fit the keys or indexes of its DynamoDB table.',
    rationale: 'DynamoDB answers with a ValidationException: a key must name all attributes of the primary key and no others, an item must have them, an index must exist, a query must give the partition key a value, and global indexes have no consistent reads.',
    remedy: 'Use the names of the `KeySchema` and the indexes of the table, or change the table.',
    silentWhen: ['the table is not in the template, or cannot be told', 'the key, item, index or condition is not written out in the code', 'keys or indexes of the table are not known before deployment'],
    references: [
      'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html',
      'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.html',
    ],
  },
  messages: {
    key: "Code of {functions} gives {given} as key of table '{table}', which has the key {expected}.",
    item: "Code of {functions} puts an item without {given} into table '{table}', whose key it belongs to.",
    index: "Code of {functions} reads index {given} of table '{table}', which has {expected}.",
    consistent: "Code of {functions} asks for a consistent read of index {given} of table '{table}', but the index is a global one.",
    condition: "Code of {functions} queries {given}table '{table}' with a condition that has no '=' for the partition key, {expected}.",
    table: "Table '{table}' is defined here.",
  },
  requires: { tableFaults },

  *check({ tableFaults: all }) {
    for (const { calls, at, kind, given, expected } of all) {
      const [{ resource, scope, fn }, other] = calls;
      const table = resource.logicalId;
      yield {
        message: kind,
        data: { functions: functionNames(calls.map((one) => one.fn)), table, given, expected },
        at,
        related: [{ message: 'table', data: { table }, at: scope.at(resource.key) }],
        ...(other ? {} : { function: fn.logicalId }),
      };
    }
  },
});

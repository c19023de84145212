import { encodedRecords } from '../../src/project/encoded-records.js';
import { functionNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'record-encoding-missed',
  severity: 'error',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Handler parses data as JSON that arrives in base64.',
    rationale: 'Kinesis, Firehose and CloudWatch Logs put the data of their records into the event in base64, those of CloudWatch Logs compressed besides. Parsed as it is, no record gets through, and a stream repeats the batch until it expires.',
    remedy: "Decode first: `Buffer.from(data, 'base64').toString()`, `base64.b64decode(data)`; for CloudWatch Logs then decompress with gunzip.",
    silentWhen: ['a wrapper or a decorator may decode the records', 'the code catches exceptions around the call', 'the data goes to anything but `JSON.parse` or `json.loads`'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html', 'https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html', 'https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html'],
  },
  messages: {
    encoded: "'{parser}' in code of {functions} gets '{member}' in base64, as '{name}' sends it.",
    trigger: "'{name}' sends the data in base64.",
  },
  requires: { encodedRecords },

  *check({ encodedRecords: all }) {
    for (const { member, parser, trigger, at, owners } of all) {
      const [only, other] = owners;
      yield {
        message: 'encoded',
        data: { functions: functionNames(owners), member, parser, name: trigger.name },
        at,
        related: [{ message: 'trigger', data: { name: trigger.name }, at: trigger.at }],
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});

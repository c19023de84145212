import { expect, it } from 'vitest';

import { importClient } from '../../src/engine/fix/client-import.js';
import { applyEdits } from '../../src/engine/fix/text-edit.js';
import { readScript } from '../../src/source/read-script.js';

function imported(path: string, text: string, client = 'S3'): string | undefined {
  const start = text.indexOf('aws-sdk');
  const edits = importClient(readScript(path, text), text, { start, end: start + 7 }, client, `@aws-sdk/client-${client.toLowerCase()}`);
  return edits && applyEdits(text, edits);
}

it.each([
  ['a.js', "const AWS = require('aws-sdk');\nconst s3 = new AWS.S3({ region: 'x' }); // ours\nexports.list = () => s3.listBuckets().promise();\n", "const { S3 } = require('@aws-sdk/client-s3');\nconst s3 = new S3({ region: 'x' }); // ours\nexports.list = () => s3.listBuckets();\n"],
  ['a.ts', 'import * as AWS from "aws-sdk";\nexport const s3 = new AWS.S3();\n', 'import { S3 } from "@aws-sdk/client-s3";\nexport const s3 = new S3();\n'],
  ['a.js', "const AWS = require('aws-sdk');\nconst s3 = new AWS.S3({ region, apiVersion: '2006-03-01', credentials: keys() });\n", "const { S3 } = require('@aws-sdk/client-s3');\nconst s3 = new S3({ region, apiVersion: '2006-03-01', credentials: keys() });\n"],
  ['a.mjs', "import sdk from 'aws-sdk'\nexport const s3 = [new sdk.S3(), new sdk.S3()];\n", "import { S3 } from '@aws-sdk/client-s3'\nexport const s3 = [new S3(), new S3()];\n"],
])('one client of v3 in place of all of v2: %s', (path, text, expected) => {
  expect(imported(path, text)).toBe(expected);
});

it.each([
  "const AWS = require('aws-sdk');\nAWS.config.update({});\nconst s3 = new AWS.S3();\n",
  "import AWS from 'aws-sdk';\nconst s3: AWS.S3 = new AWS.S3();\n",
  "const AWS = require('aws-sdk');\nconst S3 = 1;\nconst s3 = new AWS.S3();\n",
  "const AWS = trace(require('aws-sdk'));\nconst s3 = new AWS.S3();\n",
  "const AWS = require('aws-sdk');\nuse(AWS);\n",
  "const AWS = require('aws-sdk');\nnew AWS.S3().upload({});\n",
  "const AWS = require('aws-sdk');\nnew AWS.S3().getObject({}).promise().then(({ Body }) => JSON.parse(Body.toString()));\n",
  "import { S3 } from 'aws-sdk';\nconst s3 = new S3();\n",
  "const AWS = require('aws-sdk');\nconst s3 = new AWS.S3({ maxRetries: 1 });\n",
  "const AWS = require('aws-sdk');\nconst s3 = new AWS.S3({ region: 'x', ...options });\n",
  "const AWS = require('aws-sdk');\nconst s3 = new AWS.S3({ endpoint: 'localhost:4566' });\n",
  "const AWS = require('aws-sdk');\nconst s3 = new AWS.S3(options);\n",
  "const AWS = require('aws-sdk');\nconst s3 = new AWS.S3();\nconst made = new AWS.S3({ 's3ForcePathStyle': true });\n",
  "const AWS = require('aws-sdk');\nnew AWS.S3().listBuckets().on('success', use).send();\n",
])('nothing where it is used in another way: %s', (text) => {
  expect(imported('a.ts', text)).toBeUndefined();
});

it.each([
  ['KMS', 'client.decrypt({})', false],
  ['KMS', "client['decrypt']({})", false],
  ['KMS', 'client.describeKey({})', true],
  ['Lambda', 'client.invoke({})', false],
  ['Lambda', 'client.listFunctions({})', true],
  ['Polly', 'client.synthesizeSpeech({})', false],
  ['Kinesis', 'client.getRecords({})', false],
  ['Kinesis', 'client.putRecord({})', true],
  ['SecretsManager', 'client.getSecretValue({})', false],
  ['DynamoDB', 'client.getItem({}).then(({ Item }) => Item.id.S)', true],
  ['DynamoDB', 'client.getItem({}).then(({ Item }) => Item.photo.B)', false],
  ['SQS', 'client.receiveMessage({ MessageAttributeNames: ["All"] })', true],
  ['SQS', 'client.receiveMessage({}).then((answer) => answer.Messages[0].MessageAttributes.key.BinaryValue)', false],
  ['SNS', 'client.publish({ Message: "decrypt, getObject, invoke" })', true],
])('nothing where the answer holds bytes, %s: %s', (name, call, isOffered) => {
  const text = `const AWS = require('aws-sdk');\nconst client = new AWS.${name}();\nexports.handler = () => ${call};\n`;
  expect(imported('a.js', text, name) !== undefined).toBe(isOffered);
});

import { describe, expect, it } from 'vitest';

import { hoistPython } from '../../src/engine/fix/hoist-python.js';
import { hoistScript } from '../../src/engine/fix/hoist-script.js';
import { applyEdits } from '../../src/engine/fix/text-edit.js';
import { readScript } from '../../src/source/read-script.js';

/** What comes of a file whose client is built by the call that begins with a word. */
function hoisted(path: string, text: string, call: string): string | undefined {
  const start = text.indexOf(call);
  const at = { start, end: start + call.length };
  const edits = path.endsWith('.py') ? hoistPython(text, at) : hoistScript(readScript(path, text), text, at);
  return edits && applyEdits(text, [...edits].sort((a, b) => a.start - b.start));
}

const IMPORTS = "import { S3Client } from '@aws-sdk/client-s3';\n";
const inHandler = (statement: string, use = 'return client.send(event);'): string => `${IMPORTS}\nexport const handler = async (event) => {\n  ${statement}\n  ${use}\n};\n`;
const HOISTED = (statement: string, use = 'return client.send(event);'): string => `${IMPORTS}\n${statement}\n\nexport const handler = async (event) => {\n  ${use}\n};\n`;

describe('clients in scripts', () => {
  it.each([
    'const client = new S3Client({}); // one for all',
    'const client = new S3Client({ region: process.env.AWS_REGION, maxAttempts: Number(process.env.ATTEMPTS ?? 3) });',
    'let client: S3Client = new S3Client();',
    'var client = new S3Client()',
  ])('are moved to module level: %s', (statement) => {
    expect(hoisted('orders.ts', inHandler(statement), 'new S3Client')).toBe(HOISTED(statement));
  });

  it('go with the comments above them, and keep line ends and indentation', () => {
    const text = inHandler('// reads receipts\n  const client = new S3Client({\n    region: `eu-west-1`,\n  });\n').replaceAll('\n', '\r\n');
    expect(hoisted('orders.mjs', text, 'new S3Client')).toBe(HOISTED('// reads receipts\nconst client = new S3Client({\n  region: `eu-west-1`,\n});').replaceAll('\n', '\r\n'));
  });

  it('stand behind what they name, and what is done to it', () => {
    const text = "const AWS = require('aws-sdk');\nconst region = 'eu-west-1';\nAWS.config.update({ maxRetries: 2 });\nconst other = 1;\n\nexports.handler = async () => {\n  const s3 = new AWS.S3({ region });\n  return s3.listBuckets().promise();\n};\n";
    expect(hoisted('orders.js', text, 'new AWS.S3')).toContain('AWS.config.update({ maxRetries: 2 });\nconst s3 = new AWS.S3({ region });\nconst other = 1;\n');
  });

  it('take the document client around them along', () => {
    const text = "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';\nimport { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';\nexport const handler = async () => {\n  const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));\n  return db.send(1);\n};\n";
    expect(hoisted('orders.mjs', text, 'new DynamoDBClient')).toContain("lib-dynamodb';\n\nconst db = DynamoDBDocumentClient.from(new DynamoDBClient({}));\nexport const");
  });

  it.each(['DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })', 'AWSXRay.captureAWSv3Client(client)'])('take along what the next statement makes of them: %s', (call) => {
    const imports = "import AWSXRay from 'aws-xray-sdk-core';\nimport { DynamoDBClient } from '@aws-sdk/client-dynamodb';\nimport { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';\n";
    const both = `const client = new DynamoDBClient({});\n// of all tables\nconst documents = ${call};\n`;
    const text = `${imports}\nexport const handler = async (event) => {\n${both.replace(/^(?=.)/gm, '  ')}\n  return documents.send(event);\n};\n`;
    expect(hoisted('orders.mjs', text, 'new DynamoDBClient')).toBe(`${imports}\n${both}\nexport const handler = async (event) => {\n  return documents.send(event);\n};\n`);
  });

  it.each([
    ['depends on what the function is given', 'const documents = DynamoDBDocumentClient.from(client, { marshallOptions: event });', 'return documents;'],
    ['is closed', 'const documents = DynamoDBDocumentClient.from(client);', 'documents.destroy();'],
    ['is made a second time', 'const documents = DynamoDBDocumentClient.from(client);', 'return DynamoDBDocumentClient.from(client);'],
    ['is given another value', 'let documents = DynamoDBDocumentClient.from(client);', 'documents = 1;'],
    ['has a name that is taken', 'const S3Client = DynamoDBDocumentClient.from(client);', 'return S3Client;'],
    ['stands elsewhere', 'event.x = 1; const documents = DynamoDBDocumentClient.from(client);', 'return documents;'],
  ])('stay with a document client that %s', (_, statement, use) => {
    const imports = "import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';\n";
    const text = imports + inHandler(`const client = new DynamoDBClient({});\n  ${statement}`, use).replace("S3Client } from '@aws-sdk/client-s3'", "DynamoDBClient, S3Client } from 'clients'");
    expect(hoisted('orders.mjs', text, 'new DynamoDBClient')).toBeUndefined();
  });

  it.each([
    ['it ends with the block', inHandler('using client = new S3Client({});')],
    ['it depends on what the function is given', inHandler('const client = new S3Client({ region: event.region });')],
    ['a call gives an option', inHandler('const client = new S3Client({ credentials: load() });')],
    ['a local name is an option', inHandler('const region = 1; const client = new S3Client({ region });')],
    ['it is one of two declarations', inHandler('const client = new S3Client({}), two = 2;')],
    ['it is built in a branch', inHandler('if (event.old) {\n  const client = new S3Client({});\n  client.send(1);\n}', 'return 1;')],
    ['it is given another value', inHandler('let client = new S3Client({});', 'client = 1;')],
    ['it is closed', inHandler('const client = new S3Client({});', 'client.destroy();')],
    ['what it is asked for is kept', inHandler('const client = new S3Client({}).send(event);')],
    ['another client is made of it', inHandler('const client = new S3Client({});', 'return DynamoDBDocumentClient.from(client);')],
    ['another function gets it', inHandler('const client = use(new S3Client({}));')],
    ['it has no variable', inHandler('await new S3Client({}).send(1);')],
    ['the name is taken', inHandler('const client = new S3Client({});').replace('\nexport', 'const client = 1;\nexport')],
    ['the name is a global elsewhere', `${inHandler('const client = new S3Client({});')}export const other = () => client;\n`],
    ['other code is on its line', `${IMPORTS}export const handler = async () => { const client = new S3Client({}); return client; };\n`],
    ['the environment is set here', `${inHandler('const client = new S3Client({ region: process.env.R });')}process.env.R = 'x';\n`],
    ['what it names may change', inHandler('const client = new S3Client({ region });').replace('\nexport', 'let region;\nexport')],
  ])('stay where %s', (_, text) => {
    expect(hoisted('orders.ts', text, 'new S3Client')).toBeUndefined();
  });
});

const PYTHON = (statement: string, use = 'return client.list_buckets()'): string => `"""Orders."""\nimport os\n\nimport boto3\nimport psycopg2\n\n\ndef handler(event, context):\n    ${statement}\n    ${use}\n`;

describe('clients in Python', () => {
  it.each([
    ['boto3.client', 'client = boto3.client("s3")  # one for all'],
    ['boto3.client', 'client = boto3.client("s3", region_name=os.environ.get("REGION", "eu-west-1"))'],
    ['boto3.resource', 'client = boto3.resource("dynamodb").Table(os.environ["TABLE"])'],
    ['psycopg2.connect', 'client = psycopg2.connect(host=os.getenv("HOST"), port=int("5432"))'],
  ])('are moved to module level: %s, %s', (call, statement) => {
    expect(hoisted('orders.py', PYTHON(statement), call)).toBe(`"""Orders."""\nimport os\n\nimport boto3\nimport psycopg2\n\n${statement}\n\n\ndef handler(event, context):\n    return client.list_buckets()\n`);
  });

  it.each([
    ['it depends on what the function is given', PYTHON('client = boto3.client("s3", region_name=event["region"])')],
    ['a call gives an option', PYTHON('client = boto3.client("s3", config=config())')],
    ['it is built in a branch', PYTHON('if event:\n        client = boto3.client("s3")')],
    ['it is given another value', PYTHON('client = boto3.client("s3")', 'client = None')],
    ['it is closed', PYTHON('client = boto3.client("s3")', 'client.close()')],
    ['a block ends it', PYTHON('client = boto3.client("s3")', 'with client as c: pass')],
    ['it is all there is', PYTHON('client = boto3.client("s3")', '# nothing more')],
    ['the name is taken', `${PYTHON('client = boto3.client("s3")')}\n\nclient = None\n`],
    ['the name is a global elsewhere', `${PYTHON('client = boto3.client("s3")')}\n\ndef other():\n    return client\n`],
    ['what it is asked for is kept', PYTHON('client = boto3.client("s3").list_buckets')],
    ['it is asked at once', PYTHON('client = boto3.client("s3").list_buckets()')],
  ])('stay where %s', (_, text) => {
    expect(hoisted('orders.py', text, 'boto3.client')).toBeUndefined();
  });
});

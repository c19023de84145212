import { expect, it } from 'vitest';
import { createDriver } from '../../src/analysis.js';
import { loadRepository } from '../../src/engine/load.js';
import { withoutCaches } from '../../src/engine/vet.js';
import { bindProject } from '../../src/project/files.js';
import { sdkCalls } from '../../src/project/sdk-calls.js';
import { displayText } from '../../src/project/text.js';
import { memorySource } from '../../src/source/file-source.js';

const TEMPLATE = 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties: { Runtime: python3.13, CodeUri: ., Handler: app.handler }\n';

function callsOf(sources: Readonly<Record<string, string>>): readonly string[] {
  const { projects, problems } = loadRepository(memorySource({ 'template.yaml': TEMPLATE, ...sources }), ['template.yaml'], withoutCaches());
  const [project] = projects;
  if (!project) throw new Error('there is no project');
  expect(problems).toEqual([]);
  const found = createDriver(bindProject(project)).answers({ sdkCalls }).sdkCalls.get('template.yaml#Orders') ?? [];
  return found.map(({ service, operation, via, resource }) => `${via} ${service}:${operation}${resource.state === 'known' ? ` on ${displayText(resource.value)}` : ''}`);
}

const HANDLER = 'import boto3\ndef handler(event, context):\n';

it.each<readonly [string, string, readonly string[]]>([
  ['a paginator of a client that is given', 'import boto3\ndef ids(ec2):\n  pages = ec2.get_paginator("describe_instances")\n  return [p for p in pages.paginate()]\nEC2 = boto3.client("ec2")\ndef handler(e, c): return ids(EC2)', ['paginator ec2:DescribeInstances']],
  ['a waiter of a member that is given', 'import boto3\nclass Network:\n  def __init__(self, ec2): self.ec2 = ec2\n  def make(self):\n    waiter = self.ec2.get_waiter("vpc_available")\n    waiter.wait()\nnetwork = Network(boto3.client("ec2"))\ndef handler(e, c): network.make()', ['waiter ec2:DescribeVpcs']],
  ['a table of a resource that is given', 'import boto3\ndef save(db):\n  db.Table("orders").put_item(Item={})\ndef handler(e, c): save(boto3.resource("dynamodb"))', ['call dynamodb:PutItem on orders']],
  ['a session by its module', 'from boto3.session import Session\nsession = Session(region_name="eu-west-1")\ndef handler(e, c): session.client("dynamodb").put_item(TableName="orders")', ['call dynamodb:PutItem on orders']],
  ['a client that may be given', 'import boto3\nclass Store:\n  def __init__(self, db=None): self.db = db or boto3.client("dynamodb")\n  def save(self): self.db.put_item(TableName="orders")\nstore = Store()\ndef handler(e, c): store.save()', ['call dynamodb:PutItem on orders']],
  ['a session that may be given', 'import boto3\nclass Store:\n  def __init__(self, session=None):\n    session = session or boto3.session.Session()\n    self.table = session.resource("dynamodb").Table("orders")\n  def save(self): self.table.put_item(Item={})\nstore = Store()\ndef handler(e, c): store.save()', ['call dynamodb:PutItem on orders']],
  ['a client that is made where none is given', `import boto3\ndef drop(*, db=None):\n  if db is None: db = boto3.client("dynamodb")\n  db.delete_table(TableName="orders")\ndef handler(e, c): drop()`, ['call dynamodb:DeleteTable on orders']],
  ['no client of its own', 'import boto3\ndef save(db):\n  db = boto3.client("dynamodb")\n  db.put_item(TableName="orders")\ndef handler(e, c): save(e)', []],
  ['one client with two configurations', 'import os, boto3\ndb = boto3.client("dynamodb")\nif os.environ.get("LOCAL"):\n  db = boto3.client("dynamodb", endpoint_url="http://localhost:8000")\ndef handler(e, c): db.put_item(TableName="orders")', ['call dynamodb:PutItem on orders']],
  ['two clients', 'import os, boto3\ndb = boto3.client("dynamodb")\nif os.environ.get("LOCAL"):\n  db = boto3.client("s3")\ndef handler(e, c): db.put_item(TableName="orders")', []],
  ['one function for two services', 'import boto3\ndef tag(client): client.tag_resource()\ndef handler(e, c):\n  tag(boto3.client("sqs"))\n  tag(boto3.client("sns"))', ['call sqs:TagResource', 'call sns:TagResource']],
  ['a queue by its name', `${HANDLER}  queue = boto3.resource("sqs").get_queue_by_name(QueueName="orders")\n  queue.send_message(MessageBody="a")`, ['call sqs:GetQueueUrl on orders', 'call sqs:SendMessage on orders']],
  ['a table that it creates', `${HANDLER}  table = boto3.resource("dynamodb").create_table(TableName="orders")\n  table.wait_until_exists()`, ['call dynamodb:CreateTable on orders', 'call dynamodb:DescribeTable on orders']],
  ['all objects of a bucket', `${HANDLER}  boto3.resource("s3").Bucket("orders").objects.delete()`, ['paginator s3:ListObjects on orders', 'paginator s3:DeleteObjects on orders']],
  ['some objects of a bucket', `${HANDLER}  boto3.resource("s3").Bucket("orders").objects.filter(Prefix="a").delete()`, ['paginator s3:DeleteObjects on orders', 'paginator s3:ListObjects on orders']],
  ['one object', `${HANDLER}  boto3.resource("s3").Object("orders", "a").delete()`, ['call s3:DeleteObject on orders']],
  ['a provider of Powertools', 'from aws_lambda_powertools.utilities import parameters\nssm = parameters.SSMProvider()\ndef handler(e, c): return ssm.get("/orders")', ['call ssm:GetParameter on /orders']],
  ['a provider with a table', 'from aws_lambda_powertools.utilities.parameters import DynamoDBProvider\nstore = DynamoDBProvider(table_name="orders")\ndef handler(e, c): return store.get("a")', ['call dynamodb:GetItem on orders']],
  ['a module of Powertools', 'from aws_lambda_powertools.utilities.parameters.ssm import get_parameters_by_name\ndef handler(e, c): return get_parameters_by_name(parameters={})', ['helper ssm:GetParameters']],
  ['a cache of secrets', 'from aws_secretsmanager_caching import SecretCache\ncache = SecretCache()\ndef handler(e, c): return cache.get_secret_string("orders")', ['call secrets-manager:DescribeSecret on orders', 'call secrets-manager:GetSecretValue on orders']],
  ['a singleton that is made in its class', 'import boto3\nclass Store:\n  kept = None\n  @classmethod\n  def get(cls):\n    if cls.kept is None:\n      cls.kept = cls()\n      cls.kept.db = boto3.client("dynamodb")\n    return cls.kept\n  def save(self): self.db.put_item(TableName="orders")\ndef handler(e, c): Store.get().save()', ['call dynamodb:PutItem on orders']],
  ['a singleton of its constructor', 'import boto3\nclass Store:\n  kept = None\n  def __new__(cls):\n    if cls.kept is None:\n      made = super().__new__(cls)\n      made.table = boto3.resource("dynamodb").Table("orders")\n      cls.kept = made\n    return cls.kept\n  def save(self): self.table.put_item(Item={})\ndef handler(e, c): Store().save()', ['call dynamodb:PutItem on orders']],
  ['a singleton of the module', 'import boto3\nclass Store:\n  def save(self): self.db.put_item(TableName="orders")\nkept = None\ndef store():\n  global kept\n  if kept is None:\n    kept = Store()\n    kept.db = boto3.client("dynamodb")\n  return kept\ndef handler(e, c): store().save()', ['call dynamodb:PutItem on orders']],
  ['a member of an instance of something else', 'import boto3\nclass Store:\n  def save(self): self.db.put_item(TableName="orders")\nclass Archive: pass\narchive = Archive()\narchive.db = boto3.client("dynamodb")\ndef handler(e, c): Store().save()', []],
  ['a session of botocore', 'import botocore.session\nsession = botocore.session.get_session()\ndb = session.create_client("dynamodb", region_name="eu-west-1")\ndef handler(e, c): db.put_item(TableName="orders")', ['call dynamodb:PutItem on orders']],
  ['clients of aioboto3 and aiobotocore', 'import asyncio, aioboto3\nfrom aiobotocore.session import get_session\nasync def run():\n  async with get_session().create_client("s3") as s3: await s3.get_object(Bucket="orders", Key="a")\n  async with aioboto3.Session().resource("dynamodb") as db:\n    table = await db.Table("orders")\n    await table.put_item(Item={})\ndef handler(e, c): asyncio.run(run())', ['call s3:GetObject on orders', 'call dynamodb:PutItem on orders']],
])('%s', (_, text, expected) => expect(callsOf({ 'app.py': text })).toEqual(expected));

it('follows a paginator to the client of another module', () => {
  const sources = { 'app.py': 'from clients import s3\ndef handler(e, c):\n  pages = s3.get_paginator("list_objects_v2")\n  for page in pages.paginate(Bucket="orders"): pass', 'clients.py': 'import boto3\ns3 = boto3.client("s3")' };
  expect(callsOf(sources)).toEqual(['paginator s3:ListObjectsV2 on orders']);
});

it('follows methods of an instance that a class is given', () => {
  const sources = {
    'app.py': 'from service import Orders\nfrom store import Store\norders = Orders(Store())\ndef handler(e, c): orders.place(e)',
    'service.py': 'class Orders:\n  def __init__(self, store): self.store = store\n  def place(self, order): self.store.save(order)',
    'store.py': 'import boto3\ndb = boto3.client("dynamodb")\nclass Store:\n  def save(self, item): db.put_item(TableName="orders", Item=item)',
  };
  expect(callsOf(sources)).toEqual(['call dynamodb:PutItem on orders']);
});

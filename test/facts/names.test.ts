import { describe, expect, it } from 'vitest';

import { extractNames } from '../../src/facts/handler/names.js';
import { extractPythonNames } from '../../src/facts/python/extract.js';

function ofScript(text: string): string {
  const found = extractNames('orders.ts', text);
  return found ? [...found.names, ...(found.computesNames ? ['(computes)'] : []), ...(found.loadsUnnamed ? ['(loads)'] : [])].join(' ') : 'none';
}

function ofPython(text: string): string {
  const found = extractPythonNames(text);
  return found ? [...found.names, ...(found.computesNames ? ['(computes)'] : []), ...(found.loadsUnnamed ? ['(loads)'] : [])].join(' ') : 'none';
}

describe('names in scripts', () => {
  it.each([
    ["import { GetCommand as Get } from '@aws-sdk/lib-dynamodb';", 'GetCommand'],
    ['client.getItem({ Key: key });', 'getItem Key'],
    ["client['getItem'](key);", 'getItem'],
    ['const { putItem } = client;', 'putItem'],
    ["s3.getSignedUrl('putObject', {});", 'getSignedUrl putObject'],
    ['client[operation](key);', '(computes)'],
    ['client[operation].call(client, key);', 'call (computes)'],
    ['new commands[name](input);', '(computes)'],
    ['handlers[0](event);', ''],
    ['const Service = AWS[name];', '(computes)'],
    ['const item = items[index];', ''],
    ['require(path);', '(loads)'],
    ['const load = () => import(`./${name}.js`);', '(loads)'],
    ['eval(text);', '(loads)'],
    ['type Order = { getItem: string };', ''],
    ['const = 1', 'none'],
  ])('%s', (text, expected) => {
    expect(ofScript(text)).toBe(expected);
  });
});

describe('names in Python', () => {
  it.each([
    ['from store import get_item', 'get_item'],
    ['client.get_item(Key=key)', 'get_item'],
    ["boto3.client('s3').get_paginator('list_objects')", 'get_paginator client s3 list_objects'],
    ["getattr(client, 'get_item')(Key=key)", 'get_item'],
    ['getattr(client, operation)(Key=key)', '(computes)'],
    ['handlers[name](event)', ''],
    ['exec(text)', '(loads)'],
    ["re.compile('a.b')", 'compile'],
    ['importlib.import_module(name)', 'import_module (loads)'],
    ['def (', 'none'],
  ])('%s', (text, expected) => {
    expect(ofPython(text)).toBe(expected);
  });
});

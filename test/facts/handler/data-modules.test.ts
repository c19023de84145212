import { describe, expect, it } from 'vitest';
import { extractDotenvModule } from '../../../src/facts/handler/dotenv-module.js';
import { extractJsonModule } from '../../../src/facts/handler/json-module.js';

describe('a JSON file', () => {
  it('gives its texts with their keys', () => {
    const text = '{ "payments": { "apiKey": "abcdefgh" }, "hosts": ["orders.internal"], "limit": 10 }';
    const { literals } = extractJsonModule('config.json', text);
    expect(literals.map(({ name, text: value, start, end }) => [name, value, text.slice(start, end)])).toEqual([
      ['apiKey', 'abcdefgh', '"abcdefgh"'], ['hosts', 'orders.internal', '"orders.internal"'],
    ]);
  });

  it('may be anything', () => {
    expect(extractJsonModule('config.json', '"orders.internal"').literals).toEqual([]);
    expect(extractJsonModule('config.json', '').syntaxProblem).toBeDefined();
    expect(extractJsonModule('config.json', '{ "a": ').syntaxProblem).toBeDefined();
  });
});

describe('a .env file', () => {
  it('gives its values with their names', () => {
    const text = '# comment\nTABLE=orders-table\nexport API_KEY="abcdefgh 1" # note\n  URL = https://orders.internal/ \r\nEMPTY=\nSHORT=abc\nOTHER=\'x y z abc\'\n';
    const { literals } = extractDotenvModule('.env', text);
    expect(literals.map(({ name, text: value, start, end }) => [name, value, text.slice(start, end) === value])).toEqual([
      ['TABLE', 'orders-table', true], ['API_KEY', 'abcdefgh 1', true], ['URL', 'https://orders.internal/', true], ['OTHER', 'x y z abc', true],
    ]);
  });
});

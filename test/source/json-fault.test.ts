import { describe, expect, it } from 'vitest';

import { jsonFault } from '../../src/source/json-fault.js';

describe('the place where a text stops being JSON', () => {
  it.each([
    ['a last comma', '{ "a": [1, 2], }', 15],
    ['a missing comma', '{ "a": 1\n  "b": 2 }', 11],
    ['a missing colon', '{ "a" 1 }', 6],
    ['a key without quotes', '{ a: 1 }', 2],
    ['single quotes', "{ 'a': 1 }", 2],
    ['a comment', '{ // a\n}', 2],
    ['the wrong bracket', '{ "a": [1} }', 9],
    ['a text over two lines', '{ "a": "b\nc" }', 7],
    ['an escape that does not exist', '{ "a": "\\x41" }', 7],
    ['a number with a zero before it', '[01]', 2],
    ['more behind it', '{} {}', 3],
    ['a cut', '{ "a": { "b": 1 }\n\n', 17],
    ['nothing', '', 0],
    ['a comma at the start', '[, 1]', 1],
    ['a value in place of a key', '{ 1: 2 }', 2],
    ['marks of a merge', '{\n<<<<<<< HEAD\n"a": 1 }', 2],
  ])('%s', (_, text, offset) => {
    expect(() => { JSON.parse(text); }).toThrow();
    expect(jsonFault(text)).toBe(offset);
  });

  it.each(['{}', '[]', ' null ', '-1.5e+3', '"a"', '{ "a": [true, { "b": {} }, "\\u00e9\\n", []], "c": 0 }\n'])('none in %j', (text) => {
    JSON.parse(text);
    expect(jsonFault(text)).toBeUndefined();
  });

  it('agrees with the parser about every text that lacks or doubles a character', () => {
    const whole = '{"a": [1, -2.5, "x\\n"], "b": {"c": null, "d": [true, [], {}]}}';
    const isJson = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    for (let at = 0; at < whole.length; at++) {
      for (const middle of ['', whole.charAt(at).repeat(2), ',', '"', '}']) {
        const text = whole.slice(0, at) + middle + whole.slice(at + 1);
        expect([text, jsonFault(text) === undefined]).toEqual([text, isJson(text)]);
      }
    }
  });

  it('is found in a large text in no time', () => {
    expect(jsonFault(`{"a": "${'\\n x'.repeat(200_000)}`)).toBe(6);
    expect(jsonFault('['.repeat(200_000))).toBe(200_000);
  });
});

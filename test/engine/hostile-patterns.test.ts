import { describe, expect, test } from 'vitest';

import { filesLike } from '../../src/engine/bundling/files-like.js';
import { isIgnored, readIgnoreFile } from '../../src/engine/ignore-files.js';
import { createWorkspaceResolver } from '../../src/engine/workspaces.js';
import { memorySource } from '../../src/source/file-source.js';

const LONG = 'a'.repeat(200);

describe('ignore files', () => {
  const ignores = (line: string, path: string): boolean => {
    const file = readIgnoreFile(memorySource({ '.gitignore': `${line}\n` }), '');
    return file !== undefined && isIgnored([file], path);
  };

  test('a line with more stars than anybody needs is not followed, and takes no time', () => {
    expect(ignores(`${'*a'.repeat(30)}*b`, LONG)).toBe(false);
    expect(ignores(`${'**/a/'.repeat(30)}b`, 'a/'.repeat(200))).toBe(false);
  });

  test.each(['gen[', '![a/b', 'generated [ a/**', '[z-a]', '\\\\'])('a line that is no pattern costs nothing but itself: %s', (line) => {
    expect(ignores(`${line}\n*.zip`, 'orders.zip')).toBe(true);
    expect(ignores(`${line}\n*.zip`, 'gen')).toBe(false);
  });

  test('lines as people write them are', () => {
    expect(ignores('*-*-*.zip', 'orders-eu-1.zip')).toBe(true);
    expect(ignores('**/*.test.*.js', 'src/orders.test.unit.js')).toBe(true);
    expect(ignores('*.py[cod]', 'orders.pyc')).toBe(true);
    expect(ignores('a*b*/c*d*/e*', 'ab/cd/e')).toBe(true);
  });
});

describe('patterns of workspaces', () => {
  const finds = (pattern: string, folder: string): boolean => {
    const texts = { 'package.json': JSON.stringify({ workspaces: [pattern] }), [`${folder}/package.json`]: '{ "name": "@shop/prices", "main": "prices.js" }', [`${folder}/prices.js`]: '' };
    return createWorkspaceResolver(memorySource(texts), () => undefined).candidates('src/orders.js', '@shop/prices').length > 0;
  };

  test('any number of stars takes no time', () => {
    expect(finds(`${'*a'.repeat(30)}*b`, LONG)).toBe(false);
    expect(finds(`${'**/'.repeat(30)}lib-*`, 'a/b/c/lib-prices')).toBe(true);
  });

  test.each([
    ['lib-*', 'lib-prices', true],
    ['*-prices', 'lib-prices', true],
    ['l*b-*ces', 'lib-prices', true],
    ['lib-*prices*', 'lib-prices', true],
    ['lib-prices*es', 'lib-prices', false],
    ['*.js', 'libjs', false],
  ])('%s and %s', (pattern, folder, expected) => {
    expect(finds(pattern, folder)).toBe(expected);
  });
});

describe('paths with gaps, as in require(`./texts/${name}.js`)', () => {
  const found = (path: string, ...parts: readonly string[]): boolean => filesLike(memorySource({ [`src/${path}`]: '' }), 'src', parts).includes(`./${path}`);

  test('any number of gaps takes no time', () => {
    expect(found(LONG, './', ...Array<string>(40).fill('a'), '.js')).toBe(false);
    expect(found(`${'a/'.repeat(60)}b`, './', ...Array<string>(40).fill('a/'), '.js')).toBe(false);
    expect(found(LONG, './', ...Array<string>(40).fill('a'), '')).toBe(true);
  });

  test.each<[string, readonly string[], boolean]>([
    ['texts/en.js', ['./texts/', '.js'], true],
    ['texts/shop/en.js', ['./texts/', '.js'], true],
    ['texts/shop/en.js', ['./texts/s', '.js'], false],
    ['texts/sop/en.js', ['./texts/', '/en', ''], true],
    ['texts/a-b.js', ['./texts/', '-', '.js'], true],
    ['texts/ab.js', ['./texts/', '-', '.js'], false],
    ['texts/en.js', ['./texts/', '', '.js'], true],
    ['texts/en.ts', ['./texts/', '.js'], false],
    ['texts/e+n.js', ['./texts/', '+n.js'], true],
    ['texts/en.js', ['./texts/en.js', '.js'], false],
  ])('%s and %j', (path, parts, expected) => {
    expect(found(path, ...parts)).toBe(expected);
  });
});

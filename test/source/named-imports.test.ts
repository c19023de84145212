import { describe, expect, test } from 'vitest';

import { extractModule } from '../../src/facts/handler/extract.js';
import { extractPythonModule } from '../../src/facts/python/extract.js';
import { pythonSpecifiers } from '../../src/project/python-modules.js';
import { namedImports, namedPythonImports } from '../../src/source/named-imports.js';

const SCRIPTS = [
  "import './a';",
  "import a, { b as c } from './a b';",
  'import type { A } from "../a"; export * from "pkg/a"; export { b } from "@shop/b";',
  "const a = await import(/* webpackChunkName: 'a' */ './a'), b = import(\n  // why\n  'pkg'\n);",
  "import a = require('pkg/a'); const { b } = require('#b'), c = require?.('./c'), d = require<typeof D>('d'), e = (require)(`./e.json`);",
  "import a from/* here */'pkg';import'other';import b from\n'./b'",
  "const it = /['\"]/; // it's\nconst a = require('./a'); const \u00e4 = require('./\u00e4'), dot = require('.'), up = require('..');",
  'const a = require(\'./\\x61/\\u0062/\\u{63}\\\'s\'), b = require("p\\u006bg/it\'s"), c = require("./a`b");',
  "const a = require('./a\\\n/b'), b = require('pkg\\\r\n/b');",
  `import a from // ${'why '.repeat(100)}\n'pkg';\nimport b from // why\u2028'other';\nimport c from // why\r'@shop/c';`,
];

const PYTHON = [
  'import a',
  'import a.b as c, d',
  'from . import a, b as c',
  'from .import a\nfrom ..a.b import c',
  "from a import (  # it's ) here\n  b,\n  c as d,  # (\n)\nimport e",
  'from a \\\n  import b, \\\n  c',
  'if x: import a; from b import c',
  "import importlib\nimportlib.import_module('a.b')\n__import__(r\"c\")",
  'from \u00e4pfel import m\u00fcll, *'.replace(', *', ''),
  'from a import *',
  '# we import (lazily\nfrom a import b\nimport c\n',
  '"""How to import (and to\nexport things."""\nimport a',
  'if "import" in names: import a',
  'import a . b as c',
  "import_module(  # it's (\n  'a.b')\n__import__((\"\"\"c\"\"\"))\nimport_module('d' \"\\x2ee\")",
  'try:\n\tfrom . a import b\nexcept ImportError:\n\tpass',
];

describe('what is imported is among what is told without parsing', () => {
  test.each(SCRIPTS)('%j', (text) => {
    const { imports, syntaxProblem } = extractModule('orders.ts', text);
    expect(syntaxProblem).toBeUndefined();
    expect(imports).not.toEqual([]);
    expect([...namedImports(text)]).toEqual(expect.arrayContaining(imports.map(({ specifier }) => specifier)));
  });

  test.each(PYTHON)('%j', (text) => {
    const { imports, syntaxProblem } = extractPythonModule('orders.py', text);
    expect(syntaxProblem).toBeUndefined();
    expect(imports).not.toEqual([]);
    const wanted = imports.flatMap(({ specifier, bindings }) => pythonSpecifiers(specifier, bindings.map(({ imported }) => imported)));
    expect(namedPythonImports(text).flatMap(([specifier, imported]) => pythonSpecifiers(specifier, imported))).toEqual(expect.arrayContaining([...wanted]));
  });
});

test('texts that are no imports are few', () => {
  expect([...namedImports("const a = { b: 'c', d: `e` };\nconsole.log(f, 'g');\nconst from = 'h';\n")]).toEqual([]);
});

test.each(['from', 'import (', 'from . '.repeat(2), '("', "'./", '//\n', "\\'", "'\\'", 'import_module(', "import_module('a'#\n", '#( \n', 'import (a, '])('long rows of %j are looked through once', (row) => {
  const text = row.repeat(200_000);
  namedImports(text);
  namedPythonImports(text);
});

import { describe, expect, it } from 'vitest';

import { RULES } from '../../rules/index.js';
import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import { loadRepository } from '../../src/engine/load.js';
import { vet } from '../../src/engine/vet.js';
import { noFactsCache } from '../../src/facts/cache.js';
import { memorySource } from '../../src/source/file-source.js';

const template = (handler: string, more = ''): string => `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: ${handler}
${more}`;

/** Modules that were read, in order of their paths. */
function loaded(files: Readonly<Record<string, string>>, text = template('orders.handler')): readonly string[] {
  const { projects } = loadRepository(memorySource({ 'template.yaml': text, ...files }), ['template.yaml'], { templates: noFactsCache(), modules: noFactsCache() });
  return [...(projects[0]?.modules.keys() ?? [])].sort();
}

describe('imports', () => {
  it.each<readonly [string, string, Readonly<Record<string, string>>, readonly string[]]>([
    ['a module beside it', 'import store', { 'src/store.py': '' }, ['src/store.py']],
    ['a module before a package of the same name is none', 'import store', { 'src/store/__init__.py': '', 'src/store.py': '' }, ['src/store.py']],
    ['a package, and what it is in', 'import lib.db.store', { 'src/lib/__init__.py': '', 'src/lib/db/__init__.py': '', 'src/lib/db/store.py': '' }, ['src/lib/__init__.py', 'src/lib/db/__init__.py', 'src/lib/db/store.py']],
    ['a folder without __init__', 'from lib import store', { 'src/lib/store.py': '' }, ['src/lib/store.py']],
    ['names of a package', 'from lib import store, VALUE', { 'src/lib/__init__.py': '', 'src/lib/store.py': '', 'src/lib/other.py': '' }, ['src/lib/__init__.py', 'src/lib/store.py']],
    ['relative ones', 'from lib.a import x', { 'src/lib/__init__.py': '', 'src/lib/a.py': 'from . import b\nfrom .c import y\nfrom .. import nothing', 'src/lib/b.py': '', 'src/lib/c.py': '' }, ['src/lib/__init__.py', 'src/lib/a.py', 'src/lib/b.py', 'src/lib/c.py']],
    ['in a function', 'def f():\n  import store', { 'src/store.py': '' }, ['src/store.py']],
    ['in a try', 'try:\n  from src.store import x\nexcept ImportError:\n  from store import x', { 'src/store.py': '' }, ['src/store.py']],
    ['by name', 'import importlib\nimportlib.import_module("store")', { 'src/store.py': '' }, ['src/store.py']],
    ['all of a module', 'from store import *', { 'src/store.py': '' }, ['src/store.py']],
    ['a circle', 'import a', { 'src/a.py': 'import b\nimport orders', 'src/b.py': 'import a' }, ['src/a.py', 'src/b.py']],
    ['nothing above the code folder', 'from .. import store\nfrom ... import store\nfrom ....... import store', { 'store.py': '', 'src/lib.py': '' }, []],
    ['nothing beside the code folder', 'import store', { 'store.py': '' }, []],
    ['nothing that pip put there', 'import requests, yaml, dateutil, crhelper, lib', {
      'src/requests/__init__.py': '', 'src/yaml/__init__.py': '', 'src/PyYAML-6.0.dist-info/top_level.txt': 'yaml\n', 'src/dateutil/__init__.py': '',
      'src/crhelper/__init__.py': '', 'src/crhelper-2.0.dist-info/METADATA': '', 'src/lib/__init__.py': '',
    }, ['src/lib/__init__.py']],
    ['nothing of an environment', 'from venv.lib import a\nimport vendor.b', { 'src/venv/lib/__init__.py': '', 'src/vendor/b.py': '' }, []],
    ['what is below src', 'import shop.store', { 'src/src/shop/store.py': '' }, ['src/src/shop/store.py']],
  ])('%s', (_, text, files, expected) => expect(loaded({ 'src/orders.py': text, ...files }).filter((path) => path !== 'src/orders.py')).toEqual(expected));

  it('finds modules of a layer that the template defines', () => {
    const layers = '      Layers: [!Ref Shared, !Ref Built, arn:aws:lambda:eu-west-1:123456789012:layer:other:1]\n  Shared:\n    Type: AWS::Serverless::LayerVersion\n    Properties: { ContentUri: layers/shared }\n  Built:\n    Type: AWS::Serverless::LayerVersion\n    Properties: { ContentUri: layers/built }\n';
    const files = { 'src/orders.py': 'import shared, built', 'layers/shared/python/shared.py': '', 'layers/built/built.py': '' };
    expect(loaded(files, template('orders.handler', layers))).toEqual(['layers/built/built.py', 'layers/shared/python/shared.py', 'src/orders.py']);
  });

  it('finds packages of folders that the list for pip names', () => {
    const list = '-e ./common[db]  # shared\nshop @ file:../shop ; python_version > "3"\nlib/left\n/abs/lib\n./wheels/a.whl\nrequests\n-r ./more.txt\nhttps://example.com/orders.git\n./plain\n../outside\n';
    const files = {
      'src/requirements.txt': list, 'src/orders.py': 'import common, shop, left, plain, outside', 'common/pyproject.toml': '', 'common/common/__init__.py': 'from . import store', 'common/common/store.py': '',
      'shop/setup.py': '', 'shop/src/shop.py': '', 'lib/left/setup.cfg': '', 'lib/left/left.py': '', 'plain/plain.py': '', 'outside/outside.py': '',
    };
    expect(loaded(files)).toEqual(['common/common/__init__.py', 'common/common/store.py', 'lib/left/left.py', 'shop/src/shop.py', 'src/orders.py']);
  });

  it('finds packages of folders that a list beside the code names, but not for tests', () => {
    const packages = { 'lib/stock/setup.py': '', 'lib/stock/stock/__init__.py': '', 'lib/fakes/setup.py': '', 'lib/fakes/fakes/__init__.py': '', 'setup.py': '', 'tools/__init__.py': '' };
    const files = { ...packages, 'src/orders.py': 'import stock, fakes, tools', 'requirements-orders.txt': 'requests\nlib/stock\n-e .\n', 'requirements-dev.txt': 'lib/fakes\n', 'dev-requirements.txt': 'lib/fakes\n', 'requirements.md': 'lib/fakes\n' };
    expect(loaded(files)).toEqual(['lib/stock/stock/__init__.py', 'src/orders.py']);
    expect(loaded({ ...packages, 'src/orders.py': 'import stock', 'src/orders-requirements.txt': 'lib/stock' })).toEqual(['lib/stock/stock/__init__.py', 'src/orders.py']);
  });

  it('of very many lists beside each other reads the one for all and those that are called as the code folder', () => {
    const others = Object.fromEntries(Array.from({ length: 30 }, (_none, index) => [`requirements-fn${String(index)}.txt`, 'lib/fakes\n']));
    const packages = { 'lib/stock/setup.py': '', 'lib/stock/stock.py': '', 'lib/fakes/setup.py': '', 'lib/fakes/fakes.py': '', 'src/orders.py': 'import stock, fakes' };
    expect(loaded({ ...packages, ...others, 'requirements-src.txt': 'lib/stock\n' })).toEqual(['lib/stock/stock.py', 'src/orders.py']);
    expect(loaded({ ...packages, ...others, 'requirements.txt': 'lib/stock\n' })).toEqual(['lib/stock/stock.py', 'src/orders.py']);
  });

  it('looks for the first folders of a long list only', () => {
    const list = Array.from({ length: 100 }, (_none, index) => `./lib${String(index)}\n`).join('');
    const files = { 'src/requirements.txt': list, 'src/orders.py': 'import left, right', 'lib1/setup.py': '', 'lib1/left.py': '', 'lib60/setup.py': '', 'lib60/right.py': '' };
    expect(loaded(files)).toEqual(['lib1/left.py', 'src/orders.py']);
  });

  it('follows a module again for a function with other layers', () => {
    const second = '  Refunds:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.13\n      CodeUri: src/\n      Handler: orders.handler\n      Layers: [!Ref Shared]\n  Shared:\n    Type: AWS::Serverless::LayerVersion\n    Properties: { ContentUri: shared }\n';
    expect(loaded({ 'src/orders.py': 'import shared', 'shared/python/shared.py': '' }, template('orders.handler', second))).toEqual(['shared/python/shared.py', 'src/orders.py']);
  });
});

function vetFiles(files: Readonly<Record<string, string>>, text = template('orders.handler')) {
  const source = memorySource({ 'template.yaml': text, ...files });
  const { problems, diagnostics } = vet(source, ['template.yaml'], { rules: RULES, severityIn: ({ severity, preset }) => (preset === 'recommended' ? severity : 'off'), today: '2026-01-01', runtimes: BUILT_IN_RUNTIMES });
  return { problems, found: diagnostics.filter(({ suppressed }) => suppressed === null).map(({ rule, location: { path, startLine, startColumn } }) => `${path}:${startLine}:${startColumn} ${rule}`) };
}

describe('code that cannot be read', () => {
  const rest = { 'src/orders.py': 'import os\nimport other\n\ndef handler(event, context):\n    return os.environ["NOT_SET"]\n' };
  it.each<readonly [string, string, readonly unknown[]]>([
    ['a syntax error', 'def f(:\n  pass', [{ kind: 'parse', path: 'src/other.py', line: 1, message: 'It cannot be read as Python 3: Expected parameter name' }]],
    ['Python 2', 'import os\ntry:\n    pass\nexcept OSError, e:\n    print e', [expect.objectContaining({ kind: 'parse', path: 'src/other.py', line: 4 })]],
    ['Latin-1', '# caf\uFFFD\nname = "M\uFFFDnchen"', []],
    ['tabs mixed with blanks', 'if True:\n\ta = 1\n        b = 2\n', []],
    ['no text', '\u0000\u0001\u0002', [expect.objectContaining({ kind: 'parse', line: 1 })]],
    ['deep nesting', `x = ${'['.repeat(50_000)}${']'.repeat(50_000)}`, [{ kind: 'limit', path: 'src/other.py', message: 'It is nested too deeply to be read.' }]],
    ['a chain of operators', `x = ${'1 + '.repeat(50_000)}1`, [{ kind: 'limit', path: 'src/other.py', message: 'It is nested too deeply to be read.' }]],
    ['5 MB of generated code', 'x = 1\n'.repeat(900_000), [expect.objectContaining({ kind: 'limit', path: 'src/other.py' })]],
  ])('%s costs that file only', (_, other, problems) => {
    const result = vetFiles({ ...rest, 'src/other.py': other });
    expect(result.problems).toEqual(problems);
    expect(result.found).toContain('src/orders.py:5:12 undeclared-environment-variable');
  });

  it('reads large files within the limit', () => {
    const { problems, found } = vetFiles({ ...rest, 'src/other.py': `import os\n${'def f(a):\n    return {"a": a.b(1), "c": [x for x in a]}\n'.repeat(20_000)}T = os.environ["OTHER"]\n` });
    expect(problems).toEqual([]);
    expect(found).toContain('src/other.py:40002:5 undeclared-environment-variable');
  });
});

it('knows places in inline code', () => {
  const inline = 'Resources:\n  Orders:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: python3.13\n      Handler: index.handler\n      Code:\n        ZipFile: |\n          import os\n\n          def handler(event, context):\n              return "ü", os.environ["A"]  # lambdavet: ignore[undeclared-environment-variable]\n\n          B = os.environ["B"]\n';
  expect(vetFiles({}, inline).found.filter((line) => line.endsWith('undeclared-environment-variable'))).toEqual(['template.yaml:14:15 undeclared-environment-variable']);
});

it('says where inline code is no Python 3', () => {
  const inline = 'Resources:\n  Orders:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: python3.13\n      Handler: index.handler\n      Code:\n        ZipFile: |\n          def handler(event, context):\n              print "a"\n';
  expect(vetFiles({}, inline).problems).toEqual([{ kind: 'parse', path: 'template.yaml', line: 10, message: 'It cannot be read as Python 3: invalid syntax' }]);
});

import { expect, it } from 'vitest';

import { loadRepository } from '../../src/engine/load.js';
import { noFactsCache } from '../../src/facts/cache.js';
import type { Expression } from '../../src/facts/model.js';
import { valueFlow } from '../../src/project/value-flow.js';
import { memorySource } from '../../src/source/file-source.js';

const TEMPLATE = 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties: { Runtime: python3.13, CodeUri: src/, Handler: app.handler }\n';

/** What `.put(…)` in some module is called on, and its first argument, over the modules of the project. */
function put(files: Readonly<Record<string, string>>): readonly string[] {
  const texts = Object.fromEntries(Object.entries(files).map(([path, text]) => [`src/${path}`, text]));
  const { projects } = loadRepository(memorySource({ 'template.yaml': TEMPLATE, ...texts }), ['template.yaml'], { templates: noFactsCache(), modules: noFactsCache() });
  const [project] = projects;
  if (!project) return [];
  const { modules, resolutions } = project;
  const flow = valueFlow({ modules, resolve: (from, specifier) => resolutions.get(from)?.get(specifier) });
  return [...modules.values()].flatMap(({ path, calls }) => calls.filter(({ callee }) => 'path' in callee && callee.path.at(-1) === 'put').flatMap(({ callee, receiver, arguments: [first] }) => {
    const origins = flow.origins(path, callee, receiver).map((one) => [one.specifier, ...one.path].join(' '));
    return [...origins, ...(first ? flow.values(path, first).map(({ value }) => textOf(value)) : [])];
  }));
}

function textOf(value: Expression): string {
  return value.kind === 'string' ? value.value : value.kind === 'env' ? `$${value.variable}` : value.kind;
}

it.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
  ['a name of another module', { 'app.py': 'from clients import db\nfrom names import T\ndef handler(e, c): db.put(T)', 'clients.py': 'import boto3\ndb = boto3.client("x")', 'names.py': 'import os\nT = os.environ["T"]' }, ['boto3 client #call put', '$T']],
  ['a module of a package', { 'app.py': 'from lib import clients\ndef handler(e, c): clients.db.put(clients.T)', 'lib/clients.py': 'import boto3\ndb = boto3.client("x")\nT = "orders"' }, ['boto3 client #call put', 'orders']],
  ['a name that a package passes on', { 'app.py': 'from lib import db\ndef handler(e, c): db.put("a")', 'lib/__init__.py': 'from .clients import db', 'lib/clients.py': 'import boto3\ndb = boto3.client("x")' }, ['boto3 client #call put', 'a']],
  ['a function of another module', { 'app.py': 'from clients import get\ndef handler(e, c): get().put("a")', 'clients.py': 'import boto3\ndef get():\n  return boto3.client("x")' }, ['boto3 client #call put', 'a']],
  ['what a constructor is given', { 'app.py': 'import boto3\nfrom store import Store\ns = Store(boto3.client("x"))\ndef handler(e, c): s.save("a")', 'store.py': 'class Store:\n  def __init__(self, db): self.db = db\n  def save(self, item): self.db.put(item)' }, ['boto3 client #call put', 'a']],
  ['what it is given by name', { 'app.py': 'import boto3\nfrom store import Store\ns = Store(table="t", db=boto3.client("x"))\ndef handler(e, c): s.save(item="a")', 'store.py': 'class Store:\n  def __init__(self, db, table): self.db = db\n  def save(self, item): self.db.put(item)' }, ['boto3 client #call put', 'a']],
  ['a member of an instance of another module', { 'app.py': 'from store import Store\ndef handler(e, c): Store().db.put("a")', 'store.py': 'import boto3\nclass Store:\n  def __init__(self): self.db = boto3.client("x")' }, ['boto3 client #call put', 'a']],
  ['a dict that is given is no name', { 'app.py': 'from store import save\nimport boto3\ndb = boto3.client("x")\ndef handler(e, c): save({"k": 1})', 'store.py': 'import app\ndef save(item): app.db.put(item)' }, ['boto3 client #call put', 'object']],
])('%s', (_, files, expected) => expect(put(files)).toEqual(expected));

import { describe, expect, it } from 'vitest';
import type { Reference } from '../../../src/facts/model.js';
import { extractPythonModule } from '../../../src/facts/python/extract.js';

const extract = (text: string) => extractPythonModule('orders.py', text);

function target(reference: Reference, names: readonly string[]): string {
  switch (reference.kind) {
    case 'function': return `#${names[reference.id] ?? '?'}`;
    case 'import': return [reference.specifier, ...reference.path].join(' ');
    case 'parameter': return [`${names[reference.function] ?? '?'}(${reference.index})`, ...reference.path].join(' ');
    case 'global': return reference.path.join('.');
    case 'unknown': return '?';
  }
}

function callsOf(text: string): readonly string[] {
  const { calls, functions } = extract(text);
  const names = functions.map(({ name }) => name);
  return calls.map(({ callee, isNew, within }) => `${isNew ? 'new ' : ''}${target(callee, names)}${within === null ? '' : ` in ${names[within] ?? '?'}`}`);
}

/** A method that reads a member of the first of classes that are derived from each other. */
function derived(count: number): string {
  const between = Array.from({ length: count }, (_none, index) => `class B${String(index + 1)}(B${String(index)}): pass\n`).join('');
  return `import a\nclass B0:\n  x = a.b()\n${between}class C(B${String(count)}):\n  def f(self): self.x.c()`;
}

describe('callees', () => {
  it.each<readonly [string, readonly string[]]>([
    ['import boto3\nboto3.client("s3").put_object()', ['boto3 client #call put_object', 'boto3 client']],
    ['import boto3 as b\ns3 = b.client("s3")\ns3.put_object()', ['boto3 client', 'boto3 client #call put_object']],
    ['from boto3 import client as c\nc("s3")', ['boto3 client']],
    ['import mysql.connector\nmysql.connector.connect()', ['mysql.connector connect']],
    ['import mysql.connector as m\nm.connect()', ['mysql.connector connect']],
    ['from .. import a\na.b()', ['.. a b']],
    ['from ..x.y import a\na()', ['..x.y a']],
    ['try:\n  import ujson as json\nexcept ImportError:\n  import json\njson.dumps()', ['ujson dumps']],
    ['try:\n  import boto3\nexcept ImportError:\n  boto3 = None\nboto3.client("s3")', ['boto3 client']],
    ['def f():\n  import a\n  a.b()', ['a b in f']],
    ['import a\nx, (y, z) = a.b(), (a.c(), a.d())\nz.e()', ['a b', 'a c', 'a d', 'a d #call e']],
    ['import a\nwith a.b() as c, open("x") as d:\n  c.e()', ['a b', 'a b #call e', 'open']],
    ['import a\nb = a.B()\n@b.inject\n@b.given(c=1)\n@a.bare\ndef f(): pass', ['a B', 'a B #call given', 'a B #call inject']],
    ['import a\nif (c := a.b()):\n  c.d()', ['a b', 'a b #call d']],
    ['import a\nc = None\ndef get():\n  global c\n  c = c or a.b()\n  return c\nget().d()', ['a b in get', 'a b #call d', '#get']],
    ['import a\nclass A:\n  x = a.b()\n  def __init__(self):\n    self.y = a.c()\n  def f(self):\n    self.x.d()\n    self.y.e()\n    self.g()\n  def g(self): pass\nA().f()',
      ['a b', 'a c in A', 'a b #call d in f', 'a c #call e in f', '#g in f', '#f', 'new #A']],
    ['class A:\n  @classmethod\n  def f(cls): cls.g()\n  @staticmethod\n  def g(): pass\nA.f()', ['#g in f', '#f']],
    [derived(5), ['a b', 'a b #call c in f']],
    // Beyond ten bases it is not looked for: each of thousands of classes would be for each before it.
    [derived(20), ['a b']],
    ['import a\nclass A:\n  @property\n  def x(self): return a.b()\n  def f(self): self.x.c()', ['a b in x', 'a b #call c in f']],
    ['from a import B\nclass A(B):\n  def __init__(self): super().__init__()\n  def f(self): self.g()', ['a B #call __init__ in A', 'a B #call g in f']],
    ['class A:\n  def __init__(self): pass\nclass B(A): pass\nB()', ['new #A']],
    ['class A:\n  def __init__(self, db): self.db = db\n  def f(self): self.db.put(1)', ['A(0) put in f']],
    ['def f(client):\n  client.get_paginator("x").paginate()', ['f(0) get_paginator #call paginate in f', 'f(0) get_paginator in f']],
    ['def outer():\n  def inner(): pass\n  return inner\nouter()()', ['#inner', '#outer']],
    ['from functools import partial\ndef f(): pass\ng = partial(f, 1)\ng()', ['functools partial', '#f']],
    ['def deco(f):\n  def wrapper(*a): return f(*a)\n  return wrapper\n@deco\ndef handler(e, c): pass', ['deco(0) in wrapper', '#wrapper in handler']],
    ['print(1)\nlen(x)\nunknown.f()', ['print']],
    ["import a\nif __name__ == '__main__':\n  a.b()", []],
    ['async def f():\n  import a\n  await a.b()', ['a b in f']],
    ['import a\nROUTES = {"x": a.b}\nROUTES["x"]()', ['a b']],
  ])('%s', (text, expected) => expect([...callsOf(text)].sort()).toEqual([...expected].sort()));
});

describe('calls', () => {
  const call = (text: string, name: string) => extract(text).calls.find(({ start, end }) => text.slice(start, end) === name);

  it('gives keyword arguments as one object behind the others', () => {
    const found = call('import a\nimport os\nN = 5 * 60\na.b("x", [1, None], Key={"id": f"o/{N}"}, Table=os.environ["T"], **{"Wait": True})', 'a.b');
    expect(found?.arguments).toMatchObject([
      { kind: 'string', value: 'x' }, { kind: 'list', complete: true, items: [{ kind: 'number', value: 1 }, { kind: 'unknown' }] },
      { kind: 'object', complete: true, properties: [
        { name: 'Wait', value: { kind: 'boolean', value: true } },
        { name: 'Key', value: { kind: 'object', properties: [{ name: 'id', value: { kind: 'text', parts: [{ kind: 'string', value: 'o/' }, { kind: 'number', value: 300 }] } }] } },
        { name: 'Table', value: { kind: 'env', variable: 'T' } },
      ] },
    ]);
  });

  it('leaves objects open that take more from elsewhere', () => {
    expect(call('import a\na.b(**options, x=1)', 'a.b')?.arguments).toMatchObject([{ kind: 'object', complete: false, properties: [{ name: 'x' }] }]);
  });

  it('knows what a method is called on, through variables, members and functions', () => {
    const text = 'import boto3\ndef table(): return boto3.resource("dynamodb").Table(name="orders")\nclass A:\n  t = table()\n  def f(self): self.t.put_item()';
    expect(call(text, 'self.t.put_item')?.receiver).toMatchObject({
      callee: { path: ['resource', '#call', 'Table'] }, arguments: [{ properties: [{ name: 'name', value: { value: 'orders' } }] }],
      receiver: { callee: { path: ['resource'] }, arguments: [{ value: 'dynamodb' }] },
    });
  });

  it.each<readonly [string, string]>([
    ['await a.b()', 'awaited'], ['return a.b()', 'returned'], ['a.b()', 'discarded'], ['x = a.b()', 'used'], ['a.b().c', 'used'],
  ])('%s is %s', (statement, outcome) => expect(call(`import a\nasync def f():\n  ${statement}`, 'a.b')?.outcome).toBe(outcome));

  it.each<readonly [string, boolean]>([['await a.b()', true], ['x = await a.b()', false], ['a.b()', true], ['x = a.b()', false]])(
    '%s drops what it gives: %s', (statement, expected) => expect(call(`import a\nasync def f():\n  ${statement}`, 'a.b')?.isIgnored ?? false).toBe(expected));

  it.each<readonly [string, boolean]>([
    ['for x in a.b(): pass', false], ['for x in y: a.b()', true], ['while a.b(): pass', true], ['[a.b() for x in y]', true], ['[x for x in a.b()]', false],
    ['list(map(lambda x: a.b(), y))', true], ['a.b()', false],
  ])('%s is repeated: %s', (statement, expected) => expect(call(`import a\n${statement}`, 'a.b')?.isRepeated).toBe(expected));

  it.each<readonly [string, string, boolean]>([
    ['a global under a test', 'c = None\ndef f():\n  global c\n  if c is None:\n    c = a.b()\n  return c', true],
    ['a global without a test', 'c = None\ndef f():\n  global c\n  c = a.b()', false],
    ['a test of something else', 'c = None\ndef f(x):\n  global c\n  if x:\n    c = a.b()', false],
    ['a local of the same name', 'c = None\ndef f():\n  c = None\n  if not c:\n    c = a.b()', false],
    ['an early return', 'c = None\ndef f():\n  global c\n  if c: return c\n  c = a.b()\n  return c', true],
    ['a cache', 'c = {}\ndef f(k):\n  if k not in c:\n    c[k] = a.b()\n  return c[k]', true],
    ['a copy of what a cache holds', 'c = {}\ndef f(k):\n  x = c.get(k)\n  if not x:\n    x = c[k] = a.b()\n  return x', true],
    ['a KeyError', 'c = {}\ndef f(k):\n  try:\n    return c[k]\n  except KeyError:\n    c[k] = a.b()', true],
    ['lru_cache', 'import functools\n@functools.lru_cache\ndef f(): return a.b()', true],
    ['a member', 'class A:\n  def f(self):\n    if self.c is None:\n      self.c = a.b()', true],
    ['hasattr', 'class A:\n  def f(self):\n    if not hasattr(self, "c"):\n      self.c = a.b()', true],
    ['an attribute of the function', 'def f():\n  if not hasattr(f, "c"):\n    f.c = a.b()', true],
    ['or', 'c = None\ndef f():\n  global c\n  c = c or a.b()', true],
    ['a conditional expression', 'c = None\ndef f():\n  global c\n  c = a.b() if c is None else c', true],
    ['a function that stores', 'c = None\ndef set(x):\n  global c\n  c = x\ndef f():\n  if c is None:\n    set(a.b())', true],
  ])('%s keeps the result: %s', (_, text, expected) => expect(call(`import a\n${text}`, 'a.b')?.isMemoised).toBe(expected));

  it.each<readonly [string, boolean]>([
    ['a.b()', false], ['a.b(event["x"])', true], ['a.b(R)', false], ['a.b(os.environ["X"])', false], ['a.b(str(os.getenv("X")).lower())', false], ['a.b(fetch())', true],
    ['a.b(local())', false], ['a.b(given(event))', true], ['a.b(assigned)', true], ['a.b(Config(retries=1))', false], ['x = event\n  a.b(x)', true], ['for r in R: a.b(r)', true],
    ['boto3.Session(region_name=R).client("s3")', false],
  ])('%s may differ between invocations: %s', (statement, expected) => {
    const text = `import a, os, boto3\nfrom botocore.config import Config\nfrom x import fetch\nR = "eu"\nassigned = 1\ndef local(): return R\ndef given(x): return x\ndef handler(event, context):\n  ${statement}\ndef g():\n  global assigned\n  assigned = 2`;
    expect(extract(text).calls.find(({ callee }) => callee.kind === 'import' && /^(?:a|boto3)$/.test(callee.specifier) && callee.path.at(-1) !== 'Session')?.dependsOnInvocation).toBe(expected);
  });
});

describe('environment', () => {
  const reads = (text: string): string => {
    const { environmentReads, environmentEscapes, environmentHandled } = extract(text);
    return [...environmentReads.map(({ variable, hasFallback, isRequired }) => variable + (hasFallback ? '?' : '') + (isRequired ? '!' : '')), ...(environmentEscapes ? ['escapes'] : []), ...environmentHandled.map((name) => `=${name}`)].join(' ');
  };
  it.each<readonly [string, string]>([
    ['os.environ["A"]', 'A'], ['os.environ.get("A")', 'A?'], ['os.environ.get("A", "b")', 'A?'], ['os.getenv("A")', 'A?'], ['os.getenv(key="A")', 'A?'],
    ['from os import environ as e\ne["A"]', 'A'], ['from os import getenv\ngetenv("A")', 'A?'], ['import os as o\no.environ["A"]', 'A'], ['env = os.environ\nenv["A"]', 'A'],
    ['K = "A"\nos.environ[K]', 'A'], ['os.environ[k]', 'escapes'], ['f"{os.environ[\'A\']}"', 'A'],
    ['"A" in os.environ and os.environ["A"]', 'A? =A'], ['if "A" not in os.environ: pass', '=A'], ['try:\n  os.environ["A"]\nexcept KeyError: pass', 'A?'],
    ['try:\n  os.environ["A"]\nexcept (ValueError, KeyError): pass', 'A?'], ['try:\n  os.environ["A"]\nexcept ValueError: pass', 'A'], ['try: pass\nexcept KeyError:\n  os.environ["A"]', 'A'],
    ['try:\n  os.environ["A"]\nexcept KeyError as e:\n  print(e)\n  raise e', 'A'], ['try:\n  os.environ["A"]\nexcept:\n  print(1)\n  raise', 'A'], ['try:\n  os.environ["A"]\nexcept KeyError as e:\n  raise X from e', 'A?'],
    ['for x in y:\n  try:\n    os.environ["A"]\n  except KeyError:\n    if x: continue\n    raise', 'A?'], ['try:\n  try:\n    os.environ["A"]\n  except KeyError: raise\nexcept Exception: pass', 'A?'],
    ['os.environ["A"] = "b"\nos.environ["A"]', 'A? =A'], ['os.environ[k] = "b"', '=*'], ['os.environ.setdefault("A", "b")', 'A? =A'], ['del os.environ["A"]', '=A'],
    ['os.environ.update(x)', '=*'], ['dict(os.environ)', 'escapes'], ['f(**os.environ)', 'escapes'], ['for k in os.environ: pass', 'escapes'], ['os.environ.copy()', 'escapes'], ['{**os.environ, "A": 1}', 'escapes'],
    ['if not os.getenv("A"): raise X', 'A!'], ['a = os.getenv("A")\nif a is None:\n  print(a)\n  raise X', 'A!'], ['a = os.getenv("A")\nassert a', 'A!'], ['a = os.getenv("A")\nif not (a and b): raise X', 'A!'],
    ['a = os.getenv("A", "")\nif not a: raise X', 'A? =A'], ['a = os.getenv("A")\nif not a and b: raise X', 'A? =A'], ['a = os.getenv("A")\nif not a:\n  if b: pass\n  raise X', 'A? =A'], ['a = os.getenv("A")\nif b:\n  assert a', 'A?'],
    ['a = os.getenv("A")\nif not a: raise X\nos.getenv("A") or "b"', 'A? A? =A'], ['try:\n  if not os.getenv("A"): raise X\nexcept X: pass', 'A? =A'], ['def f(a=None):\n  a = a or os.getenv("A")\n  if not a: raise X', 'A!'],
    ['os.path.join("a")', ''], ['environ = {}\nenviron["A"]', ''],
    ['def f(x):\n  if x:\n    if os.getenv("B"): return\n    os.environ["A"]', 'B? A? =B'], ['def f(x):\n  if x:\n    if os.getenv("B"): return\n  else:\n    os.environ["A"]', 'B? A =B'],
    ['def f():\n  try:\n    if os.getenv("B"): return\n  finally:\n    os.environ["A"]', 'B? A =B'], ['def f():\n  try:\n    if os.getenv("B"): return\n  except X:\n    os.environ["A"]', 'B? A? =B'],
  ])('%s', (text, expected) => expect(reads(`import os\n${text}`)).toBe(expected));
});

describe('exports', () => {
  const targets = (text: string): Readonly<Record<string, string>> => Object.fromEntries(extract(text).exports.map(({ name, target: one }) => {
    const detail = one.kind === 'import' ? ` ${one.specifier} ${one.name}` : one.kind === 'value' && one.members ? ` ${one.members.map((member) => member.name).join(' ')}` : '';
    return [name, one.kind + detail];
  }));
  it.each<readonly [string, string, string]>([
    ['a function', 'def x(): pass', 'function'], ['a decorated function', 'from aws_lambda_powertools import Tracer\nt = Tracer()\n@t.capture_lambda_handler\ndef x(): pass', 'function'],
    ['one decorated by the project', 'from lib import wrap\n@wrap\ndef x(): pass', 'call'], ['a lambda', 'x = lambda: 1', 'function'], ['another name', 'def f(): pass\nx = f', 'function'],
    ['an import', 'from a.b import c as x', 'import a.b c'], ['a module', 'import a.b as x', 'import a.b *'], ['a text', 'x = "a"', 'value'], ['nothing yet', 'x = None', 'unknown'],
    ['a class', 'class x:\n  def __init__(self): pass\n  def f(self): pass', 'value #new #new.f f'], ['an instance', 'class A:\n  def f(self): pass\nx = A()', 'value f'],
    ['a call', 'import a\nx = a.b()', 'call'], ['what an if gives', 'if a:\n  def x(): pass\nelse:\n  x = None', 'function'], ['what a function assigns', 'def f():\n  global x\n  x = 1', 'unknown'],
  ])('%s', (_, text, expected) => expect(targets(text)['x']).toBe(expected));

  it('tells the call that made a value', () => {
    expect(extract('import boto3\nx = boto3.client("s3")').exports.find(({ name }) => name === 'x')?.value).toMatchObject({ callee: { path: ['client'] }, arguments: [{ value: 's3' }] });
  });

  it.each(['globals()[n] = 1', 'def __getattr__(n): pass', 'exec(code)', 'setattr(sys.modules[__name__], n, 1)'])('%s may export anything', (text) => expect(extract(`import sys\n${text}`).exportsUnknown).toBe(true));
  it('lists modules of star imports', () => expect(extract('from .a import *').exportsAll).toEqual(['.a']));
});

describe('what else a file says', () => {
  it('imports', () => {
    const text = 'import a, b.c as d\nfrom . import e\nfrom ..f.g import (\n  h as i,\n)\nif TYPE_CHECKING:\n  from j import k\ndef f():\n  from l import m\nimportlib.import_module("n")';
    expect(extract(text).imports.map(({ specifier, start, end, typeOnly, within, bindings }) => [specifier, text.slice(start, end), typeOnly, within, bindings.map(({ imported, local }) => `${imported} ${local}`).join()])).toEqual([
      ['a', 'a', false, null, '* a'], ['b.c', 'b.c as d', false, null, '* d'], ['.', '.', false, null, 'e e'], ['..f.g', '..f.g', false, null, 'h i'],
      ['j', 'j', true, null, 'k k'], ['l', 'l', false, 0, 'm m'], ['n', '"n"', false, null, ''],
    ]);
  });

  it('functions', () => {
    const text = 'async def f(a, b=1, *, c): return a\nclass A:\n  def __init__(self, x): pass\n  @staticmethod\n  def s(x, y): raise E\ng = lambda x: x';
    expect(extract(text).functions.map(({ name, length, isAsync, role, reachesEnd, parameters }) => [name, length, isAsync, role, reachesEnd, parameters.map(({ start, end }) => text.slice(start, end)).join()])).toEqual([
      ['f', 1, true, 'function', false, 'a,b,c'], ['A', 1, false, 'constructor', true, 'x'], ['s', 2, false, 'method', false, 'x,y'], ['g', 1, false, 'function', false, 'x'],
    ]);
  });

  it('functions that are handed on', () => {
    const text = '@app.get("/x")\ndef a(): pass\n@functools.lru_cache()\ndef b(): pass\n@tracer.capture_method\ndef c(): pass\nimport functools\nmap(a, x)\nR = {"k": b}\ndef d(k):\n  R[k]()';
    const { handedOn, functions } = extract(text);
    expect(handedOn.map(({ target: one, to, within }) => [one.kind === 'function' ? functions[one.id]?.name : one.kind, to, within])).toEqual([['a', 'map', null], ['b', 'R', 3], ['a', 'app.get', null]]);
  });

  it.each(['R[m][p](e)', 'R.get(m)[p](e)', 'R.get(m, {}).get(p)(e)', 'for f in R.values(): pass', 'for k, f in R.items(): pass'])('functions taken from a table by %s', (statement) => {
    const { handedOn, functions } = extract(`def a(): pass\ndef b(): pass\nR = {"GET": {"/a": a}, "POST": [b]}\ndef h(e, m, p):\n  ${statement}`);
    expect([...new Set(handedOn.map(({ target: one, within }) => `${one.kind === 'function' ? (functions[one.id]?.name ?? '') : one.kind} ${within ?? ''}`))]).toEqual(['a 2', 'b 2']);
  });

  it('reads of parameters', () => {
    const text = 'def h(event, context):\n  for r in event["Records"]:\n    loads(r["body"])\n    r.get("x", {}).get("y")\n  event["Records"][0]["s3"].strip()\n  print(event)\n  for k, v in event["m"].items(): v["z"]\n  e = event\n  e["q"]';
    expect(extract(text).parameterReads.map(({ path, to }) => path.join('.') + (to === undefined ? '' : ` to ${to}`))).toEqual([
      'Records', 'Records.#item.body to loads', 'Records.#item.x.y', 'Records.#item.s3 to .strip', ' to print', 'm to .items', 'm.#item.z', 'q',
    ]);
  });

  it('names that are tested for', () => {
    const text = 'def h(e, s):\n  if "a" in e: pass\n  e.get("b")\n  if e["c"]: pass\n  x = s.d or 1\n  y = 1 if not e["f"] else e["z"]\n  return s.g == 1';
    expect([...extract(text).optionalNames].sort()).toEqual(['a', 'b', 'c', 'd', 'f', 'g']);
  });

  it('calls under a condition, and sets', () => {
    const text = 'def f(x):\n  print(1)\n  if x:\n    print(2)\n  x and print(3)\n  for y in x: print(4)\n  return {"a": {1}, "b": set(x)}';
    const { calls, returns } = extract(text);
    expect(calls.map(({ isBranched }) => isBranched ?? false)).toEqual([false, true, true, false]);
    expect(returns[0]?.value).toMatchObject({ properties: [{ value: { kind: 'call', callee: { path: ['set'] } } }, { value: { kind: 'call', callee: { path: ['set'] } } }] });
  });

  it('results, catches and writes to the module', () => {
    const text = 'L = []\nn = 0\ndef f(x):\n  global n\n  n += 1\n  L.append(x)\n  L[0] = x\n  m = []\n  m.append(x)\n  L.pop()\n  del L[0]\n  f(L)\n  len(L)\n  try:\n    return {"a": 1}\n  except (KeyError, b.C) as e:\n    raise\n  except:\n    if x: raise\n  return None';
    const { returns, catches, moduleWrites } = extract(text);
    expect(returns).toMatchObject([{ within: 0, value: { kind: 'object' } }, { within: 0 }]);
    expect(returns[1]).not.toHaveProperty('value');
    expect(catches.map(({ types, rethrows, start, end }) => [types, rethrows, text.slice(start, end)])).toEqual([[['KeyError', 'b.C'], 'always', 'except'], [undefined, 'sometimes', 'except']]);
    expect(moduleWrites.map(({ variable, how }) => [variable, how])).toEqual([['n', 'assigned'], ['L', 'added'], ['L', 'added'], ['L', 'removed'], ['L', 'removed'], ['L', 'handed']]);
  });

  it('keys of partial batch answers', () => {
    const text = 'def f(x):\n  r = {"batchItemFailures": []}\n  r["batchItemFailures"] = x\n  return dict(itemidentifier=x)';
    expect(extract(text).batchKeys.map(({ key, value }) => [key, value.kind])).toEqual([['batchItemFailures', 'list'], ['batchItemFailures', 'parameter'], ['itemidentifier', 'parameter']]);
  });

  it('texts with the names that receive them', () => {
    const text = '"""A docstring of the module."""\nA = "long enough"\nf(key="long enough")\n{"k": "long enough"}\no.m = "long enough"\ndef g(p="long enough"): pass\nos.environ.get("TOKEN", "long enough")\nx = "short"';
    expect(extract(text).literals.map(({ name, text: value }) => `${name ?? ''} ${value}`)).toEqual(['A', 'key', 'k', 'm', 'p', 'TOKEN'].map((name) => `${name} long enough`));
  });

  it('suppressions, in comments only', () => {
    const text = 'a = 1  # lambdavet: ignore[x] why\n\n# lambdavet: ignore[y, z]\n\nb = "# lambdavet: ignore[no]"\nc = """\n# lambdavet: ignore[no]\n"""\n# lambdavet: ignore-file[w]';
    expect(extract(text).suppressions.map(({ kind, rules, reason, covers }) => [kind, rules.map(({ id }) => id).join(), reason, covers ? text.slice(covers.start, covers.end) : ''])).toEqual([
      ['line', 'x', 'why', 'a = 1  # lambdavet: ignore[x] why'], ['line', 'y,z', '', 'b = "# lambdavet: ignore[no]"'], ['file', 'w', '', ''],
    ]);
  });

  it('where it is no Python 3', () => {
    expect(extract('import os\nprint os.environ["A"]')).toMatchObject({ language: 'python', calls: [], syntaxProblem: { line: 2, message: 'It cannot be read as Python 3: invalid syntax' } });
  });
});

describe('Python calls that a run may pass by', () => {
  const isConditional = (body: string): boolean | undefined =>
    extract(`import a\ndef handler(event, context):\n    ${body}\n`).calls.find(({ callee }) => callee.kind === 'import' && callee.path[0] === 'put')?.isConditional;

  it.each([
    'a.put(event)',
    'return a.put(event)',
    'for record in event["Records"]: a.put(record)',
    'for record in event.get("Records", []): a.put(record)',
    'with a.open() as x: a.put(x)',
  ])('not: %s', (body) => expect(isConditional(body)).toBe(false));

  it.each([
    'if event["a"]: a.put(event)',
    'if event["a"]: return\n    a.put(event)',
    'for item in event["items"]: a.put(item)',
    'event.get("a") and a.put(event)',
    'return a.put(event) if event["a"] else None',
    '[a.put(item) for item in event["items"]]',
  ])('%s', (body) => expect(isConditional(body)).toBe(true));
});

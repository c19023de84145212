import { describe, expect, it } from 'vitest';
import { NEWER_SYNTAX, NODE_GLOBALS_BY_VERSION } from '../../src/data/language-versions.js';
import { extractModule } from '../../src/facts/handler/extract.js';
import { extractPythonModule } from '../../src/facts/python/extract.js';

describe('language versions', () => {
  it.each([...NODE_GLOBALS_BY_VERSION.keys()])('a call of %s is a fact', (name) => {
    const { calls } = extractModule('orders.js', `${name}();`);
    expect(calls.map(({ callee }) => callee)).toEqual([{ kind: 'global', path: name.split('.') }]);
  });

  it.each([
    ['using', 'orders.js', 'using store = open();', 'using'],
    ['regexp-v-flag', 'orders.js', 'const digits = /[\\w--\\d]/v;', 'v'],
    ['regexp-modifiers', 'orders.js', 'const id = /(?-i:id)/i;', '/(?-i:id)/i'],
    ['import-assertion', 'orders.mjs', "import rates from './rates.json' assert { type: 'json' };", 'assert'],
    ['match', 'orders.py', 'match event:\n  case 1: pass', 'match'],
    ['type-union', 'orders.py', 'def price(order: int | None): pass', 'int | None'],
    ['except-star', 'orders.py', 'try:\n  pass\nexcept* ValueError:\n  pass', 'try'],
    ['type-parameters', 'orders.py', 'class Orders[T]: pass', 'T'],
    ['type-statement', 'orders.py', 'type Order = dict', 'type'],
    ['nested-quotes', 'orders.py', 'id = f"{event["id"]}"', 'f"{event["id"]}"'],
    ['backslash-in-f-string', 'orders.py', 'text = f"{\'\\n\'.join(lines)}"', "'\\n'.join(lines)"],
    ['template-string', 'orders.py', 'text = t"{event}"', 't"{event}"'],
    ['except-without-parentheses', 'orders.py', 'try:\n  pass\nexcept KeyError, ValueError:\n  pass', 'KeyError, ValueError'],
  ])('%s is a fact', (feature, path, text, written) => {
    const { newerSyntax = [] } = path.endsWith('.py') ? extractPythonModule(path, text) : extractModule(path, text);
    expect(NEWER_SYNTAX.has(feature)).toBe(true);
    expect(newerSyntax.map(({ start, end, ...rest }) => ({ ...rest, written: text.slice(start, end) }))).toEqual([{ feature, written }]);
  });

  it.each([
    'id = f"{event[\'id\']}"', 'id = f\'{a}\' f"{b[\'x\']}"', 'id = f"{x:{w}}"', 'id = f"{{"', 'id = f"{{{x}}}"', 'id = f"{x!r:>10}"', 'id = f"{x:\'>10} it\'s"', 'id = f"a\\n{b}\\t"',
    'id = f"""{a["b"]}\n{c}"""', 'id = (f"a {b}"\n  # it\'s "c"\n  f"d")', 'id = f"\\N{DASH} {a}"', 'id = rf"\\d{a}"', 'id = "it\'s" f"{b}"', 'id = f"{f\'{a}\'}"',
    'try:\n  pass\nexcept (KeyError, ValueError):\n  pass', 'def price(order: Order | None): pass', 'def price(order: "int | None"): pass', 'def outer():\n  def price(order: int | None): pass',
    'from __future__ import annotations\ndef price(order: int | None): pass',
  ])('%s is read by every version of Python', (text) => {
    expect(extractPythonModule('orders.py', text).newerSyntax).toBeUndefined();
  });

  it.each(['/\\(?i:x/', '/[(?i:]/', '/(?:i)/', '/(?=i)/i', '/(?<i>x)/', "import('./rates.json', { with: { type: 'json' } })"])('%s is read by every version of Node.js', (text) => {
    expect(extractModule('orders.js', text).newerSyntax).toBeUndefined();
  });
});

describe('tested globals', () => {
  it.each<readonly [string, readonly string[]]>([
    ['typeof fetch', ['fetch']], ['typeof globalThis.fetch', ['fetch']], ['globalThis.fetch ??= load', ['fetch']], ['Object.groupBy = group', ['Object.groupBy']],
    ['if (!Promise.try) load();', ['Promise.try']], ['globalThis.crypto !== undefined && load()', ['crypto']], ["'fetch' in globalThis", ['fetch']], ["'groupBy' in Object", ['Object.groupBy']],
    ["Object.defineProperty(Promise, 'try', {})", ['Promise.try']], ['Object.assign(globalThis, { fetch })', ['*']], ['process.versions.node', ['*']], ['Array.fromAsync?.(lines)', ['Array.fromAsync']],
    ['exports.fetch = load', []], ['const fetch = load; typeof fetch', []], ['process.env.URL || 1', []], ['fetch(url)', []],
  ])('%s: %j', (text, names) => {
    expect(extractModule('orders.js', text).testedGlobals ?? []).toEqual(names);
  });
});

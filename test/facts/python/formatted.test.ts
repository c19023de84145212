import { describe, expect, it } from 'vitest';
import type { Expression } from '../../../src/facts/model.js';
import { extractPythonModule } from '../../../src/facts/python/extract.js';

function shown(value: Expression | undefined): string {
  switch (value?.kind) {
    case 'string': return value.value;
    case 'text': return value.parts.map((part) => (part.kind === 'string' ? part.value : `<${shown(part)}>`)).join('');
    case 'parameter': return value.path.join('.');
    case 'call': return `${'path' in value.callee ? value.callee.path.join('.') : value.callee.kind}(${value.arguments.map(shown).join(', ')})`;
    default: return value?.kind ?? '';
  }
}

const given = (expression: string): string => shown(extractPythonModule('orders.py', `import a\nfrom pathlib import Path\nTMP = Path("/tmp")\ndef f(event):\n  a.b(${expression})`).calls.find(({ callee }) => callee.kind === 'import' && callee.specifier === 'a')?.arguments[0]);

describe('formatted texts', () => {
  it.each([
    ['"orders-%s" % event["stage"]', 'orders-<stage>'],
    ['"%s/%s-100%%" % ("shop", event["id"])', 'shop/<id>-100%'],
    ['"%05d.csv" % event["id"]', '<unknown>.csv'],
    ['"%(stage)s-orders" % event', '<unknown>-orders'],
    ['"%(id)05d-orders" % event', '<unknown>-orders'],
    ['"%r-orders" % event["stage"]', '<unknown>-orders'],
    ['"orders-%*d" % (5, event["id"])', 'unknown'],
    ['"%s-%s" % event["ids"]', 'unknown'],
    ['event["a"] % 3', 'unknown'],
    ['"orders-{}".format(event["stage"])', 'orders-<stage>'],
    ['"{1}/{0}/{{x}}".format(event["id"], "shop")', 'shop/<id>/{x}'],
    ['"{name}-{name:>10}".format(name=event["id"])', '<id>-<unknown>'],
    ['"orders-{:{width}}".format(event["id"], width=5)', 'unknown'],
    ['"{}-{}".format(*event["ids"])', 'unknown'],
  ])('%s', (expression, expected) => expect(given(expression)).toBe(expected));
});

describe('paths', () => {
  it.each([
    ['Path("/tmp") / event["id"]', 'Path(/tmp, id)'],
    ['TMP / "a" / f"{event[\'id\']}.txt"', 'Path(/tmp, a, <id>.txt)'],
    ['event["a"] / 3', 'unknown'],
  ])('%s', (expression, expected) => expect(given(expression)).toBe(expected));
});

import { describe, expect, it } from 'vitest';
import { parsePython, PythonSyntaxError, type PythonNode } from '../../src/source/python.js';
import { forEachPythonChild } from '../../src/source/python-children.js';

/** The text of every name, member and string, in order. */
function pieces(text: string): readonly string[] {
  const { module, spanOf } = parsePython(text);
  const found: string[] = [];
  const visit = (node: PythonNode): void => {
    if (node.nodeType === 'Name' || node.nodeType === 'Attribute' || (node.nodeType === 'Constant' && node.quote_style !== undefined)) {
      const { start, end } = spanOf(node);
      found.push(text.slice(start, end));
    }
    forEachPythonChild(node, visit);
  };
  visit(module);
  return found;
}

function problem(text: string): string {
  try {
    parsePython(text);
    return 'parsed';
  } catch (error) {
    return error instanceof PythonSyntaxError ? `${error.line}: ${error.message}` : String(error);
  }
}

describe('offsets', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['plain', 'a = os.environ["B"]', ['a', 'os.environ', 'os', '"B"']],
    ['behind letters of two, three and four bytes', 'a = "é€😀" + b.c', ['a', '"é€😀"', 'b.c', 'b']],
    ['in names beyond ASCII', 'größe = maß.wert', ['größe', 'maß.wert', 'maß']],
    ['inside f-strings', 'a = f"é{b}€{c.d!r:>{e}}" + g', ['a', 'b', 'c.d', 'c', 'e', 'g']],
    ['inside f-strings of several lines', "a = f'''é\n  ü{b}\n'''; c", ['a', 'b', 'c']],
    ['over continued lines', 'a = "é" + \\\n  b', ['a', '"é"', 'b']],
    ['in strings joined over lines', "a = ('é'\n  'b', c)", ['a', "'é'\n  'b'", 'c']],
    ['with a byte order mark', '\uFEFFa = "é" + b', ['a', '"é"', 'b']],
    ['with CRLF', 'a = "é"\r\nb = c\r\n', ['a', '"é"', 'b', 'c']],
    ['with CR', 'a = "é"\rb = c\r', ['a', '"é"', 'b', 'c']],
    ['with line separators of Unicode', 'a = "\u2028"\nb = c', ['a', '"\u2028"', 'b', 'c']],
    ['with form feeds', 'a = 1\n\fdef f():\n  return b\n\f\nc', ['a', 'b', 'c']],
    ['with tabs', 'if a:\n\tb\n\tc', ['a', 'b', 'c']],
    ['with bytes that were no UTF-8', '# caf\uFFFD\na = "\uFFFD"', ['a', '"\uFFFD"']],
  ])('%s', (_, text, expected) => expect(pieces(text)).toEqual(expected));
});

describe('what runs', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['no annotations', 'def f(a: b = c) -> d: e', ['c', 'e']],
    ['no code of the script itself', "if __name__ == '__main__':\n  a\nelse:\n  b", ['b']],
    ['decorators, defaults and bases', '@a\nclass B(c, metaclass=d):\n  @e\n  def f(self, x=g): h', ['a', 'c', 'd', 'e', 'g', 'h']],
    ['patterns', 'match a:\n  case {"k": b.c} if d:\n    e', ['a', '"k"', 'b.c', 'b', 'd', 'e']],
    ['new syntax', 'def f[T = int](x: T): a\ntype X[T] = list[T]\nt"{b}"', ['a', 'b']],
  ])('%s', (_, text, expected) => expect(pieces(text)).toEqual(expected));
});

describe('what is no Python 3', () => {
  it.each<readonly [string, string, number]>([
    ['Python 2', 'def f():\n  print "a"', 2],
    ['catching of Python 2', 'try:\n  pass\nexcept A, e:\n  pass', 3],
    ['an open bracket', 'a = 1\nb = (', 2],
    ['wrong indentation', 'if a:\n    b\n  c', 3],
    ['a template', '{% if a %}\nimport b', 1],
    ['a character that is none', 'a = 1\nb = \u0000', 2],
    ['a name with bytes that were no UTF-8', 'caf\uFFFD = 1', 1],
  ])('%s', (_, text, line) => expect(problem(text)).toMatch(new RegExp(`^${line}: [^\\n]+$`)));

  it('says nothing of columns, which count bytes', () => expect(problem('a = "é" b')).not.toMatch(/column/));
});

it.each(['(', '[', '-', 'not ', 'lambda: ', 'a if b else ', 'a**'])('gives up on 100,000 times %j without harm', (piece) => {
  const text = `x = ${piece.repeat(100_000)}1`;
  expect(() => parsePython(text)).toThrow();
});

describe('match over a sequence without brackets', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['in its clauses', 'match x:\n  case None, code if code > 1:\n    a(code)\n  case "a,b", *rest:\n    b()\n  case c,:\n    d()\n', ['x']],
    ['in its subject', "match method, path:\n  case 'GET', '/orders':\n    a()\n  case 'PUT', f if f(1, 2):\n    b()\n", ['method', 'path']],
    ['with more clauses than are helped', `match x, y:\n${"  case 'a', 1:\n    pass\n".repeat(30)}`, ['x', 'y']],
    ['within another one', "match x, y:\n  case 'a', 1:\n    match z:\n      case 1, 2:\n        pass\n  case _:\n    pass\n", ['x', 'y']],
  ])('%s', (_, text, subjects) => {
    const { module, spanOf } = parsePython(text);
    const [statement] = module.body;
    const subject = statement?.nodeType === 'Match' ? statement.subject : undefined;
    const parts = subject?.nodeType === 'Tuple' ? subject.elts : subject ? [subject] : [];
    expect(parts.map((one) => text.slice(spanOf(one).start, spanOf(one).end))).toEqual(subjects);
  });

  it('leaves texts as they are', () => {
    const { module } = parsePython("match x:\n  case 1, 2:\n    a = '''\ncase 1, 2:\n'''\n  case 3, 4:\n    pass\n");
    expect(JSON.stringify(module)).toContain('ncase 1, 2:');
  });

  it.each(['match x\n', 'case a, b:\n', 'match x:\n  case a, b\n'])('is still a problem: %j', (text) => expect(() => parsePython(text)).toThrow());
});

describe('except without parentheses', () => {
  function caught(text: string): readonly string[] {
    const { module, spanOf } = parsePython(text);
    const found: string[] = [];
    const visit = (node: PythonNode): void => {
      if (node.nodeType === 'ExceptHandler' && node.type?.nodeType === 'Tuple') found.push(...node.type.elts.map((one) => text.slice(spanOf(one).start, spanOf(one).end)));
      forEachPythonChild(node, visit);
    };
    visit(module);
    return found;
  }

  it.each<readonly [string, string, readonly string[]]>([
    ['two classes', 'try:\n  a()\nexcept KeyError, ValueError:\n  b()\n', ['KeyError', 'ValueError']],
    ['many, in members', 'try:\n  a()\nexcept botocore.exceptions.ClientError ,json.JSONDecodeError, timeout:  # why: this\n  b()\n', ['botocore.exceptions.ClientError', 'json.JSONDecodeError', 'timeout']],
    ['groups', 'try:\n  a()\nexcept* KeyError, ValueError:\n  b()\n', ['KeyError', 'ValueError']],
    ['several, behind other letters', "a = 'é'\ndef f():\n  try: a()\n  except KeyError, ValueError: b()\n  try: a()\n  except OSError, socket.error: b()\n", ['KeyError', 'ValueError', 'OSError', 'socket.error']],
    ['with CRLF', 'try:\r\n  a()\r\nexcept KeyError, ValueError:\r\n  b()\r\n', ['KeyError', 'ValueError']],
    ['beside texts', "'''\nexcept KeyError, ValueError:\n'''\ntry:\n  a()\nexcept IOError, OSError:\n  b()\n", ['IOError', 'OSError']],
  ])('%s', (_, text, expected) => {
    expect(caught(text)).toEqual(expected);
  });

  it('leaves texts as they are', () => {
    const { module } = parsePython("a = '''\nexcept KeyError, ValueError:\n'''\ntry:\n  a()\nexcept IOError, OSError:\n  b()\n");
    expect(module.body[0]).toMatchObject({ value: { value: '\nexcept KeyError, ValueError:\n' } });
  });

  it.each<readonly [string, string, string]>([
    ['Python 2', 'try:\n  a()\nexcept KeyError, error:\n  b()\n', "3: Expected ':' after except clause"],
    ['Python 2 that keeps the exception in a member', 'try:\n  a()\nexcept KeyError, self.error:\n  b()\n', "3: Expected ':' after except clause"],
    ['Python 2 behind it', 'try:\n  a()\nexcept KeyError, ValueError:\n  print "a"\n', '4:'],
  ])('is still a problem: %s', (_, text, expected) => expect(problem(text)).toMatch(new RegExp(`^${expected}`)));
});

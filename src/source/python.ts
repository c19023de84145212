import { parse as parseText } from 'py-ast';
import type { ASTNodeUnion, ExprNode, Module, StmtNode } from 'py-ast';

import { LineIndex } from './line-index.js';
import { joinExceptions, splitExceptions } from './python-except.js';
import { joinSequences } from './python-match.js';

export type PythonNode = ASTNodeUnion;
export type PythonNodeOf<K extends PythonNode['nodeType']> = Extract<PythonNode, { nodeType: K }>;
export type PythonExpression = ExprNode;
export type PythonStatement = StmtNode;
export type PythonFunction = PythonNodeOf<'FunctionDef' | 'AsyncFunctionDef' | 'Lambda'>;
export type PythonClass = PythonNodeOf<'ClassDef'>;

export interface ParsedPython {
  readonly module: Module;
  /** Offsets in UTF-16 units; the parser counts bytes within lines. */
  spanOf(node: PythonNode): { readonly start: number; readonly end: number };
}

/** The text is no Python 3, or newer than the parser. */
export class PythonSyntaxError extends Error {
  override readonly name = 'PythonSyntaxError';

  constructor(
    message: string,
    /** 1-based. */
    readonly line: number,
  ) {
    super(message);
  }
}

const BYTE_ORDER_MARK = '\uFEFF';

/** Parses Python 3. Throws `PythonSyntaxError`, and `RangeError` for code that nests too deeply: the parser has no stack but ours. */
export function parsePython(text: string): ParsedPython {
  const shift = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  const source = withoutFormFeeds(text.slice(shift));
  const module = parse(source);
  const offset = offsetReader(source, shift);
  return {
    module,
    spanOf: ({ lineno = 1, col_offset = 0, end_lineno = lineno, end_col_offset = col_offset }) => ({ start: offset(lineno, col_offset), end: offset(end_lineno, end_col_offset) }),
  };
}

/** The parser does not know them as blanks. At the start of a line they count for nothing, so there the line break comes later. */
function withoutFormFeeds(text: string): string {
  return text.includes('\f') ? text.replace(/\n\f/g, ' \n').replaceAll('\f', ' ') : text;
}

/** Lines with `except A, B:`, or `case a, b:`, that are helped in one file: each takes the parser another run. */
const MAX_HELPED = 20;

function parse(text: string): Module {
  const lines = new LineIndex(text);
  const helped = new Set<number>();
  for (let joined = text; ;) {
    try {
      const module = parseText(joined);
      if (helped.size > 0) splitExceptions(module, helped);
      return module;
    } catch (error) {
      const problem = toProblem(error);
      const next = helped.size < MAX_HELPED && !helped.has(problem.line) ? (joinExceptions(joined, lines, problem.line) ?? joinSequences(joined, lines, problem.line)) : undefined;
      if (next === undefined) throw problem;
      helped.add(problem.line);
      joined = next;
    }
  }
}

function toProblem(error: unknown): PythonSyntaxError {
  if (!(error instanceof Error) || error instanceof RangeError) throw error;
  const [where = '', line = '1'] = / at line (\d+)(?:, column \d+)?/.exec(error.message) ?? [];
  return new PythonSyntaxError(error.message.replace(where, ''), Number(line));
}

function offsetReader(text: string, shift: number): (line: number, column: number) => number {
  const lines = new LineIndex(text);
  const isAscii = !/[^\x00-\x7f]/.test(text);
  const columns = new Map<number, Uint32Array | undefined>();

  /** UTF-16 units before each byte of a line; undefined where both count alike. */
  function columnsOf(line: number): Uint32Array | undefined {
    if (columns.has(line)) return columns.get(line);
    const units = unitsByByte(text.slice(lines.startOfLine(line), lines.startOfLine(line + 1)));
    columns.set(line, units);
    return units;
  }

  return (line, column) => {
    const units = isAscii ? undefined : columnsOf(line);
    return shift + lines.startOfLine(line) + (units ? (units[column] ?? units.at(-1) ?? 0) : column);
  };
}

function unitsByByte(line: string): Uint32Array | undefined {
  const bytes = Buffer.byteLength(line);
  if (bytes === line.length) return undefined;
  const units = new Uint32Array(bytes + 1);
  let byte = 0;
  let unit = 0;
  for (const character of line) {
    const width = Buffer.byteLength(character);
    units.fill(unit, byte, byte + width);
    byte += width;
    unit += character.length;
  }
  units[bytes] = line.length;
  return units;
}

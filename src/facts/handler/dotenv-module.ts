import type { LiteralFact, ModuleFacts } from '../model.js';
import { emptyModule } from './empty-module.js';

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s#"'][^#]*))/;
/** Shorter values hold nothing, longer lines are no settings. */
const MIN_LENGTH = 8;
const MAX_LINE = 5000;

/** What a `.env` file says that `dotenv` loads: its values with their names. */
export function extractDotenvModule(path: string, text: string): ModuleFacts {
  return { ...emptyModule(path), environmentHandled: ['*'], literals: literalsIn(text) };
}

function literalsIn(text: string): readonly LiteralFact[] {
  let offset = 0;
  return text.split('\n').flatMap((line) => {
    const literal = line.length > MAX_LINE ? undefined : toLiteral(line, offset);
    offset += line.length + 1;
    return literal ?? [];
  });
}

function toLiteral(line: string, offset: number): LiteralFact | undefined {
  const [whole = '', name = '', double, single, bare] = ASSIGNMENT.exec(line) ?? [];
  const text = (double ?? single ?? bare ?? '').trimEnd();
  if (text.length < MIN_LENGTH) return undefined;
  const start = offset + whole.indexOf(text, whole.indexOf('=') + 1);
  return { text, name, within: null, start, end: start + text.length };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** How characters are written in the template: as they are, with the escapes of JSON, or with apostrophes doubled. */
type Writing = 'plain' | 'json' | 'single';

interface InlineLine {
  /** Offset in the code of the first character that is no blank. */
  readonly code: number;
  readonly text: string;
  /** Where the text stands in the template; undefined if it cannot be found there, as where a `Ref` is in the line. */
  readonly written: { readonly at: number; readonly writing: Writing } | undefined;
}

/** Where code inside a template stands: each of its lines that are not blank, and the value as a whole. */
export interface InlineMap {
  readonly host: string;
  readonly lines: readonly InlineLine[];
  readonly whole: Span;
}

const WRITINGS: readonly Writing[] = ['plain', 'json', 'single'];
/** What may stand between two lines: indentation, quotes, commas, `\n`, the call that joins them. */
const GLUE = /^(?:\\[nrt]|(?:Fn::)?Join\b|\W)*$/;
/** How far behind one line the next is looked for: more than any indentation, and little enough for a template of any size. */
const REACH = 2000;
/** A shorter line may well stand elsewhere too. */
const TELLING_LENGTH = 12;

/**
 * Pairs the lines of inline code with the template that holds it: a block, a quoted text on one line, or the items of an
 * `Fn::Join`. Folded and continued texts have other lines than their template: they are known by their whole place.
 */
export function mapInlineCode(host: string, template: string, code: string, span: Span): InlineMap {
  const body = template.slice(span.start, span.end);
  const lines: InlineLine[] = [];
  let codeAt = 0;
  let bodyAt = 0;
  let isAfterMiss = false;
  for (const line of code.split('\n')) {
    const text = line.trim();
    if (text !== '') {
      const found = findWritten(body, bodyAt, text, isAfterMiss);
      lines.push({ code: codeAt + line.indexOf(text), text, written: found && { ...found, at: span.start + found.at } });
      isAfterMiss = found === undefined;
      if (found) bodyAt = found.at + write(text, found.writing).length;
    }
    codeAt += line.length + 1;
  }
  const blanks = body.length - body.trimStart().length;
  return { host, lines, whole: { start: span.start + blanks, end: span.start + body.trimEnd().length } };
}

function findWritten(body: string, from: number, text: string, isAfterMiss: boolean): { readonly at: number; readonly writing: Writing } | undefined {
  for (const writing of WRITINGS) {
    const written = write(text, writing);
    const offset = body.slice(from, from + REACH + written.length).indexOf(written);
    if (offset === -1) continue;
    const at = from + offset;
    if (isAfterMiss ? text.length >= TELLING_LENGTH : GLUE.test(body.slice(from, at))) return { at, writing };
  }
  return undefined;
}

function write(text: string, writing: Writing): string {
  if (writing === 'plain') return text;
  return writing === 'json' ? JSON.stringify(text).slice(1, -1) : text.replaceAll("'", "''");
}

/** A stretch of the code as a stretch of the template. */
export function toHostSpan(map: InlineMap, start: number, end: number): Span {
  const from = toHost(map, start);
  const to = toHost(map, end);
  return from === undefined || to === undefined ? map.whole : { start: from, end: Math.max(from, to) };
}

function toHost({ lines }: InlineMap, offset: number): number | undefined {
  const line = lines.findLast(({ code }) => code <= offset) ?? lines[0];
  return line?.written && line.written.at + write(line.text.slice(0, Math.max(0, offset - line.code)), line.written.writing).length;
}

/** References of an `Fn::Sub` are no JavaScript: names of the same length stand in for them. */
export function neutraliseSubstitutions(pattern: string): string {
  return pattern.replace(/\$\{(?!!)\s*[A-Za-z0-9:.]+\s*\}/g, (match) => '_'.repeat(match.length));
}

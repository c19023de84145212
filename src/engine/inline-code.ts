/** Where code inside a template stands: each of its lines with the offset in the template, or the whole scalar. */
export interface InlineMap {
  readonly host: string;
  /** Start of each code line, in the code and in the template. Empty when lines cannot be told apart there. */
  readonly lines: readonly { readonly code: number; readonly template: number }[];
  readonly whole: { readonly start: number; readonly end: number };
}

/**
 * Pairs the lines of inline code with the lines of the scalar that holds it. A block scalar differs from the code by its
 * indentation only; any other style (one line with escapes, folded text) is known by its whole place.
 */
export function mapInlineCode(host: string, template: string, code: string, span: { readonly start: number; readonly end: number }): InlineMap {
  const whole = { start: span.start, end: span.end };
  const lines: { code: number; template: number }[] = [];
  let codeAt = 0;
  let templateAt = template.lastIndexOf('\n', span.start - 1) + 1;
  for (const line of code.split('\n')) {
    const lineEnd = endOfLine(template, templateAt);
    const written = template.slice(templateAt, lineEnd);
    if (templateAt > span.end || !written.endsWith(line)) {
      if (line === '' && templateAt >= span.end) break;
      return { host, lines: [], whole };
    }
    lines.push({ code: codeAt, template: lineEnd - line.length });
    codeAt += line.length + 1;
    templateAt = template.indexOf('\n', lineEnd) + 1 || template.length + 1;
  }
  return { host, lines, whole };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  if (end === -1) return text.length;
  return text.charCodeAt(end - 1) === 13 ? end - 1 : end;
}

/** An offset of the code as an offset of the template. */
export function toHostSpan(map: InlineMap, start: number, end: number): { readonly start: number; readonly end: number } {
  const from = toHost(map, start);
  const to = toHost(map, end);
  return from === undefined || to === undefined ? map.whole : { start: from, end: Math.max(from, to) };
}

function toHost(map: InlineMap, offset: number): number | undefined {
  const line = map.lines.findLast(({ code }) => code <= offset);
  return line && line.template + offset - line.code;
}

/** References of an `Fn::Sub` are no JavaScript: names of the same length stand in for them. */
export function neutraliseSubstitutions(pattern: string): string {
  return pattern.replace(/\$\{(?!!)[A-Za-z0-9:.]+\}/g, (match) => '_'.repeat(match.length));
}

import type { Region } from '../diagnostic.js';

/** Turns UTF-16 offsets of one text into 1-based lines and columns. Lines end at LF, CRLF or CR. */
export class LineIndex {
  private readonly starts: readonly number[];

  constructor(private readonly text: string) {
    const starts = [0];
    if (!text.includes('\r')) {
      for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
      this.starts = starts;
      return;
    }
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
    this.starts = starts;
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** 1-based line that holds the offset; offsets outside the text count as its ends. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** Offset of the first unit of a 1-based line. */
  startOfLine(line: number): number {
    return this.starts[line - 1] ?? this.text.length;
  }

  /** Where the first character of a line stands: editors do not count a byte order mark. */
  private contentStart(line: number): number {
    const start = this.startOfLine(line);
    return start === 0 && this.text.charCodeAt(0) === 0xfeff ? 1 : start;
  }

  /** The text of a 1-based line without its line break. */
  lineText(line: number): string {
    const start = this.contentStart(line);
    let end = line < this.starts.length ? this.startOfLine(line + 1) : this.text.length;
    // A line may be a whole document: it is not searched.
    while (end > start && /[\r\n]/.test(this.text.charAt(end - 1))) end--;
    return this.text.slice(start, end);
  }

  /** The text of a 1-based line without indentation, trailing blanks and line break, as offsets. */
  spanOfLine(line: number): { readonly start: number; readonly end: number } {
    const text = this.lineText(line);
    const start = this.contentStart(line) + text.length - text.trimStart().length;
    return { start, end: start + text.trim().length };
  }

  region(start: number, end: number): Region {
    const startLine = this.lineAt(start);
    const endLine = this.lineAt(end);
    return {
      startLine,
      startColumn: Math.max(start - this.contentStart(startLine), 0) + 1,
      endLine,
      endColumn: Math.max(end - this.contentStart(endLine), 0) + 1,
    };
  }
}

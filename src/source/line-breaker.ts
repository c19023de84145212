import { classOf, SPACE, WORD } from './character-class.js';
import { NestingScanner } from './nesting-scanner.js';

/** More characters in a row that nothing can break are not read: a regular expression, a text between elements, code without brackets and commas. */
const MOST_UNBROKEN = 20_000;
/** Long enough for the breaks to be few beside the text. */
const LEAST_BETWEEN = 200;

/** What is put in between tokens, before a long text, and into a string. The comments show afterwards whether the parser took the places for code as well. */
export const [IN_CODE, BEFORE_TEXT, IN_STRING] = ['/**/\n', '/**/', '\\\n'];

export interface Insertion {
  readonly at: number;
  readonly text: string;
  /** What has to be closed for code to come. */
  readonly quote: string;
  /** Exported names up to the place. */
  readonly exports: number;
}

/** Finds where a line can be broken without a change of what the script means. */
export class LineBreaker extends NestingScanner {
  readonly insertions: Insertion[] = [];
  isUnbreakable = false;
  /** Behind the last break, or behind what has no errors in it. */
  private since = 0;
  /** Behind the last comment or text. */
  private textEnd = -1;
  private exports = 0;
  private isExportList = false;

  protected override step(): void {
    const isExport = this.lastCode === 97 && this.lastWord === 'export';
    const from = this.at;
    super.step();
    this.countExports(this.text.charCodeAt(from), isExport);
    const length = this.at - this.since;
    if (length > LEAST_BETWEEN && this.isBetweenTokens()) this.insert(this.at, IN_CODE);
    else if (length > MOST_UNBROKEN) this.checkLine();
  }

  /** `export`, and each name of `export { a, b }`. */
  private countExports(first: number, isBehindExport: boolean): void {
    if (first === 123 && isBehindExport) this.isExportList = true;
    else if (first === 125) this.isExportList = false;
    else if (first === 44 ? this.isExportList : first === 101 && this.lastWord === 'export') this.exports++;
  }

  private insert(at: number, text: string, quote = ''): void {
    this.insertions.push({ at, text, quote, exports: this.exports });
    this.since = at;
  }

  /** Behind a token after which a line may always end, as an operand or a statement is still to come. */
  private isBetweenTokens(): boolean {
    const { open } = this.load;
    if (this.at === this.textEnd || this.before !== 'operator' || open === 'template' || open === 'tag' || open === 'closing' || open === 'children') return false;
    const last = this.text[this.at - 1] ?? '';
    if (';,{(['.includes(last)) return true;
    const next = this.text.charCodeAt(this.at);
    const isOperand = next === 34 || next === 39 || classOf(next) === SPACE;
    // `1e+3` is one token.
    return (isOperand && last === '+') || ('=|&?:'.includes(last) && (isOperand || classOf(next) === WORD));
  }

  private checkLine(): void {
    this.since = Math.max(this.since, this.text.lastIndexOf('\n', this.at - 1) + 1);
    if (this.at - this.since <= MOST_UNBROKEN) return;
    this.isUnbreakable = true;
    this.at = this.text.length;
  }

  protected override passTo(end: number): void {
    this.textEnd = end;
    const from = this.at;
    const first = this.text.charCodeAt(from);
    const isTemplate = this.load.open === 'template';
    const isString = !isTemplate && (first === 34 || first === 39);
    const isComment = !isTemplate && first === 47 && (this.text[from + 1] === '/' || this.text[from + 1] === '*');
    super.passTo(end);
    const isLong = end - from > MOST_UNBROKEN && (isTemplate || isString || isComment);
    // In front of the mark or the brace that the text of a template is behind.
    if (isLong) this.insert(isTemplate ? from - 1 : from, BEFORE_TEXT);
    if (isString && this.load.open !== 'tag') this.breakString(from, end);
    if (isLong) this.since = end;
  }

  /** Each escape of a string may be an error. */
  private breakString(from: number, end: number): void {
    let since = from;
    for (let at = this.text.indexOf('\\', from); at !== -1 && at < end; at = this.text.indexOf('\\', at + 2)) {
      if (at - since <= LEAST_BETWEEN) continue;
      this.insert(at, IN_STRING, this.text[from]);
      since = at;
    }
  }
}

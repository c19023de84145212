import { CONTINUING } from './script-words.js';
import { NestingWeight } from './nesting-weight.js';
import type { Open } from './nesting-weight.js';
import { lineEnd } from './text-end.js';

/** What the last token was: an operator or the start of a statement, an operand, or what may be either. */
type Before = 'operator' | 'operand' | 'either';

/** A place in a script, and what was read before it. */
export class ScriptCursor {
  protected at = 0;
  protected readonly load = new NestingWeight();
  protected before: Before = 'operator';
  /** The character that the last token ends with, some of them made alike. */
  protected lastCode = 59;
  protected lastWord = '';
  protected hasBreak = false;
  /** A statement may have ended; `else` goes on with it. */
  protected isEnding = false;

  constructor(protected readonly text: string) {}

  /** Two operands beside each other are of two statements where a line ends between them, and an operand after a block is of another. */
  protected startOperand(word: string, isMember = false): void {
    if (this.isEnding && word !== 'else') this.load.endChain();
    this.isEnding = false;
    if (isMember) return;
    const isOther = this.lastCode === 125 || (this.hasBreak && this.before === 'operand');
    if (isOther && !CONTINUING.has(word)) this.load.endChain();
  }

  /** Past one character of an operator. */
  protected operator(code: number): void {
    this.at++;
    this.before = 'operator';
    this.lastCode = code;
    this.hasBreak = false;
  }

  protected operand(code: number): void {
    this.before = 'operand';
    this.lastCode = code;
    this.hasBreak = false;
  }

  protected comment(): void {
    const end = this.text.indexOf('*/', this.at + 2);
    const to = end === -1 ? this.text.length : end + 2;
    // A comment of several lines ends a line.
    if (!this.hasBreak && /[\n\r\u2028\u2029]/.test(this.text.slice(this.at, to))) this.hasBreak = true;
    this.passTo(to);
  }

  protected toLineEnd(): void {
    this.passTo(lineEnd(this.text, this.at));
  }

  /** Over what is no code. */
  protected passTo(end: number): void {
    this.load.pass(this.text, this.at, end);
    this.at = end;
  }

  protected push(kind: Open): void {
    this.load.push(kind);
    this.before = 'operator';
    this.lastCode = 123;
    this.isEnding = false;
    this.hasBreak = false;
  }

  protected pop(): Open {
    this.isEnding = false;
    this.hasBreak = false;
    return this.load.pop();
  }
}

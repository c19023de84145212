import { classOf, LINE, SPACE, WORD } from './character-class.js';
import { ElementScanner } from './element-scanner.js';
import { WEIGHTS } from './nesting-weight.js';
import { CONTROLS, MAYBE_OPERATORS, OPERATORS } from './script-words.js';
import { lineEnd, regularExpressionEnd, stringEnd, templateStop } from './text-end.js';

/** Elements (`<a>`) are in all but plain TypeScript, type parameters of functions in TypeScript only. */
export type Dialect = 'js' | 'ts' | 'tsx';

/** Stands for `=>`. */
const ARROW = -1;

/** More characters than any file has that is read: in what parses, lines have one slash at most that nothing closes and that is looked at as if something did. */
const MOST_LOOKED_THROUGH = 30_000_000;

/** One pass over a text that keeps what weighs on the place it is at. */
export class NestingScanner extends ElementScanner {
  /** Characters behind slashes of which none closed the regular expression. */
  private lookedThrough = 0;

  constructor(text: string, private readonly dialect: Dialect) {
    super(text);
  }

  isTooDeep(): boolean {
    if (this.text.startsWith('#!')) this.at = lineEnd(this.text, 0);
    while (this.at < this.text.length && !this.load.isOver) this.step();
    return this.load.isOver;
  }

  protected step(): void {
    if (this.load.open === 'template') this.template();
    else if (this.load.open === 'tag' || this.load.open === 'closing') this.tag();
    else if (this.load.open === 'children') this.children();
    else this.token();
  }

  private template(): void {
    const stop = templateStop(this.text, this.at);
    const isHole = this.text.charCodeAt(stop) === 36;
    this.passTo(stop);
    this.at += isHole ? 2 : 1;
    if (isHole) return this.push('brace');
    this.pop();
    this.operand(96);
  }

  private token(): void {
    const code = this.text.charCodeAt(this.at);
    switch (classOf(code)) {
      case SPACE:
        this.at++;
        return;
      case LINE:
        this.at++;
        this.hasBreak = true;
        return;
      case WORD:
        return this.word();
      default:
        return this.punctuation(code);
    }
  }

  private word(): void {
    const { text } = this;
    const from = this.at;
    while (this.at < text.length && classOf(text.charCodeAt(this.at)) === WORD) this.at++;
    // The longest keyword has ten letters.
    const word = this.at - from > 10 ? '' : text.slice(from, this.at);
    const isMember = this.lastCode === 46;
    const weight = isMember ? undefined : OPERATORS.get(word);
    this.startOperand(word, isMember);
    if (weight !== undefined && weight > 2) this.load.addLoose(weight);
    else if (weight !== undefined) this.load.add(weight);
    if (weight !== undefined && (word === 'case' || word === 'default') && !isMember) this.load.endChain();
    this.before = weight === undefined ? 'operand' : MAYBE_OPERATORS.has(word) ? 'either' : 'operator';
    this.lastWord = isMember ? '' : word;
    this.lastCode = 97;
    this.hasBreak = false;
  }

  private punctuation(code: number): void {
    const { text } = this;
    if (this.isEnding) this.startOperand('');
    switch (code) {
      case 34: case 39: // " '
        this.startOperand('');
        this.passTo(stringEnd(text, this.at));
        return this.operand(code);
      case 96: // `
        if (this.before === 'operand') this.load.add(1);
        else this.startOperand('');
        this.at++;
        return this.push('template');
      case 40: // (
        if (this.before !== 'operator') this.load.add(1);
        this.at++;
        return this.push(CONTROLS.has(this.lastWord) && this.lastCode === 97 ? 'control' : 'paren');
      case 91: // [
        if (this.before !== 'operator') this.load.add(1);
        this.at++;
        return this.push('bracket');
      case 123: // {
        this.at++;
        return this.push(this.isBlock() ? 'block' : this.before === 'operator' && this.lastCode !== ARROW ? 'brace' : 'body');
      case 41: case 93: case 125: // ) ] }
        this.at++;
        return this.close(code);
      case 59: // ;
        this.isEnding = true;
        return this.operator(code);
      case 44: // ,
        this.load.endExpression();
        return this.operator(code);
      case 47: // /
        return this.slash();
      case 60: // <
        return this.less();
      case 62: // >
        this.load.closeAngle();
        // It compares as well, and so does what was taken for the start of types.
        this.load.add(2);
        this.operator(code);
        this.before = 'either';
        return;
      case 61: // =
        return this.equals();
      case 46: // .
        return this.dot();
      case 45: case 43: // - +
        return this.sign(code);
      case 33: // !
        return this.bang();
      case 63: case 58: // ? :
        this.load.addLoose(text.charCodeAt(this.at + 1) === 63 || this.lastCode === 63 ? 1 : WEIGHTS.right);
        return this.operator(code);
      case 38: case 124: // & |
        if (text.charCodeAt(this.at + 1) === code) this.at++;
        // `a && b || c && d`: tables of characters are thousands of these.
        if (code === 124 && text.charCodeAt(this.at - 1) === code) this.load.addLoose(1);
        else this.load.add(1);
        return this.operator(code);
      case 42: // *
        this.load.add(this.lastCode === 42 ? 2 : 1);
        return this.operator(code);
      default:
        this.load.add(1);
        return this.operator(code);
    }
  }

  private close(code: number): void {
    const kind = this.pop();
    this.before = kind === 'control' || kind === 'block' ? 'operator' : code === 125 ? 'either' : 'operand';
    this.lastCode = code;
  }

  /** Whether the brace that comes is one of a statement for certain. */
  private isBlock(): boolean {
    if (this.lastCode === 97) return /^(?:else|do|try|finally)$/.test(this.lastWord);
    return this.before === 'operator' && (this.lastCode === 59 || this.lastCode === 41 || this.lastCode === 125);
  }

  private sign(code: number): void {
    const isDouble = this.text.charCodeAt(this.at + 1) === code;
    // `-->` starts a comment in scripts that are no modules.
    if (isDouble && this.hasBreak && this.text.startsWith('-->', this.at)) this.load.doubt();
    const isAfter = isDouble && this.before === 'operand' && !this.hasBreak;
    this.load.add(isDouble ? 2 : 1);
    if (isDouble) this.at++;
    this.operator(code);
    if (isAfter) this.before = 'operand';
  }

  private bang(): void {
    const isAfter = this.before === 'operand' && !this.hasBreak && this.text.charCodeAt(this.at + 1) !== 61;
    this.load.add(1);
    this.operator(33);
    // `a!` of TypeScript.
    if (isAfter) this.before = this.dialect === 'js' ? 'either' : 'operand';
  }

  private equals(): void {
    const next = this.text.charCodeAt(this.at + 1);
    const before = this.text.charCodeAt(this.at - 1);
    // `<=`, `>=`, `!=` and `===` weigh what their first character does.
    const isComparison = before === 60 || before === 61 || before === 62 || before === 33;
    if (next === 62) {
      this.load.addLoose(WEIGHTS.arrow);
      this.at++;
      return this.operator(ARROW);
    } else if (next === 61) {
      this.load.add(1);
      this.at++;
    } else if (!isComparison) this.load.addLoose(WEIGHTS.right);
    this.operator(61);
  }

  /** A name follows, or a number goes on or ends. */
  private dot(): void {
    if (this.text.startsWith('...', this.at)) {
      this.at += 2;
      return this.operator(44);
    }
    this.load.add(1);
    this.at++;
    this.lastCode = 46;
    this.hasBreak = false;
  }

  private slash(): void {
    const next = this.text.charCodeAt(this.at + 1);
    if (next === 47) return this.toLineEnd();
    if (next === 42) return this.comment();
    if (this.before === 'operand') {
      this.load.add(1);
      return this.operator(47);
    }
    const end = regularExpressionEnd(this.text, this.at);
    // Without brackets and quotes both readings go on in the same way.
    if (this.before === 'either' && (end === undefined || /['"`()[\]{}/\\]/.test(this.text.slice(this.at + 1, end - 1)))) this.load.doubt();
    if (end === undefined) {
      this.lookedThrough += lineEnd(this.text, this.at) - this.at;
      if (this.lookedThrough > MOST_LOOKED_THROUGH) this.load.isOver = true;
      this.load.add(1);
      return this.operator(47);
    }
    this.startOperand('');
    this.passTo(end);
    this.operand(47);
  }

  private less(): void {
    const { text } = this;
    if (text.startsWith('<!--', this.at)) this.load.doubt();
    const next = text.charCodeAt(this.at + 1);
    if (next === 60 && this.before === 'operand') {
      this.load.add(1);
      this.at++;
      return this.operator(60);
    }
    const isName = next === 62 || (classOf(next) === WORD && !(next >= 48 && next <= 57));
    if (this.dialect !== 'ts' && this.before !== 'operand' && isName) {
      if (this.before === 'either') this.load.doubt();
      else if (!this.isTypeParameter()) {
        this.startOperand('');
        this.at++;
        return this.push('tag');
      }
    }
    if (next === 61 || this.dialect === 'js') {
      this.load.add(1);
      return this.operator(60);
    }
    // `<T><T>x`
    if (this.before !== 'operand') this.load.add(2);
    this.load.addAngle();
    this.operator(60);
  }

  /** `<T,` and `<T = X` are no elements; `<T>(`, `<T extends X>(` and `<const T>(` are none where an arrow follows the bracket. Else `extends` is an attribute. */
  private isTypeParameter(): boolean {
    if (this.dialect !== 'tsx') return false;
    const start = this.text.slice(this.at, this.at + 300);
    if (/^<(?:(?:const|in|out)\s+)*[\w$]+\s*,/.test(start) || /^<[\w$]+\s*=/.test(start)) return true;
    const [, more] = /^<\s*(?:(?:const|in|out)\s+)*[\w$]+\s*(>\s*\(|=|>|extends\s+[^\s=>/])/.exec(start) ?? [];
    if (more === undefined) return false;
    const end = angleEnd(start);
    const opening = end === undefined ? undefined : /^\s*\(/.exec(start.slice(end))?.[0].length;
    const behind = end === undefined || opening === undefined ? '' : behindBracket(start, end + opening);
    const isPlain = more.startsWith('>');
    if (/^\s*=>/.test(behind)) {
      if (isPlain) this.load.doubt();
      return true;
    }
    if (!isPlain || /^\s*:/.test(behind)) this.load.doubt();
    return false;
  }
}

/** Behind the `>` that closes the first `<`; those of arrows close nothing. */
function angleEnd(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '<') depth++;
    else if (text[at] === '>' && text[at - 1] !== '=' && --depth === 0) return at + 1;
  }
  return undefined;
}

/** What follows the bracket that is open where a text is looked at. */
function behindBracket(text: string, from: number): string {
  let depth = 1;
  let at = from;
  for (; at < text.length && depth > 0; at++) depth += text[at] === '(' ? 1 : text[at] === ')' ? -1 : 0;
  return text.slice(at);
}

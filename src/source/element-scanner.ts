import { classOf, LINE, SPACE } from './character-class.js';
import { ScriptCursor } from './script-cursor.js';

/** Reads elements (`<a b={c}>text</a>`): tags, and the texts between them. */
export class ElementScanner extends ScriptCursor {
  protected tag(): void {
    const { text } = this;
    const code = text.charCodeAt(this.at);
    switch (code) {
      case 34: case 39: { // " '
        const end = text.indexOf(String.fromCharCode(code), this.at + 1);
        this.passTo(end === -1 ? text.length : end + 1);
        this.lastCode = code;
        return;
      }
      case 123: // {
        this.at++;
        return this.push('brace');
      case 47: // /
        if (text.charCodeAt(this.at + 1) === 47) return this.toLineEnd();
        if (text.charCodeAt(this.at + 1) === 42) return this.comment();
        this.at++;
        this.lastCode = code;
        return;
      case 60: // < of an element that is a value, or of types
        if (this.lastCode !== 61) return this.typeArguments();
        this.at++;
        return this.push('tag');
      case 62: // >
        this.at++;
        return this.endTag();
      default:
        this.at++;
        if (code === 46 || code === 58) this.load.add(1);
        if (classOf(code) !== SPACE && classOf(code) !== LINE) this.lastCode = code;
    }
  }

  protected endTag(): void {
    const isClosed = this.load.open === 'closing' || this.lastCode === 47;
    if (this.load.open === 'closing') this.pop();
    else if (!isClosed) {
      this.load.endChain();
      this.load.open = 'children';
      return;
    }
    // The element is done.
    this.pop();
    this.operand(41);
  }

  protected children(): void {
    const { text } = this;
    let end = this.at;
    while (end < text.length && text.charCodeAt(end) !== 60 && text.charCodeAt(end) !== 123) end++;
    this.passTo(end);
    if (this.at >= text.length) return;
    if (text.charCodeAt(this.at++) === 123) return this.push('brace');
    const isClosing = /^\s*\//.test(text.slice(this.at, this.at + 50));
    this.push(isClosing ? 'closing' : 'tag');
  }

  private typeArguments(): void {
    const simple = /^<[\w$\s.,|&[\]]*>/.exec(this.text.slice(this.at, this.at + 200));
    if (!simple) {
      this.load.doubt();
      this.load.addAngle();
    }
    this.at += simple?.[0].length ?? 1;
  }
}

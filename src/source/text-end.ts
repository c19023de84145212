import { classOf, LINE } from './character-class.js';

/** Where the line that a place is in ends. */
export function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && classOf(text.charCodeAt(at)) !== LINE) at++;
  return at;
}

/** Behind the string that begins at a place; a line ends one that nothing closes. */
export function stringEnd(text: string, from: number): number {
  const quote = text.charCodeAt(from);
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 92) {
      if (text.charCodeAt(++at) === 13 && text.charCodeAt(at + 1) === 10) at++;
    } else if (code === quote) return at + 1;
    else if (code === 10 || code === 13) return at;
  }
  return text.length;
}

/** Behind the regular expression that begins at a place, flags apart; `undefined` where the line ends before. */
export function regularExpressionEnd(text: string, from: number): number | undefined {
  let isClass = false;
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (classOf(code) === LINE) return undefined;
    if (code === 92) at++;
    else if (code === 91) isClass = true;
    else if (code === 93) isClass = false;
    else if (code === 47 && !isClass) return at + 1;
  }
  return undefined;
}

/** Where a template with the text from a place on ends or has a hole. */
export function templateStop(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 92) at++;
    else if (code === 96 || (code === 36 && text.charCodeAt(at + 1) === 123)) return at;
  }
  return text.length;
}

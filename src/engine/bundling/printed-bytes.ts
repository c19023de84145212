/** What is printed as it is written: strings, texts of templates, patterns. */
export const VERBATIM = 1;
/** What is not printed: comments and types. */
export const REMOVED = 2;

const CODE = 0;

/** Bytes of code without white space that only lays it out; where nothing is minified, with the spaces that esbuild sets around operators. */
export function printedBytes(text: string, mask: Uint8Array, { isMinified, isAscii }: { readonly isMinified: boolean; readonly isAscii: boolean }): number {
  let bytes = 0;
  let last = 0;
  let isSpaced = false;
  let isBroken = false;
  for (let i = 0; i < text.length; i++) {
    const kind = mask[i];
    const unit = text.charCodeAt(i);
    if (kind === REMOVED) continue;
    if (kind === CODE && isSpace(unit)) {
      isSpaced = true;
      isBroken ||= unit === 10 || unit === 13;
      continue;
    }
    // Between two words one space stays, and at the end of a line there may have to be a semicolon.
    if (isSpaced && kind === CODE && (isBroken || (isWord(last) && isWord(unit)) || isSign(last))) bytes++;
    isSpaced = false;
    isBroken = false;
    bytes += unitBytes(unit, isAscii);
    if (!isMinified && kind === CODE) bytes += spacesAround(unit, last);
    last = unit;
  }
  return bytes;
}

/** A text as it stands in a script, with its quotes. */
export function quotedBytes(text: string, isAscii: boolean): number {
  let bytes = 2;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes += unit < 32 ? (unit === 10 || unit === 9 || unit === 13 ? 2 : 6) : unit === 34 || unit === 92 ? 2 : unitBytes(unit, isAscii);
  }
  return bytes;
}

/** Escaped as `\xE9` or `\u1234`, or in UTF-8, where two units of a pair make four bytes. */
function unitBytes(unit: number, isAscii: boolean): number {
  if (unit < 0x80) return 1;
  if (isAscii) return unit < 0x100 ? 4 : 6;
  return unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
}

function isSpace(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13) || unit === 0xa0 || unit === 0xfeff || unit === 0x2028 || unit === 0x2029;
}

function isWord(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122) || unit === 36 || unit === 95 || unit >= 0x80;
}

/** `a - -b` keeps its space. */
function isSign(unit: number): boolean {
  return unit === 43 || unit === 45;
}

const OPERATORS = new Set(Buffer.from('=<>+-*/%&|^?'));

function spacesAround(unit: number, last: number): number {
  if (unit === 44 || unit === 58 || unit === 125) return 1;
  if (unit === 123) return 2;
  if (unit === 40) return isWord(last) ? 0.2 : 0;
  return OPERATORS.has(unit) && !OPERATORS.has(last) ? 2 : 0;
}

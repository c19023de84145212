export const [OTHER, SPACE, LINE, WORD] = [0, 1, 2, 3];
const CLASSES = Uint8Array.from({ length: 128 }, (_none, code) => {
  const character = String.fromCharCode(code);
  if (/[\w$#\\]/.test(character)) return WORD;
  return /[\n\r]/.test(character) ? LINE : /\s/.test(character) ? SPACE : OTHER;
});

/** What a character is to a script: part of a name or a number, the end of a line, a space, or anything else. */
export function classOf(code: number): number {
  if (code < 128) return CLASSES[code] ?? OTHER;
  if (code === 0x2028 || code === 0x2029) return LINE;
  return code === 0xa0 || code === 0xfeff || /\s/.test(String.fromCharCode(code)) ? SPACE : WORD;
}

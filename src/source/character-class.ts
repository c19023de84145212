export const [OTHER, SPACE, LINE, WORD] = [0, 1, 2, 3];
/** Of the first 128 characters; every start fills it. */
const CLASSES = new Uint8Array(128);
for (const character of '\t\v\f ') CLASSES[character.charCodeAt(0)] = SPACE;
for (const character of '\n\r') CLASSES[character.charCodeAt(0)] = LINE;
for (const character of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$#\\') CLASSES[character.charCodeAt(0)] = WORD;

/** What a character is to a script: part of a name or a number, the end of a line, a space, or anything else. */
export function classOf(code: number): number {
  if (code < 128) return CLASSES[code] ?? OTHER;
  if (code === 0x2028 || code === 0x2029) return LINE;
  return code === 0xa0 || code === 0xfeff || /\s/.test(String.fromCharCode(code)) ? SPACE : WORD;
}

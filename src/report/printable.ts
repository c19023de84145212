// Control characters could rewrite the terminal, directional ones could show code in another order than it runs.
const UNSAFE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** One line that is safe to print: no line breaks, no characters that steer a terminal. Keeps the number of UTF-16 units. */
export function printable(text: string): string {
  return text.replace(/[\n\r\u2028\u2029]/g, ' ').replace(UNSAFE, '\uFFFD');
}

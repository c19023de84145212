/** What JSON need not escape, but a terminal or a build service that prints the document obeys. Between strings there is none of it. */
const STEERING = /[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]|#(?=#[A-Za-z]*\[)/g;

/** A document as it is written to a file or printed: the same data for whoever parses it. */
export function jsonText(document: object): string {
  return `${JSON.stringify(document, null, 2).replace(STEERING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

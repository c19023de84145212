const CODES = { bold: 1, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;

export type Style = keyof typeof CODES;

/** Wraps text in terminal styles, or leaves it as it is. */
export type Paint = (text: string, ...styles: readonly Style[]) => string;

/** A painter that colours, or one that does nothing. */
export function paint(enabled: boolean): Paint {
  if (!enabled) return (text) => text;
  return (text, ...styles) => `${styles.map((style) => `\u001B[${CODES[style]}m`).join('')}${text}\u001B[0m`;
}

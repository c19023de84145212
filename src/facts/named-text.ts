const NAME = /^[A-Za-z_][\w-]{1,63}$/;

/** A text that may be the name of a method, an operation, a service or a variable. */
export function isName(text: string): boolean {
  return NAME.test(text);
}

/** Words that what follows belongs to, with what they weigh. */
export const OPERATORS: ReadonlyMap<string, number> = new Map(Object.entries({
  return: 0, throw: 0, case: 0, default: 0, export: 0, import: 0, debugger: 0, const: 0, var: 0,
  in: 1, instanceof: 1, typeof: 1, void: 1, delete: 1, as: 1, satisfies: 1,
  new: 2, await: 2, yield: 3, else: 0, do: 3, if: 3, for: 4, while: 3, with: 3, keyof: 3, readonly: 3, unique: 3, infer: 3, asserts: 3, is: 3, of: 0,
  extends: 16, function: 0, class: 0, enum: 0,
}));
/** Names as well, or operators: what a slash after them is, syntax alone does not tell. */
export const MAYBE_OPERATORS: ReadonlySet<string> = new Set(['await', 'yield', 'of', 'as', 'satisfies', 'keyof', 'readonly', 'unique', 'infer', 'asserts', 'is']);
/** Their parentheses are no operand: a slash behind them starts a regular expression. */
export const CONTROLS: ReadonlySet<string> = new Set(['if', 'for', 'while', 'with', 'await', 'switch', 'catch']);
/** Words that go on with what a brace has closed. */
export const CONTINUING: ReadonlySet<string> = new Set(['else', 'catch', 'finally', 'while', 'instanceof', 'in', 'as', 'satisfies', 'of', 'from', 'is', 'extends', 'implements']);

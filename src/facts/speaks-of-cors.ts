/**
 * Whether a file says anything of CORS. Names of headers are keys, texts, or parts of texts that are put together, and what packages do has many
 * names: this one question is asked of the text. A comment that silences the rule is no answer.
 */
export function speaksOfCors(text: string): { readonly speaksOfCors?: true } {
  return /cors(?!-header-missing)|access.?control/i.test(text) ? { speaksOfCors: true } : {};
}

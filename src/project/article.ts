/** "an API key", "a GitHub token": a noun phrase with its article. */
export function withArticle(noun: string): string {
  return `${/^(?:[AEIO]|npm|HCP)/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

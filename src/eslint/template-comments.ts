import type { YamlDocument, YamlNode } from '../source/yaml.js';

export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Comments of a YAML text with their `#`: the parser does not tell them, so they are looked for outside scalars. */
export function findComments(text: string, document: YamlDocument): readonly TextRange[] {
  if (!text.includes('#')) return [];
  const scalars = scalarsOf(document.root).sort((a, b) => a.start - b.start);
  const comments: TextRange[] = [];
  let next = 0;
  for (let at = text.indexOf('#'); at !== -1; ) {
    while ((scalars[next]?.end ?? Infinity) <= at) next++;
    const scalar = scalars[next];
    if (scalar && scalar.start <= at) at = text.indexOf('#', scalar.end);
    else if (!isCommentStart(text, at)) at = text.indexOf('#', at + 1);
    else {
      const end = endOfLine(text, at);
      comments.push({ start: at, end });
      at = text.indexOf('#', end);
    }
  }
  return comments;
}

/** Only at the start of a line or after a blank. */
function isCommentStart(text: string, at: number): boolean {
  return at === 0 || /\s/.test(text.charAt(at - 1));
}

function endOfLine(text: string, from: number): number {
  const found = /[\r\n]/.exec(text.slice(from));
  return found ? from + found.index : text.length;
}

function scalarsOf(root: YamlNode | undefined): TextRange[] {
  const ranges: TextRange[] = [];
  const pending: (YamlNode | undefined)[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.kind === 'scalar') ranges.push(node);
    else if (node.kind === 'list') pending.push(...node.items);
    else if (node.kind === 'map') for (const { key, value } of node.entries) pending.push(key, value);
  }
  return ranges;
}

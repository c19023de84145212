import type { Change } from '../../change.js';
import type { ReadScript } from '../../source/read-script.js';
import { importClient } from './client-import.js';
import { hoistPython } from './hoist-python.js';
import { hoistScript } from './hoist-script.js';
import { lineEnd, lineStart } from './style.js';
import type { TextEdit } from './text-edit.js';

type CodeChange = Extract<Change, { readonly kind: 'text' | 'unsuppress' | 'hoist' | 'client' }>;

/** Edits of code; undefined where one cannot be made. */
export function editCode(path: string, text: string, changes: readonly CodeChange[], read: ReadScript): readonly TextEdit[] | undefined {
  const edits = changes.map((change): readonly (TextEdit | undefined)[] | undefined => {
    switch (change.kind) {
      case 'text': return [{ start: change.at.start, end: change.at.end, text: change.text }];
      case 'unsuppress': return [unsuppress(text, change.at)];
      case 'client': return importClient(read(path, text), text, change.at, change.client, change.specifier);
      case 'hoist': return path.endsWith('.py') ? hoistPython(text, change.at) : hoistScript(read(path, text), text, change.at);
    }
  });
  const made = edits.flatMap((one) => one ?? [undefined]);
  return made.every((edit) => edit !== undefined) ? made.sort((a, b) => a.start - b.start) : undefined;
}

/** The id with its comma where the comment names others, else the comment, with its line where that holds nothing else. */
function unsuppress(text: string, { start, end }: { readonly start: number; readonly end: number }): TextEdit | undefined {
  const [from, to] = [lineStart(text, start), lineEnd(text, end)];
  const open = text.lastIndexOf('[', start);
  const close = text.indexOf(']', end);
  const before = /(?:#|\/\/)[ \t]*lambdavet:[ \t]*ignore(?:-file)?[ \t]*$/.exec(text.slice(from, open));
  if (!before || open < from || close === -1 || close > to) return undefined;
  const others = text.slice(open + 1, close).split(',').length - 1;
  if (others > 0) {
    const behind = /^\s*,\s*/.exec(text.slice(end, close))?.[0].length;
    return behind === undefined ? { start: start - (/(?<!\s)\s*,\s*$/.exec(text.slice(open + 1, start))?.[0].length ?? 0), end, text: '' } : { start, end: end + behind, text: '' };
  }
  const comment = from + before.index;
  const code = text.slice(from, comment).trimEnd();
  if (code !== '') return { start: from + code.length, end: to, text: '' };
  const next = text.indexOf('\n', to);
  return { start: from, end: next === -1 ? text.length : next + 1, text: '' };
}

import { LineIndex } from '../../source/line-index.js';
import type { YamlDocument, YamlNode } from '../../source/yaml.js';
import type { ResourceFact, Span, SuppressionFact, TemplateValue } from '../model.js';
import { parseSuppression, SUPPRESSION_MARK, toSuppressionFact } from '../suppression-comment.js';

/** Suppression comments of a document. Comments are no events of the parser: they are looked for outside scalars. */
export function collectCommentSuppressions(text: string, document: YamlDocument): readonly SuppressionFact[] {
  if (!text.includes(SUPPRESSION_MARK)) return [];
  const scalars = scalarRanges(document);
  const lines = new LineIndex(text);
  let next = 0;
  return [...text.matchAll(/(?<=^|[ \t])#+[ \t]*(lambdavet:[^\r\n]*)/gm)].flatMap((match): SuppressionFact[] => {
    const [comment, words = ''] = match;
    const start = match.index;
    // Comments and scalars come in the order of the text.
    while ((scalars[next]?.end ?? Infinity) <= start) next++;
    if ((scalars[next]?.start ?? Infinity) <= start) return [];
    const parsed = parseSuppression(words, start + comment.length - words.length);
    const line = lines.lineAt(start);
    return parsed ? [toSuppressionFact(parsed, { start, end: start + comment.trimEnd().length }, line, () => coveredLine(lines, line))] : [];
  });
}

/** The line itself, or the next line with content for a comment that stands alone. */
function coveredLine(lines: LineIndex, line: number): Span {
  if (!isComment(lines.lineText(line))) return lines.spanOfLine(line);
  for (let next = line + 1; next <= lines.lineCount; next++) {
    const content = lines.lineText(next);
    if (content.trim() !== '' && !isComment(content)) return lines.spanOfLine(next);
  }
  return lines.spanOfLine(line);
}

function isComment(line: string): boolean {
  return line.trimStart().startsWith('#');
}

/** One after the other, as they stand in the text. */
function scalarRanges(document: YamlDocument): readonly { readonly start: number; readonly end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  const pending: (YamlNode | undefined)[] = [document.root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.kind === 'scalar') ranges.push(node);
    else if (node.kind === 'list') pending.push(...node.items);
    else if (node.kind === 'map') for (const { key, value } of node.entries) pending.push(key, value);
  }
  return ranges.sort((a, b) => a.start - b.start);
}

/** `Metadata: { lambdavet: { ignore: [{ rule, reason }] } }` of a resource covers the whole resource. */
export function collectMetadataSuppressions(resources: readonly ResourceFact[]): readonly SuppressionFact[] {
  return resources.flatMap(({ metadata, whole }) => {
    const ignore = path(metadata, 'lambdavet', 'ignore');
    if (!ignore) return [];
    const items = ignore.kind === 'list' ? ignore.items : [ignore];
    return items.map((item): SuppressionFact => {
      const rule = path(item, 'rule');
      const reason = path(item, 'reason');
      const { start, end, file } = rule ?? item;
      const place = file === undefined ? { start, end } : { start, end, file };
      const rules = rule?.kind === 'scalar' ? [{ id: rule.text, ...place }] : [];
      return { kind: 'resource', rules, reason: reason?.kind === 'scalar' ? reason.text : '', covers: whole, ...place };
    });
  });
}

function path(value: TemplateValue | undefined, ...keys: readonly string[]): TemplateValue | undefined {
  let at = value;
  for (const key of keys) at = at?.kind === 'map' ? at.entries.find((entry) => entry.key === key)?.value : undefined;
  return at;
}

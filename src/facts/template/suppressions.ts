import { LineIndex } from '../../source/line-index.js';
import type { YamlDocument, YamlNode } from '../../source/yaml.js';
import type { ResourceFact, SuppressionFact, TemplateValue } from '../model.js';
import { parseSuppression } from '../suppression-comment.js';

/** `ignore-file` counts in the first lines of a file only. */
const HEAD_LINES = 10;

/** Suppression comments of a document. Comments are no events of the parser: they are looked for outside scalars. */
export function collectCommentSuppressions(text: string, document: YamlDocument): readonly SuppressionFact[] {
  if (!text.includes('lambdavet:')) return [];
  const scalars = scalarRanges(document);
  const lines = new LineIndex(text);
  const found: SuppressionFact[] = [];
  for (const match of text.matchAll(/(^|[ \t])(#[^\r\n]*lambdavet:[^\r\n]*)/gm)) {
    const start = match.index + (match[1]?.length ?? 0);
    const comment = match[2] ?? '';
    if (scalars.some((range) => start >= range.start && start < range.end)) continue;
    const parsed = parseSuppression(comment.replace(/^#+/, ''));
    if (!parsed) continue;
    const base = { start, end: start + comment.trimEnd().length, rules: parsed.rules, reason: parsed.reason };
    const line = lines.lineAt(start);
    if (parsed.kind === 'line') found.push({ kind: 'line', commentLine: line, line: coveredLine(lines, line, text.slice(lines.startOfLine(line), start)), ...base });
    else if (line <= HEAD_LINES) found.push({ kind: 'file', ...base });
  }
  return found;
}

/** The line itself, or the next line with content for a comment that stands alone. */
function coveredLine(lines: LineIndex, line: number, before: string): number {
  if (before.trim() !== '') return line;
  for (let next = line + 1; next <= lines.lineCount; next++) {
    const content = lines.lineText(next).trim();
    if (content !== '' && !content.startsWith('#')) return next;
  }
  return line;
}

function scalarRanges(document: YamlDocument): readonly { readonly start: number; readonly end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  const pending: (YamlNode | undefined)[] = [document.root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.kind === 'scalar') ranges.push(node);
    else if (node.kind === 'list') pending.push(...node.items);
    else if (node.kind === 'map') for (const { key, value } of node.entries) pending.push(key, value);
  }
  return ranges;
}

/** `Metadata: { lambdavet: { ignore: [{ rule, reason }] } }` of a resource covers the whole resource. */
export function collectMetadataSuppressions(resources: readonly ResourceFact[]): readonly SuppressionFact[] {
  return resources.flatMap(({ metadata, whole }) => {
    const ignore = path(metadata, 'lambdavet', 'ignore');
    if (ignore?.kind !== 'list') return [];
    return ignore.items.flatMap((item): SuppressionFact[] => {
      const rule = path(item, 'rule');
      if (rule?.kind !== 'scalar') return [];
      const reason = path(item, 'reason');
      return [{ kind: 'resource', rules: [rule.text], reason: reason?.kind === 'scalar' ? reason.text : '', covers: whole, start: rule.start, end: rule.end }];
    });
  });
}

function path(value: TemplateValue | undefined, ...keys: readonly string[]): TemplateValue | undefined {
  let at = value;
  for (const key of keys) at = at?.kind === 'map' ? at.entries.find((entry) => entry.key === key)?.value : undefined;
  return at;
}

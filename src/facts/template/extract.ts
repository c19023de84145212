import { readDocument } from '../../source/template-text.js';
import type { DocumentProblem } from '../../source/template-text.js';
import type { YamlEntry, YamlMap, YamlNode } from '../../source/yaml.js';
import type { TemplateFacts, TemplateValue } from '../model.js';
import { assembleTemplate } from './assemble.js';
import { collectCommentSuppressions, collectMetadataSuppressions } from './suppressions.js';
import { ValueReader } from './values.js';

export interface TemplateReading {
  /** Undefined when the document is no template. */
  readonly facts: TemplateFacts | undefined;
  readonly problems: readonly DocumentProblem[];
}

/** A cheap look at the text: a document without these words cannot be a template. */
export function mayBeTemplate(text: string): boolean {
  return text.includes('Resources') && text.includes('AWS::');
}

/** A cheap look at the text: without the word nothing is imported. */
export function mayImport(text: string): boolean {
  return text.includes('ImportValue');
}

/**
 * Reads one YAML or JSON document as a CloudFormation or SAM template: a `Resources` map with at least one `AWS::` type
 * makes it one, whatever the file is called. Never throws; what cannot be read comes back as problems.
 */
export function extractTemplate(path: string, text: string): TemplateReading {
  const { document, problems } = readDocument(text);
  if (!document) return { facts: undefined, problems: looksLikeTemplate(text) ? problems : [] };
  const reader = new ValueReader(document, text);
  const { root } = document;
  if (root?.kind !== 'map') return { facts: undefined, problems: problems.length > 0 && looksLikeTemplate(text) ? problems : [] };
  const sections = topLevel(reader, root);
  const assembled = assembleTemplate(path, (name) => readSection(reader, sections.get(name)), text.includes('Fn::ForEach::'));
  if (!assembled) return { facts: undefined, problems: looksLikeTemplate(text) ? problems : [] };
  const facts: TemplateFacts = {
    ...assembled.facts,
    ...(mayImport(text) ? { hasImports: true as const } : {}),
    duplicateKeys: problems.length > 0 ? [] : reader.duplicateKeys,
    suppressions: [...collectCommentSuppressions(text, document), ...collectMetadataSuppressions(assembled.facts.resources)],
  };
  const limit = { line: 1, message: 'The template is larger than can be read; part of it is left out.' };
  return { facts, problems: reader.isLimited || assembled.isLimited ? [...problems, limit] : problems };
}

function readSection(reader: ValueReader, entry: YamlEntry | undefined): TemplateValue | undefined {
  return entry && reader.read(entry.value);
}

/** For a document that cannot be read: is it one that should have been a template? */
function looksLikeTemplate(text: string): boolean {
  return /(?:^|[{,])[ \t]*["']?Resources["']?[ \t]*:/m.test(text) && /["']?Type["']?[ \t]*:[ \t]*["']?AWS::/.test(text);
}

/** The sections by name; a section written twice is recorded as a duplicate key and the last one counts. */
function topLevel(reader: ValueReader, root: YamlMap): ReadonlyMap<string, YamlEntry> {
  const sections = new Map<string, YamlEntry>();
  for (const entry of root.entries) {
    if (entry.key.kind !== 'scalar') continue;
    const key = entry.key.text;
    const first = sections.get(key);
    if (first) reader.duplicateKeys.push({ key, first: span(first.key), second: span(entry.key) });
    sections.set(key, entry);
  }
  return sections;
}

function span({ start, end }: YamlNode): { readonly start: number; readonly end: number } {
  return { start, end };
}

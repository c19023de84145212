import { PLACEHOLDER, readDocument } from '../../source/template-text.js';
import type { DocumentProblem } from '../../source/template-text.js';
import type { YamlEntry, YamlMap, YamlNode } from '../../source/yaml.js';
import type { MapValue, ParameterFact, ResourceFact, TemplateFacts, TemplateValue } from '../model.js';
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

/**
 * Reads one YAML or JSON document as a CloudFormation or SAM template: a `Resources` map with at least one `AWS::` type
 * makes it one, whatever the file is called. Never throws; what cannot be read comes back as problems.
 */
export function extractTemplate(path: string, text: string): TemplateReading {
  const { document, problems } = readDocument(text);
  if (!document) return { facts: undefined, problems: looksLikeTemplate(text) ? problems : [] };
  const reader = new ValueReader(document);
  const root = reader.follow(document.root);
  if (root?.kind !== 'map') return { facts: undefined, problems: problems.length > 0 && looksLikeTemplate(text) ? problems : [] };
  const sections = topLevel(reader, root);
  const resources = readResources(reader, sections.get('Resources'));
  if (!resources.some(({ type }) => /^(?:AWS|Custom|Alexa)::/.test(type))) {
    return { facts: undefined, problems: looksLikeTemplate(text) ? problems : [] };
  }
  const facts: TemplateFacts = {
    path,
    transforms: transformNames(reader, sections.get('Transform')),
    parameters: readParameters(reader, sections.get('Parameters')),
    ...optionalSection(reader, 'mappings', sections.get('Mappings')),
    ...optionalSection(reader, 'conditions', sections.get('Conditions')),
    ...optionalSection(reader, 'globals', sections.get('Globals')),
    ...optionalSection(reader, 'outputs', sections.get('Outputs')),
    resources,
    duplicateKeys: problems.length > 0 ? [] : reader.duplicateKeys,
    suppressions: [...collectCommentSuppressions(text, document), ...collectMetadataSuppressions(resources)],
  };
  const limit = { line: 1, message: 'The template is larger than can be read; part of it is left out.' };
  return { facts, problems: reader.isLimited ? [...problems, limit] : problems };
}

/** For a document that cannot be read: is it one that should have been a template? */
function looksLikeTemplate(text: string): boolean {
  return /^[ \t]*["']?Resources["']?[ \t]*:/m.test(text) && /["']?Type["']?[ \t]*:[ \t]*["']?AWS::/.test(text);
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

function optionalSection<K extends string>(reader: ValueReader, name: K, entry: YamlEntry | undefined): { readonly [P in K]?: TemplateValue } {
  if (!entry) return {};
  return { [name]: reader.read(entry.value) } as { [P in K]: TemplateValue };
}

function transformNames(reader: ValueReader, entry: YamlEntry | undefined): readonly string[] {
  if (!entry) return [];
  const value = reader.read(entry.value);
  const items = value.kind === 'list' ? value.items : [value];
  return items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
}

function readParameters(reader: ValueReader, entry: YamlEntry | undefined): readonly ParameterFact[] {
  return mapEntries(reader, entry).map(({ key, keyStart, keyEnd, value }): ParameterFact => {
    const body = value.kind === 'map' ? value : undefined;
    const fallback = member(body, 'Default');
    return {
      name: key,
      start: keyStart,
      end: keyEnd,
      type: scalarText(member(body, 'Type')) ?? 'String',
      noEcho: scalarText(member(body, 'NoEcho'))?.toLowerCase() === 'true',
      ...(fallback ? { default: fallback } : {}),
    };
  });
}

function readResources(reader: ValueReader, entry: YamlEntry | undefined): readonly ResourceFact[] {
  return mapEntries(reader, entry).flatMap(({ key, keyStart, keyEnd, value }): ResourceFact[] => {
    // A name that a template engine has yet to fill in can be neither shown nor referred to.
    if (value.kind !== 'map' || key.includes(PLACEHOLDER)) return [];
    const properties = member(value, 'Properties');
    const metadata = member(value, 'Metadata');
    const ignoreGlobals = member(value, 'IgnoreGlobals');
    const condition = scalarText(member(value, 'Condition'));
    return [
      {
        logicalId: key,
        key: { start: keyStart, end: keyEnd },
        whole: { start: keyStart, end: value.end },
        type: scalarText(member(value, 'Type')) ?? '',
        ...(properties ? { properties } : {}),
        ...(metadata ? { metadata } : {}),
        ...(ignoreGlobals ? { ignoreGlobals } : {}),
        ...(condition === undefined ? {} : { condition }),
      },
    ];
  });
}

function mapEntries(reader: ValueReader, entry: YamlEntry | undefined): MapValue['entries'] {
  const node = reader.follow(entry?.value);
  return node?.kind === 'map' ? reader.entriesOf(node) : [];
}

function member(map: MapValue | undefined, key: string): TemplateValue | undefined {
  return map?.entries.find((entry) => entry.key === key)?.value;
}

function scalarText(value: TemplateValue | undefined): string | undefined {
  return value?.kind === 'scalar' ? value.text : undefined;
}

function span({ start, end }: YamlNode): { readonly start: number; readonly end: number } {
  return { start, end };
}

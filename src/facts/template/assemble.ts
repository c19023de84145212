import { PLACEHOLDER } from '../../source/template-text.js';
import type { MapEntry, MapValue, ParameterFact, ResourceFact, Span, TemplateFacts, TemplateValue } from '../model.js';
import { LoopExpander } from './loops.js';

/** A section of a template by its name, as a value. */
export type SectionReader = (name: string) => TemplateValue | undefined;

export interface Assembled {
  readonly facts: Omit<TemplateFacts, 'duplicateKeys' | 'suppressions'>;
  /** Loops make more than can be read. */
  readonly isLimited: boolean;
}

/** The facts of a template from its sections, whatever files these come from; undefined where they make no template. */
export function assembleTemplate(path: string, section: SectionReader, hasLoops: boolean): Assembled | undefined {
  const parameters = readParameters(section('Parameters'));
  // Most templates have no loops: their values need not be walked again.
  const loops = hasLoops ? new LoopExpander(parameters) : undefined;
  const written = mapEntries(section('Resources'));
  const entries = loops?.entries(written) ?? written;
  const resources = readResources(entries);
  if (!resources.some(({ type }) => /^(?:AWS|Custom|Alexa)::/.test(type))) return undefined;
  const facts = {
    path,
    transforms: transformNames(section('Transform')),
    parameters,
    ...optionalSection('mappings', section('Mappings')),
    ...optionalSection('conditions', section('Conditions'), loops),
    ...optionalSection('globals', section('Globals')),
    ...optionalSection('outputs', section('Outputs'), loops),
    resources,
    ...(section('Fn::Transform') || entries.some(isGenerating) ? { hasMoreResources: true as const } : {}),
  };
  return { facts, isLimited: loops?.isLimited === true };
}

function optionalSection<K extends string>(name: K, value: TemplateValue | undefined, loops?: LoopExpander): { readonly [P in K]?: TemplateValue } {
  if (!value) return {};
  return { [name]: loops?.value(value) ?? value } as { [P in K]: TemplateValue };
}

function transformNames(value: TemplateValue | undefined): readonly string[] {
  const items = value?.kind === 'list' ? value.items : value ? [value] : [];
  return items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
}

function readParameters(section: TemplateValue | undefined): readonly ParameterFact[] {
  return mapEntries(section).map(({ key, value, ...place }): ParameterFact => {
    const body = value.kind === 'map' ? value : undefined;
    const fallback = member(body, 'Default');
    const allowedValues = member(body, 'AllowedValues');
    const noEcho = member(body, 'NoEcho');
    const description = scalarText(member(body, 'Description'));
    return {
      name: key,
      ...keySpan(place),
      type: scalarText(member(body, 'Type')) ?? 'String',
      noEcho: scalarText(noEcho)?.toLowerCase() === 'true',
      ...(noEcho ? { noEchoAt: spanOf(noEcho) } : {}),
      ...(description === undefined ? {} : { description }),
      // One that says its own name stands for what the stack around gives, as in the templates of Amplify.
      ...(fallback && scalarText(fallback) !== key ? { default: fallback } : {}),
      ...(allowedValues ? { allowedValues } : {}),
    };
  });
}

/** A macro, a loop or a placeholder of another template language stands for resources. */
function isGenerating({ key }: MapEntry): boolean {
  return key.includes(PLACEHOLDER) || key.startsWith('Fn::');
}

function readResources(entries: readonly MapEntry[]): readonly ResourceFact[] {
  return entries.flatMap(({ key, value, ...place }): ResourceFact[] => {
    // A name that a template engine has yet to fill in can be neither shown nor referred to.
    if (value.kind !== 'map' || isGenerating({ key, value, ...place })) return [];
    const properties = member(value, 'Properties');
    const metadata = member(value, 'Metadata');
    const ignoreGlobals = member(value, 'IgnoreGlobals');
    const connectors = member(value, 'Connectors');
    const condition = scalarText(member(value, 'Condition'));
    return [
      {
        logicalId: key,
        key: keySpan(place),
        whole: wholeSpan(place, value),
        type: scalarText(member(value, 'Type')) ?? '',
        ...(properties ? { properties } : {}),
        ...(metadata ? { metadata } : {}),
        ...(ignoreGlobals ? { ignoreGlobals } : {}),
        ...(connectors ? { connectors } : {}),
        ...(condition === undefined ? {} : { condition }),
      },
    ];
  });
}

/** A map with nothing but a function's key reads like a call: here it is an entry like others. */
function mapEntries(section: TemplateValue | undefined): readonly MapEntry[] {
  if (section?.kind === 'map') return section.entries;
  if (section?.kind !== 'call') return [];
  const { name, argument, start, file } = section;
  return [{ key: name, keyStart: start, keyEnd: start + name.length, value: argument, ...(file === undefined ? {} : { file }) }];
}

type KeyPlace = Pick<MapEntry, 'keyStart' | 'keyEnd' | 'file'>;

function keySpan({ keyStart, keyEnd, file }: KeyPlace): Span {
  return file === undefined ? { start: keyStart, end: keyEnd } : { start: keyStart, end: keyEnd, file };
}

/** Key and body; what is included under a key of another file is the body alone. */
function wholeSpan(key: KeyPlace, { start, end, file }: Span): Span {
  if (key.file === file) return { ...keySpan(key), end };
  return file === undefined ? { start, end } : { start, end, file };
}

function spanOf({ start, end, file }: Span): Span {
  return file === undefined ? { start, end } : { start, end, file };
}

function member(map: MapValue | undefined, key: string): TemplateValue | undefined {
  return map?.entries.find((entry) => entry.key === key)?.value;
}

function scalarText(value: TemplateValue | undefined): string | undefined {
  return value?.kind === 'scalar' ? value.text : undefined;
}

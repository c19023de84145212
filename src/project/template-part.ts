import type { MapEntry, MapValue, ResourceFact, Span, TemplateFacts, TemplateValue } from '../facts/model.js';

const answers = new WeakMap<TemplateFacts, boolean>();

/**
 * Whether the template is a part that a script joins with others before it is deployed: it has resources of SAM without the
 * transform, and they name conditions, mappings or parameters that are not in it. `Globals` then stands in another part.
 */
export function isPart(template: TemplateFacts): boolean {
  const known = answers.get(template);
  if (known !== undefined) return known;
  const answer = template.transforms.length === 0 && template.resources.some((resource) => isServerless(resource) && namesMissing(template, resource));
  answers.set(template, answer);
  return answer;
}

function isServerless({ type }: ResourceFact): boolean {
  return type.startsWith('AWS::Serverless::');
}

function namesMissing({ parameters, resources, conditions, mappings }: TemplateFacts, { condition, properties }: ResourceFact): boolean {
  const names = new Set([...parameters.map(({ name }) => name), ...resources.map(({ logicalId }) => logicalId)]);
  const isMissing: Readonly<Record<string, (name: string) => boolean>> = {
    Ref: (name) => !names.has(name) && !name.startsWith('AWS::'),
    'Fn::If': (name) => !hasKey(conditions, name),
    'Fn::FindInMap': (name) => !hasKey(mappings, name),
  };
  const visit = (value: TemplateValue): boolean => {
    if (value.kind === 'list') return value.items.some(visit);
    if (value.kind === 'map') return value.entries.some((entry) => visit(entry.value));
    if (value.kind !== 'call') return false;
    const { name, argument } = value;
    const [first] = argument.kind === 'list' ? argument.items : [argument];
    return (first?.kind === 'scalar' && isMissing[name]?.(first.text) === true) || visit(argument);
  };
  return (condition !== undefined && !hasKey(conditions, condition)) || (properties !== undefined && visit(properties));
}

function hasKey(section: TemplateValue | undefined, name: string): boolean {
  return section !== undefined && (section.kind !== 'map' || section.entries.some(({ key }) => key === name || key.startsWith('Fn::')));
}

/** What another part may say in `Globals`: any of the keys, and variables of the environment beside those of the function. */
export function globalsElsewhere({ key: { start, end, file } }: ResourceFact, keys: readonly string[]): MapValue {
  const place: Span = file === undefined ? { start, end } : { start, end, file };
  const open = { kind: 'opaque', reason: 'another part of the template may say it', ...place } as const;
  const entry = (key: string, value: TemplateValue): MapEntry => ({ key, value, keyStart: start, keyEnd: end, ...place });
  const map = (...entries: readonly MapEntry[]): MapValue => ({ kind: 'map', entries, ...place });
  return map(...keys.map((key) => entry(key, key === 'Environment' ? map(entry('Variables', map(entry('Fn::Transform', open)))) : open)));
}

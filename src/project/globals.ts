import { GLOBALS_SECTIONS } from '../data/sam.js';
import type { ListValue, MapEntry, MapValue, ResourceFact, TemplateValue } from '../facts/model.js';
import { member } from './evaluate.js';
import { globalsElsewhere, takesGlobalsElsewhere } from './template-part.js';
import type { TemplateScope } from './template-scope.js';

const SECTION_BY_TYPE: ReadonlyMap<string, string> = new Map([...GLOBALS_SECTIONS].map(([name, { resourceType }]) => [resourceType, name]));

/**
 * The properties of a resource as SAM will use them: `Globals` of its type merged in, unless `IgnoreGlobals` says no.
 * Maps merge, lists append, anything else the resource replaces; every value keeps the place where it is written.
 * Source: aws/serverless-application-model samtranslator/plugins/globals/globals.py.
 */
export function effectiveProperties(scope: TemplateScope, resource: ResourceFact): TemplateValue | undefined {
  const section = SECTION_BY_TYPE.get(resource.type);
  const globals = section === undefined ? undefined : member(scope, scope.template.globals, section);
  if (globals?.kind !== 'map') return section === 'Function' && takesGlobalsElsewhere(scope.template, resource) ? resource.properties && merge(globalsElsewhere(resource), resource.properties) : resource.properties;
  const ignored = ignoredKeys(resource.ignoreGlobals);
  if (ignored === 'all') return resource.properties;
  const supported = GLOBALS_SECTIONS.get(section ?? '')?.keys ?? [];
  const entries = globals.entries.filter(({ key }) => supported.includes(key) && !ignored.includes(key));
  const inherited: MapValue = { ...globals, entries };
  if (!resource.properties) return inherited;
  return merge(inherited, resource.properties);
}

function ignoredKeys(value: TemplateValue | undefined): 'all' | readonly string[] {
  if (value?.kind === 'scalar') return value.text === '*' ? 'all' : [value.text];
  if (value?.kind !== 'list') return [];
  return value.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
}

/** An intrinsic function counts as a scalar: it is neither merged into nor out of. */
function merge(global: TemplateValue, own: TemplateValue): TemplateValue {
  if (global.kind === 'map' && own.kind === 'map') return mergeMaps(global, own);
  if (global.kind === 'list' && own.kind === 'list') return mergeLists(global, own);
  return own;
}

function mergeMaps(global: MapValue, own: MapValue): MapValue {
  const merged = new Map<string, MapEntry>(global.entries.map((entry) => [entry.key, entry]));
  for (const entry of own.entries) {
    const inherited = merged.get(entry.key);
    merged.set(entry.key, inherited ? { ...entry, value: merge(inherited.value, entry.value) } : entry);
  }
  return { ...own, entries: [...merged.values()] };
}

function mergeLists(global: ListValue, own: ListValue): ListValue {
  return { ...own, items: [...global.items, ...own.items] };
}

import type { MapEntry, ParameterFact, TemplateValue } from '../model.js';

/** Values that all loops of a template may make; loops within loops multiply. */
const MAX_VALUES = 200_000;
const PREFIX = 'Fn::ForEach::';

/**
 * Writes out `Fn::ForEach` over lists that stand in the template or are the default of a parameter. Every copy keeps the place
 * where it is written; a loop over anything else stays as it is.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html.
 */
export class LoopExpander {
  /** More copies than can be read: some loops are left as they are. */
  isLimited = false;
  private count = 0;
  private readonly parameters: ReadonlyMap<string, ParameterFact>;

  constructor(parameters: readonly ParameterFact[]) {
    this.parameters = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  }

  /** The entries of a map with those of its loops in their place. */
  entries(entries: readonly MapEntry[]): readonly MapEntry[] {
    if (!entries.some(({ key }) => key.startsWith(PREFIX))) return entries.map((entry) => ({ ...entry, value: this.value(entry.value) }));
    const expanded = entries.flatMap((entry) => (entry.key.startsWith(PREFIX) ? this.loop(entry.value) : undefined) ?? [{ ...entry, value: this.value(entry.value) }]);
    return [...new Map(expanded.map((entry) => [entry.key, entry])).values()];
  }

  value(value: TemplateValue): TemplateValue {
    switch (value.kind) {
      case 'map':
        return { ...value, entries: this.entries(value.entries) };
      case 'list':
        return { ...value, items: value.items.map((item) => this.value(item)) };
      case 'call': {
        // A map with nothing but a loop reads like a call of it.
        const { name, argument, start, end, file } = value;
        const entries = name.startsWith(PREFIX) ? this.loop(argument) : undefined;
        return entries ? { kind: 'map', entries, start, end, ...inFile(file) } : { ...value, argument: this.value(argument) };
      }
      default:
        return value;
    }
  }

  /** Undefined for a loop that cannot be written out. */
  private loop(loop: TemplateValue): readonly MapEntry[] | undefined {
    const [identifier, collection, body] = loop.kind === 'list' ? loop.items : [];
    const items = collection && this.items(collection);
    const template = body && entriesOf(body);
    if (identifier?.kind !== 'scalar' || !template || !items) return undefined;
    const copies: MapEntry[] = [];
    for (const item of items) {
      const copied = this.copyEntries(template, identifier.text, item);
      if (this.isLimited) return undefined;
      for (const entry of this.entries(copied)) copies.push(entry);
    }
    return copies;
  }

  private items(collection: TemplateValue): readonly string[] | undefined {
    if (collection.kind === 'list') {
      const items = collection.items.map((item) => (item.kind === 'scalar' ? [item.text] : this.items(item)));
      return items.every((item) => item !== undefined) ? items.flat() : undefined;
    }
    const name = collection.kind === 'call' && collection.name === 'Ref' && collection.argument.kind === 'scalar' ? collection.argument.text : undefined;
    const parameter = name === undefined ? undefined : this.parameters.get(name);
    if (parameter?.type !== 'CommaDelimitedList' || parameter.default?.kind !== 'scalar') return undefined;
    return parameter.default.text.split(',').map((item) => item.trim());
  }

  private copyEntries(entries: readonly MapEntry[], name: string, item: string): readonly MapEntry[] {
    return entries.map((entry) => ({ ...entry, key: fill(entry.key, name, item), value: this.copy(entry.value, name, item) }));
  }

  private copy(value: TemplateValue, name: string, item: string): TemplateValue {
    if (++this.count > MAX_VALUES) this.isLimited = true;
    if (this.isLimited) return value;
    switch (value.kind) {
      case 'scalar':
        return { ...value, text: fill(value.text, name, item) };
      case 'list':
        return { ...value, items: value.items.map((one) => this.copy(one, name, item)) };
      case 'map':
        return { ...value, entries: this.copyEntries(value.entries, name, item) };
      case 'call': {
        const { argument, start, end, file } = value;
        if (value.name === 'Ref' && argument.kind === 'scalar' && argument.text === name) return { kind: 'scalar', text: item, quoted: true, start, end, ...inFile(file) };
        return { ...value, name: fill(value.name, name, item), argument: this.copy(argument, name, item) };
      }
      case 'opaque':
        return value;
    }
  }
}

/** Another loop may be all that a loop repeats. */
function entriesOf(body: TemplateValue): readonly MapEntry[] | undefined {
  if (body.kind === 'map') return body.entries;
  if (body.kind !== 'call' || !body.name.startsWith(PREFIX)) return undefined;
  return [{ key: body.name, keyStart: body.start, keyEnd: body.start + body.name.length, value: body.argument, ...inFile(body.file) }];
}

/** `${Name}` is the item, `&{Name}` its letters and digits: what a logical id may have. */
function fill(text: string, name: string, item: string): string {
  if (!text.includes(`{${name}}`)) return text;
  return text.replaceAll(`\${${name}}`, () => item).replaceAll(`&{${name}}`, () => item.replace(/[^A-Za-z0-9]/g, ''));
}

function inFile(file: string | undefined): { readonly file?: string } {
  return file === undefined ? {} : { file };
}

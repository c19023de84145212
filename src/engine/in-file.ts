import type { TemplateValue } from '../facts/model.js';

/** The value with the file that it stands in, for use in a template that is another file. */
export function inFile(value: TemplateValue, file: string): TemplateValue {
  switch (value.kind) {
    case 'list':
      return { ...value, items: value.items.map((item) => inFile(item, file)), file };
    case 'map':
      return { ...value, entries: value.entries.map((one) => ({ ...one, value: inFile(one.value, file), file })), file };
    case 'call':
      return { ...value, argument: inFile(value.argument, file), file };
    default:
      return { ...value, file };
  }
}

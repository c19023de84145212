import type { Expression } from './model.js';

/** The value of a variable that may have been changed since: members may be there that are not written with it. */
export function opened(value: Expression): Expression {
  switch (value.kind) {
    case 'object': return { ...value, complete: false, properties: value.properties.map((property) => ({ name: property.name, value: opened(property.value) })) };
    case 'list': return { ...value, complete: false, items: value.items.map(opened) };
    default: return value;
  }
}

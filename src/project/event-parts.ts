import type { Expression } from '../facts/model.js';
import type { EntryFunction } from './entry-functions.js';

/** Tells values in a module that are the event or are made of something in it. */
export function eventParts(entries: readonly EntryFunction[]): (path: string, value: Expression) => boolean {
  const parameters = new Set(entries.flatMap(({ holders }) => holders.map(({ path, id, index }) => `${path}#${id}#${index}`)));

  return function isOfEvent(path, value): boolean {
    switch (value.kind) {
      case 'parameter': return parameters.has(`${path}#${value.function}#${value.index}`);
      case 'text': return value.parts.some((part) => isOfEvent(path, part));
      case 'list': return value.items.some((item) => isOfEvent(path, item));
      case 'object': return value.properties.some((property) => isOfEvent(path, property.value));
      case 'call': return value.arguments.some((argument) => isOfEvent(path, argument));
      default: return false;
    }
  };
}

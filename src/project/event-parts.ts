import type { Expression } from '../facts/model.js';
import { holds } from './entry-functions.js';
import type { EntryFunction, EventHolder } from './entry-functions.js';

/** Tells values in a module that are the event or are made of something in it. */
export function eventParts(entries: readonly EntryFunction[]): (path: string, value: Expression) => boolean {
  const byModule = new Map<string, EventHolder[]>();
  for (const holder of entries.flatMap(({ holders }) => holders)) byModule.set(holder.path, [...(byModule.get(holder.path) ?? []), holder]);

  function isOfEvent(holders: readonly EventHolder[], value: Expression): boolean {
    switch (value.kind) {
      case 'parameter': return holders.some((holder) => holds(holder, value));
      case 'text': return value.parts.some((part) => isOfEvent(holders, part));
      case 'list': return value.items.some((item) => isOfEvent(holders, item));
      case 'object': return value.properties.some((property) => isOfEvent(holders, property.value));
      case 'call': return value.arguments.some((argument) => isOfEvent(holders, argument));
      default: return false;
    }
  }

  return (path, value) => isOfEvent(byModule.get(path) ?? [], value);
}

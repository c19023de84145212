import type { TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { member } from './evaluate.js';
import { stringOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';

/** `keep warm`, `warmer`, `warm up`, `keep alive`, of words that were split. */
const WARMING = /\b(?:(?:pre ?|keep ?)?warm(?:er|ing| ?up)?|keep ?alive)\b/;
/** What fills or moves data does work that somebody misses. */
const OF_DATA = /\b(?:caches?|data|index(?:es)?|pools?|storage|tiers?)\b/;

/** Whether a schedule is there to keep a function warm, by its names or by what it sends: nobody misses such an event. */
export function keepsWarm(scope: TemplateScope, name: string, schedule: TemplateValue | undefined, target: TemplateValue | undefined): boolean {
  const read = (value: TemplateValue | undefined, key: string): string => {
    const found = member(scope, value, key);
    return (found && known(stringOf(scope, found, scope.at(found)))) ?? '';
  };
  const texts = [name, read(schedule, 'Name'), read(schedule, 'Description'), read(target, 'Input')].map(words);
  return texts.some((text) => WARMING.test(text)) && !texts.some((text) => OF_DATA.test(text));
}

/** `OrdersKeepWarm` as `orders keep warm`. */
function words(text: string): string {
  return text.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[^A-Za-z]+/g, ' ').toLowerCase();
}

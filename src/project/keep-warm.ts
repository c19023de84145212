import type { TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { member } from './evaluate.js';
import { stringOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';

/** `keep warm`, `warmer`, `warm up`, `keep alive`, of words that were split. */
const WARMING = /\b(?:keep(?:s|ing)?(?: \w+){0,4} warm|warmer|warm(?:ing)? ?up|pre ?warm(?:er|ing)?|keep ?alive)\b/;
/** `orders warm`, `warm the function`, `{ "warm": true }`; warm leads and a report about warming are another matter. */
const WARM = /^warm(?:ing)?$|(?<!\bglobal )\bwarm(?:ing)?(?: (?:true|the|my|our|all|lambdas?|functions?|handlers?|containers?|instances?|apis?|start|schedule|rule|events?|ping|every|trigger|timer|cron)\b|$)/;
/** What fills or moves data, or has to do with people and devices, does work that somebody misses. */
const OF_WORK = /\b(?:caches?|data|index(?:es)?|pools?|storage|tiers?|leads?|e? ?mails?|campaigns?|senders?|domains?|sessions?|devices?|messages?|weather|tokens?)\b/;

/** Whether a schedule is there to keep a function warm, by its names or by what it sends: nobody misses such an event. */
export function keepsWarm(scope: TemplateScope, name: string, schedule: TemplateValue | undefined, target: TemplateValue | undefined): boolean {
  const read = (value: TemplateValue | undefined, key: string): string => {
    const found = member(scope, value, key);
    return (found && known(stringOf(scope, found, scope.at(found)))) ?? '';
  };
  const texts = [name, read(schedule, 'Name'), read(schedule, 'Description'), read(target, 'Input')].map(words);
  return texts.some((text) => WARMING.test(text) || WARM.test(text)) && !texts.some((text) => OF_WORK.test(text));
}

/** `OrdersKeepWarm` as `orders keep warm`. */
function words(text: string): string {
  return text.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[^A-Za-z]+/g, ' ').trim().toLowerCase();
}

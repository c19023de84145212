import type { EventRead } from './entry-functions.js';

/** Calls that show or copy a value as a text. */
const SHOWS = /(?:^|\.)(?:log|debug|info|warn|warning|error|exception|trace|print|pprint|str|repr|stringify|dumps|inspect)$/;

/** The call, by its name, does no more with a value than show it. */
export function isShowing(callee: string): boolean {
  return SHOWS.test(callee);
}

/** The event, or part of it, goes to code that is not seen. */
export function isHandedAway({ to, isFollowed }: EventRead): boolean {
  return !isFollowed && !isShowing(to ?? '');
}

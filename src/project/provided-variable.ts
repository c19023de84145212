import { PROVIDED_PREFIXES, PROVIDED_VARIABLES } from '../data/environment.js';

/** Whether a variable may be there though no template sets it: from Lambda, a tool, or a run on one's own machine. */
export function isProvidedVariable(variable: string): boolean {
  return /(?:^|_)LOCAL(?:_|$)/.test(variable) || PROVIDED_VARIABLES.has(variable) || PROVIDED_PREFIXES.some((prefix) => variable.startsWith(prefix));
}

import { defineAnalysis } from '../analysis.js';
import { demands } from './demands.js';
import type { Grantee } from './policy-grantees.js';
import { roleUsers } from './role-users.js';
import { quotedNames } from './shared-values.js';
import { unusedActions } from './unused-actions.js';

/** Says at the end of a sentence about a grant what of it the code calls; nothing where the code of some function that has it is not wholly known. */
export type UsedOfGrant = (template: string, grantee: Grantee, patterns: readonly string[]) => string;

/** What the code of functions calls of what they are granted. Code is read for grants that are asked about only. */
export const usedOfGrant = defineAnalysis({
  name: 'usedOfGrant',
  requires: { roleUsers, unusedActions, demands },
  run: ({ roleUsers: usersOf, unusedActions: judgeFor, demands: demandsOf }): UsedOfGrant => (template, grantee, patterns) => {
    const users = patterns.length === 0 ? undefined : usersOf(template, grantee);
    const called = users && judgeFor(users)?.calledOf(patterns);
    if (!users || !called) return '';
    if (called.length === 0) return '; the code calls nothing of it';
    const certain = new Set(users.flatMap(({ key }) => demandsOf(key).flatMap(({ required, oneOf }) => [...required, ...oneOf.flat()].map(({ action }) => action))));
    return `; the code calls ${called.every((action) => certain.has(action)) ? 'only' : 'at most'} ${quotedNames(called)}`;
  },
});

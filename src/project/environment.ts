import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { known } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { Text } from './text.js';

/** An environment variable as written once, with every function that gets it. */
export interface DeclaredVariable {
  readonly name: string;
  /** Its name in the template. */
  readonly at: Location;
  readonly value: Resolved<Text>;
  readonly owners: readonly LambdaFunction[];
}

/** The environment variables of the project, one entry for each place where one is written. */
export const declaredVariables = defineAnalysis({
  name: 'declaredVariables',
  requires: { functions },
  run: ({ functions: all }): readonly DeclaredVariable[] => {
    const byPlace = new Map<string, DeclaredVariable & { readonly owners: LambdaFunction[] }>();
    for (const fn of all) {
      for (const { name, nameAt, value } of known(fn.environment)?.values() ?? []) {
        const key = `${nameAt.path}:${nameAt.start}`;
        const declared = byPlace.get(key);
        if (declared) declared.owners.push(fn);
        else byPlace.set(key, { name, at: nameAt, value, owners: [fn] });
      }
    }
    return [...byPlace.values()];
  },
});

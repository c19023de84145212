import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { possibilities } from '../resolved.js';
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
  /** Words for the branch of an `Fn::If` that it stands in. */
  readonly when: string | undefined;
  readonly owners: readonly LambdaFunction[];
}

/** The environment variables of the project, one entry for each place where one is written. */
export const declaredVariables = defineAnalysis({
  name: 'declaredVariables',
  requires: { functions },
  run: ({ functions: all }): readonly DeclaredVariable[] => {
    const byPlace = new Map<string, DeclaredVariable & { readonly owners: LambdaFunction[] }>();
    for (const fn of all) {
      const variables = possibilities(fn.environment).flatMap(({ value, when }) => [...value.values()].map((variable) => ({ ...variable, when })));
      for (const { name, nameAt, value, when } of variables) {
        const key = `${nameAt.path}:${nameAt.start}`;
        const declared = byPlace.get(key);
        if (declared) declared.owners.push(fn);
        else byPlace.set(key, { name, at: nameAt, value, when, owners: [fn] });
      }
    }
    return [...byPlace.values()];
  },
});

import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { possibilities } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import type { EnvironmentVariable } from './function-definition.js';
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
    const byPlace = new Map<string, Omit<DeclaredVariable, 'owners'> & { readonly groups: (readonly LambdaFunction[])[] }>();
    for (const { variables, when, owners } of sharedEnvironments(all)) {
      for (const { name, nameAt, value } of variables.values()) {
        const key = `${nameAt.path}:${nameAt.start}`;
        const declared = byPlace.get(key);
        if (declared) declared.groups.push(owners);
        else byPlace.set(key, { name, at: nameAt, value, when, groups: [owners] });
      }
    }
    const positions = new Map(all.map((fn, index) => [fn, index]));
    return [...byPlace.values()].map(({ groups, ...variable }) => ({ ...variable, owners: joined(groups, positions) }));
  },
});

interface SharedEnvironment {
  readonly variables: ReadonlyMap<string, EnvironmentVariable>;
  readonly when: string | undefined;
  readonly owners: readonly LambdaFunction[];
}

/** Thousands of functions may have the variables of Globals, and nothing else. */
function sharedEnvironments(all: readonly LambdaFunction[]): readonly SharedEnvironment[] {
  const found = new Map<SharedEnvironment['variables'], SharedEnvironment & { readonly owners: LambdaFunction[] }>();
  for (const fn of all) {
    for (const { value, when } of possibilities(fn.environment)) {
      const known = found.get(value);
      if (known) known.owners.push(fn);
      else found.set(value, { variables: value, when, owners: [fn] });
    }
  }
  return [...found.values()];
}

/** In the order of the functions; of variables with the same owners it is the same list. */
function joined(groups: readonly (readonly LambdaFunction[])[], positions: ReadonlyMap<LambdaFunction, number>): readonly LambdaFunction[] {
  const [only = [], other] = groups;
  return other ? groups.flat().sort((a, b) => (positions.get(a) ?? 0) - (positions.get(b) ?? 0)) : only;
}

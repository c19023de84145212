import type { Location } from '../diagnostic.js';
import type { FunctionGrant, FunctionGrants, GrantOrigin } from './function-grants.js';

export interface RoleStatement {
  readonly effect: FunctionGrant['effect'];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly origin: GrantOrigin;
  readonly at: Location;
}

/** What is known of the role that a function runs with. */
export interface InspectedRole {
  /** The statements are all there is: nothing is left to a policy that cannot be read or to another template. */
  readonly isComplete: boolean;
  /** Names of managed policies; what those in our table allow is among the statements. */
  readonly managedPolicies: readonly string[];
  readonly statements: readonly RoleStatement[];
}

/** What `inspect` shows of a role. */
export function inspectRole(grants: FunctionGrants | undefined): InspectedRole {
  const { isComplete, managedPolicies, statements } = grants ?? { isComplete: false, managedPolicies: [], statements: [] };
  return {
    isComplete,
    managedPolicies,
    statements: statements.map(({ effect, actions, resources, origin, at }) => {
      return { effect, actions: actions.map(({ text }) => text), resources: resources.map(({ text }) => text), origin, at };
    }),
  };
}
